import { expect, test } from 'vitest'
import { explainDevice } from '../explain-device.ts'
import { away, type Desk, home, knownCard, minute, profile } from '../testing/desk.ts'

const onHome = [profile(home, 'enabled'), profile(away, 'disabled')] as const
const enable = { kind: 'enable', iccid: away } as const

/** The enable worked, and the card went back by itself. */
function rolledBack(desk: Desk): void {
  desk.after(minute).poll()
  desk.result([{ name: 'rollbackResult', code: 0 }])
}

function twiceBack(): Desk {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept(enable)
  rolledBack(desk)
  desk.accept(enable)
  rolledBack(desk)
  return desk
}

test('a card that went back twice is held and raised in that contact; once is let pass', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept(enable)
  rolledBack(desk)
  expect(desk.has('flap-held')).toBe(false)
  expect(desk.accept(enable)).toMatchObject({ kind: 'accepted' })
  rolledBack(desk)
  expect(desk.has('flap-held')).toBe(true)
  expect(desk.accept(enable)).toMatchObject({ kind: 'refused', code: 'flapping' })
  expect(desk.accept({ kind: 'audit' })).toMatchObject({ kind: 'accepted' })
})

test('a person who starts it for this one device releases the hold, for one more time', () => {
  const desk = twiceBack()
  expect(desk.accept(enable, { releasesFlapHold: true })).toMatchObject({ kind: 'accepted' })
  expect(desk.asks()).toBe('enable')
  desk.result([{ name: 'rollbackResult', code: 0 }])
  expect(desk.accept(enable)).toMatchObject({ kind: 'accepted' })
})

test('other firmware of the card releases the hold', () => {
  const desk = twiceBack()
  const euicc = { ...desk.state.euicc, asOf: desk.now, evidence: 'proven' as const }
  desk.accept({ kind: 'audit' })
  desk.identity({ euicc: { ...euicc, firmwareVersion: '1.0.0' } })
  expect(desk.accept(enable)).toMatchObject({ code: 'flapping' })
  desk.identity({ euicc: { ...euicc, firmwareVersion: '1.0.1' } })
  expect(desk.accept(enable)).toMatchObject({ kind: 'accepted' })
})

test('an operation that waits while its card flaps is not sent any more', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept(enable)
  rolledBack(desk)
  desk.accept(enable)
  desk.accept(enable)
  rolledBack(desk)
  expect(desk.outcome('op-3')).toBe('refused.')
  expect(desk.op('op-3').reason?.code).toBe('flapping')
})

test('an enable that a restart undoes counts, though the swap had served (F33)', () => {
  const desk = knownCard(profile(away, 'disabled'))
  for (const id of ['op-1', 'op-2']) {
    desk.accept(enable)
    desk.after(minute).poll()
    desk.ok('enableResult')
    desk.after(minute).heartbeat(away)
    expect(desk.outcome(id)).toBe('serving.')
    desk.after(20 * minute).poll({ stateChangeCause: 127 })
    desk.list(...onHome)
  }
  expect(desk.state.flips?.map(({ from, to }) => `${from}>${to}`)).toEqual([
    `${away}>${home}`,
    `${away}>${home}`,
  ])
  expect(desk.accept(enable)).toMatchObject({ code: 'flapping' })
})

test('a fallback by the card is a flip with its cause, raised in one contact (F32)', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept(enable)
  desk.after(minute).poll()
  desk.ok('enableResult')
  desk.after(minute).heartbeat(away)
  desk.after(minute).poll({ stateChangeCause: 1 })
  expect(desk.sent).toBe('listProfileInfo')
  desk.list(...onHome)
  expect(desk.state.flips).toMatchObject([{ from: away, to: home, cause: 'fallback' }])
  expect(desk.asks()).toBe('nothing')
})

test('a hold is raised once, whatever comes after it', () => {
  const desk = twiceBack()
  for (let i = 0; i < 5; i++) {
    desk.accept({ kind: 'audit' })
    desk.after(minute).poll()
    desk.list(...onHome)
  }
  expect(desk.events.filter(({ fact }) => fact.kind === 'flap-held')).toHaveLength(1)
})

test('one return that list and outcome both tell of is one flip', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept(enable)
  desk.after(minute).poll()
  desk.ok('enableResult')
  desk.after(minute).poll({ stateChangeCause: 1 })
  desk.list(...onHome)
  expect(desk.outcome()).toBe('rolled-back.')
  expect(desk.state.flips).toHaveLength(1)
})

test('our own switch back whose result was lost is no flip when the list shows it', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept(enable)
  desk.after(minute).poll()
  desk.ok('enableResult')
  desk.after(minute).heartbeat(away)
  desk.accept({ kind: 'enable', iccid: home })
  desk.after(minute).poll()
  desk.time(20 * minute)
  desk.poll()
  desk.identity()
  expect(desk.asks()).toBe('listProfileInfo')
  desk.list(...onHome)
  expect(desk.state.flips).toBeUndefined()
})

test('our own switch back is no flip', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept(enable)
  desk.after(minute).poll()
  desk.ok('enableResult')
  desk.after(minute).heartbeat(away)
  desk.accept({ kind: 'enable', iccid: home })
  desk.after(minute).poll()
  desk.ok('enableResult')
  expect(desk.state.flips).toBeUndefined()
})

test('why nothing is enabled is explained with the flips', () => {
  const desk = twiceBack()
  const told = JSON.stringify(explainDevice(desk.state, desk.now, {}))
  expect(told).toContain('keeps leaving')
})
