import { expect, test } from 'vitest'
import { activationCode, away, Desk, home, knownCard, minute, profile } from './testing/desk.ts'

const swap = {
  kind: 'swap',
  profile: { kind: 'activation-code', activationCode, operator: 'Acme' },
} as const

test('a swap goes from the first poll to the heartbeat on the new profile', () => {
  const desk = new Desk()
  expect(desk.accept(swap)).toMatchObject({ kind: 'accepted' })
  expect(desk.op().plan.steps.map(({ step }) => step.kind)).toEqual([
    'identify',
    'read',
    'download',
    'enable',
    'confirm',
  ])
  desk.after(minute).poll()
  expect(desk.sent).toBe('data-request')
  desk.identity()
  desk.after(minute).poll()
  expect(desk.sent).toBe('listProfileInfo')
  desk.list(profile(home, 'enabled'))
  desk.after(minute).poll()
  expect(desk.sent).toBe('trigger')
  desk.notify({ event: 'install', iccid: away, install: { ok: true, isdpAid: 'A000' } })
  expect(desk.outcome()).toBe('sent')
  desk.after(minute).poll()
  expect(desk.sent).toBe('enable')
  desk.after(minute).ok('enableResult')
  expect(desk.outcome()).toBe('applied')
  desk.after(minute).attach(away)
  expect(desk.outcome()).toBe('attached')
  desk.after(minute).heartbeat(away)
  expect(desk.outcome()).toBe('serving.')
  expect(desk.op()).toMatchObject({ targetIccid: away, formerIccid: home })
  expect(desk.state.profiles[home]?.state).toBe('disabled')
  expect(desk.poll()).toEqual({ kind: 'nothing' })
  expect(desk.replayed()).toEqual(desk.state)
})

test('a known card with the profile on it needs only enable and confirm', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept({ kind: 'enable', iccid: away })
  expect(desk.op().plan.steps.map(({ step }) => step.kind)).toEqual(['enable', 'confirm'])
  expect(desk.op().plan.steps[0]?.wayBack.kind).toBe('rollback-flag')
})
