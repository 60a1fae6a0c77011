import { expect, test } from 'vitest'
import { summaryOf } from './device-summary.ts'
import { away, Desk, home, knownCard, minute, profile } from './testing/desk.ts'
import { deviceCan, operationCan } from './what-can-be-done.ts'

const allowed = (desk: Desk): string =>
  Object.entries(deviceCan(desk.state, desk.now))
    .filter(([, possible]) => possible.allowed)
    .map(([kind]) => kind)
    .join(' ')

test('a card with a second profile allows everything but what would cut it off', () => {
  const desk = knownCard(profile(away, 'disabled'))
  expect(allowed(desk)).toBe(
    'swap download enable disable delete set-fallback unset-fallback audit',
  )
  expect(deviceCan(desk.state, desk.now).enable.why).toContain('rollback')
})

test('a card with one profile: nothing to enable, disable or delete, and why', () => {
  const desk = knownCard()
  expect(allowed(desk)).toBe('swap download set-fallback unset-fallback audit')
  const { disable, delete: remove } = deviceCan(desk.state, desk.now)
  expect(disable.why).toContain('no other profile would be enabled')
  expect(remove.why).toContain('no profile of this card is known')
})

test('a card whose list is not known yet allows what a read may show to be possible', () => {
  expect(allowed(new Desk())).toBe(
    'swap download enable disable delete set-fallback unset-fallback audit',
  )
})

test('a card of another generation allows nothing, and says why', () => {
  const desk = new Desk()
  desk.state = { ...desk.state, generation: 'sgp02' }
  expect(allowed(desk)).toBe('')
  for (const { why } of Object.values(deviceCan(desk.state, desk.now))) {
    expect(why).toContain('not managed by an eIM')
  }
})

test('an operation can be cancelled, asked to be, or not any more', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept({ kind: 'enable', iccid: away })
  expect(operationCan(desk.op()).cancel).toMatchObject({ allowed: true })
  expect(operationCan(desk.op()).cancel.why).toContain('at once')
  desk.poll()
  expect(operationCan(desk.op()).cancel.why).toContain('may be on its way')
  desk.ok('enableResult')
  expect(operationCan(desk.op()).cancel).toMatchObject({ allowed: false })
  desk.after(minute).heartbeat(away)
  expect(operationCan(desk.op()).cancel.why).toContain('over')
})

test('the row of the fleet list', () => {
  const desk = knownCard(profile(away, 'disabled', { serviceProviderName: 'Acme' }))
  desk.accept({ kind: 'enable', iccid: away })
  desk.poll()
  desk.ok('enableResult')
  desk.after(minute).heartbeat(away)
  expect(summaryOf(desk.state)).toEqual({
    eid: desk.state.eid,
    tenant: 'acme',
    generation: 'sgp32',
    device: { serial: 'S1' },
    enabledIccid: away,
    operator: 'Acme',
    enabledEvidence: 'proven',
    profileCount: 2,
    lastOutcome: 'serving',
    openOperations: 0,
    servingIccid: away,
    servingAt: desk.now,
  })
})

test('the operator of a profile just downloaded is the one of its order', () => {
  const desk = knownCard()
  const code = { kind: 'activation-code', activationCode: 'LPA:1$smdp.example.com$M' } as const
  desk.accept({ kind: 'swap', profile: { ...code, operator: 'Borealis' } })
  desk.poll()
  desk.notify({ event: 'install', iccid: away, install: { ok: true, isdpAid: 'A0' } })
  expect(summaryOf(desk.state).operator).toBeUndefined()
  desk.poll()
  desk.ok('enableResult')
  expect(summaryOf(desk.state)).toMatchObject({ operator: 'Borealis', enabledIccid: away })
  expect(summaryOf(desk.state).profileCount).toBe(2)
  expect(desk.state.profiles[home]?.state).toBe('disabled')
})
