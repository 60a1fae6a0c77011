import { describe, expect, test } from 'vitest'
import { combination } from '../testing/campaigns.ts'
import type { WaveState } from './campaign-state.ts'
import { judgeWave, waveNumbers } from './judge-wave.ts'
import { defaultThresholds } from './thresholds.ts'
import type { TallyPlace } from './wave-tally.ts'
import { combinationsOf, moveInTally, tallyOf } from './wave-tally.ts'

const wave = (devices: number, more: Partial<WaveState> = {}): WaveState => ({
  index: 0,
  name: 'canary',
  devices,
  phase: 'open',
  ...more,
})

type Counts = Readonly<Partial<Record<TallyPlace['state'], number>>>

const places = (counts: Counts, text = combination()): readonly TallyPlace[] =>
  Object.entries(counts).flatMap(([state, count]) =>
    Array.from({ length: count }, () => ({
      state: state as TallyPlace['state'],
      combination: text,
    })),
  )

const judge = (devices: number, counts: Counts, more: Partial<WaveState> = {}) =>
  judgeWave(waveNumbers(wave(devices, more), tallyOf(places(counts)), []), defaultThresholds)

describe('a wave by its numbers', () => {
  test.each<[string, number, Counts, string]>([
    ['three of five hundred prove nothing', 500, { succeeded: 3, admitted: 497 }, 'needs-more'],
    ['three of five hundred, the rest gone', 500, { succeeded: 3, expired: 497 }, 'failed'],
    ['58 in a row are one too few', 500, { succeeded: 58, waiting: 442 }, 'needs-more'],
    ['59 in a row prove 95 %', 500, { succeeded: 59, waiting: 441 }, 'passed'],
    [
      'one failure needs more successes',
      500,
      { succeeded: 59, failed: 1, waiting: 440 },
      'needs-more',
    ],
    ['one failure among 93 is proven', 500, { succeeded: 92, failed: 1, waiting: 407 }, 'passed'],
    ['a small wave waits for its last device', 5, { succeeded: 4, admitted: 1 }, 'needs-more'],
    ['a small wave passes when all succeeded', 5, { succeeded: 5 }, 'passed'],
    ['one failure of five is below 95 %', 5, { succeeded: 4, failed: 1 }, 'failed'],
    ['19 of 20 are 95 %', 20, { succeeded: 19, failed: 1 }, 'passed'],
    ['19 of 20 wait for the last', 20, { succeeded: 19, admitted: 1 }, 'needs-more'],
    ['18 of 20 are not', 20, { succeeded: 18, failed: 2 }, 'failed'],
    ['a silent device is no success', 20, { succeeded: 18, expired: 2 }, 'failed'],
    ['the first two failures hold the wave', 100, { failed: 2, admitted: 98 }, 'suspect'],
    ['ten failures of a hundred', 100, { failed: 10, admitted: 90 }, 'failed'],
    ['an unknown outcome is no success', 20, { succeeded: 18, unknown: 1, overdue: 1 }, 'failed'],
    ['96 % of five hundred, all decided', 500, { succeeded: 480, failed: 20 }, 'passed'],
    ['94 % of five hundred, all decided', 500, { succeeded: 470, failed: 30 }, 'failed'],
    ['a rollback is a failure', 20, { succeeded: 18, 'rolled-back': 2 }, 'failed'],
    ['nothing has happened', 20, { waiting: 20 }, 'needs-more'],
    ['everything was excluded but one', 20, { excluded: 19, succeeded: 1 }, 'passed'],
    ['more than half is held', 20, { held: 11, succeeded: 9 }, 'failed'],
    ['a wave without devices', 0, {}, 'passed'],
  ])('%s', (_, devices, counts, verdict) => {
    expect(judge(devices, counts).kind).toBe(verdict)
  })

  test('too many failures fail it, though success is still within reach', () => {
    const lax = { ...defaultThresholds, successAtLeast: 0.5 }
    const numbers = waveNumbers(
      wave(100),
      tallyOf(places({ failed: 12, admitted: 18, waiting: 70 })),
      [],
    )
    expect(judgeWave(numbers, lax)).toMatchObject({ kind: 'failed' })
    expect(judgeWave({ ...numbers, failed: 2, open: 28 }, lax)).toMatchObject({ kind: 'suspect' })
  })

  test('failures that a person accepted are not counted again, further ones are', () => {
    const accepted = { acceptedFailures: 2 }
    expect(judge(20, { succeeded: 18, failed: 2 }, accepted).kind).toBe('passed')
    expect(judge(20, { succeeded: 16, failed: 4 }, accepted).kind).toBe('failed')
  })

  test('failures of a held combination do not count against the wave', () => {
    const bad = combination({ euiccOs: '3.1.2' })
    const tally = tallyOf([...places({ succeeded: 18 }), ...places({ failed: 2 }, bad)])
    const numbers = waveNumbers(wave(20), tally, [{ euiccOs: '3.1.2' }])
    expect(judgeWave(numbers, defaultThresholds).kind).toBe('passed')
  })

  test('the words tell the sample and the bound', () => {
    expect(judge(20, { succeeded: 18, failed: 2 }).why).toBe(
      '95 % success can no longer be proven: 18 succeeded, 2 failed, 0 gave no result, 0 are left',
    )
  })
})

describe('a tally', () => {
  test('moving a device there and back leaves what was', () => {
    const start = tallyOf(places({ admitted: 2, succeeded: 1 }))
    const from: TallyPlace = { state: 'admitted', combination: combination() }
    const to: TallyPlace = { state: 'failed', combination: combination(), code: 'card-refused' }
    const there = moveInTally(start, from, to)
    expect(combinationsOf([there])[combination()]).toEqual({
      open: 1,
      succeeded: 1,
      failed: 1,
      codes: { 'card-refused': 1 },
    })
    const back = moveInTally(there, to, from)
    expect(combinationsOf([back])).toEqual(combinationsOf([start]))
  })
})
