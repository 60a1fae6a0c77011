import { describe, expect, test } from 'vitest'
import { attemptsMax } from '../deadlines.ts'
import { explainDevice } from '../explain-device.ts'
import { away, home, knownCard, profile } from '../testing/desk.ts'
import { quirkDeadlines, quirksOf, triesOf } from './match-quirks.ts'
import { quirkTable } from './quirk-table.ts'

const idsOf = (state: Parameters<typeof quirksOf>[0]) => quirksOf(state).map((one) => one.quirkId)

describe('quirks are data with a source', () => {
  test.each(quirkTable.map((one) => [one.quirkId, one] as const))('%s', (_, record) => {
    expect(record.source.title).not.toBe('')
    expect(record.fault).toMatch(/^F\d\d$/)
    expect(Object.keys(record.match).length).toBeGreaterThan(0)
    expect(record.instead).not.toBe('')
  })

  test('each has its own id', () => {
    expect(new Set(quirkTable.map(({ quirkId }) => quirkId)).size).toBe(quirkTable.length)
  })
})

describe('what a device is known for changes what it gets', () => {
  const known = () => {
    const { state } = knownCard(profile(away, 'disabled'))
    return { ...state, euicc: { ...state.euicc, euiccInfo2: 'BF22' } } as typeof state
  }

  test('a device of which nothing is known has no quirks', () => {
    expect(idsOf(known())).toEqual([])
    expect(quirkDeadlines(known())).toEqual({})
    expect(triesOf(known(), 'download')).toBe(attemptsMax.download)
  })

  test('a slow modem gets longer waits, in the plan of its operations', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.state = { ...desk.state, device: { module: 'Fibocom FM350-GL' } }
    desk.accept({ kind: 'enable', iccid: away })
    expect(desk.op().plan.deadlines).toMatchObject({ packageMs: 20 * 60_000 })
    expect(desk.op().plan.steps[0]?.dispatchDeadlineMs).toBe(20 * 60_000)
  })

  test('waits that a wish names come before those of a quirk', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.state = { ...desk.state, device: { module: 'FM350' } }
    desk.accept({ kind: 'enable', iccid: away }, { deadlines: { packageMs: 1000 } })
    expect(desk.op().plan.steps[0]?.dispatchDeadlineMs).toBe(1000)
  })

  test('an IPA that never reports a failed download gets one try fewer', () => {
    const state = known()
    const v10 = { ...state, euicc: { ...state.euicc, dialect: 'v1.0' } } as typeof state
    expect(idsOf(v10)).toEqual(['silent-failed-download'])
    expect(triesOf(v10, 'download')).toBe(attemptsMax.download - 1)
    expect(triesOf(v10, 'enable')).toBe(attemptsMax.enable)
  })

  test('what a device has shown is a quirk of its own, and told', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept({ kind: 'enable', iccid: away })
    desk.poll()
    desk.after(1000).ok('enableResult')
    desk.after(60_000).heartbeat(home)
    desk.poll()
    desk.after(1000).list(profile(home, 'disabled'), profile(away, 'enabled'))
    expect(idsOf(desk.state)).toContain('refresh-not-honoured')
    const { because } = explainDevice(desk.state, desk.now, {})
    expect(because.some(({ rule }) => rule.startsWith('known quirk: the modem stays'))).toBe(true)
  })
})
