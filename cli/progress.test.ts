import { describe, expect, it } from 'vitest'
import { cannedSend } from './fixture/canned-api.ts'
import { recordedTerminal } from './fixture/recorded-terminal.ts'
import { formatProgress, type Progress, progressLine } from './progress.ts'

const startedAt = Date.UTC(2027, 2, 1, 12)
const at = (done: number): Progress => ({
  label: 'operations',
  done,
  total: 2000,
  unit: 'operations',
  startedAt,
})

describe('progress', () => {
  it('tells share, rate and the hour of the end', () => {
    expect(formatProgress(at(500), startedAt + 10_000)).toBe(
      'operations [#####...............] 25 %  500 of 2,000  50/s  ends in 30 s (12:00:40Z)',
    )
  })

  it('tells no rate before there is one', () => {
    expect(formatProgress(at(0), startedAt + 10_000)).toBe(
      'operations [....................] 0 %  0 of 2,000',
    )
  })

  it('tells how long it took when it is over', () => {
    expect(formatProgress(at(2000), startedAt + 90_000)).toBe(
      'operations [####################] 100 %  2,000 of 2,000  22/s  in 1 min',
    )
  })

  it('shows nothing for work that is over at once, nor with --json', async () => {
    const { terminal, all } = recordedTerminal(cannedSend({}))
    const line = progressLine(terminal, false)
    line.show(at(1))
    line.end()
    const quiet = progressLine(terminal, true)
    await terminal.wait(60_000)
    quiet.show(at(2))
    quiet.end()
    expect(all()).toBe('')
  })

  it('writes a line every five seconds where nobody watches', async () => {
    const { terminal, all } = recordedTerminal(cannedSend({}))
    const line = progressLine(terminal, false)
    for (let done = 0; done <= 12; done += 1) {
      line.show(at(done))
      await terminal.wait(1000)
    }
    line.end()
    expect(all().trimEnd().split('\n')).toHaveLength(3)
  })
})
