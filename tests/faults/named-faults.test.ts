// Faults that no other test is named after.

import { away, Desk, home, knownCard, minute, profile } from '@holdfast/fleet/testing/desk.ts'
import { silentDevice } from '@holdfast/fleet/testing/watch.ts'
import { expect, test } from 'vitest'

test('F20: a device that its network sees and that never calls us is judged by both, not dead', () => {
  const watch = silentDevice()
  watch.desk.after(minute)
  watch.desk.attach(home)
  expect(watch.look()).toMatchObject({ class: 'unreachable', cause: 'no-data-path' })
})

test('F23: an activation code that a shell has cut is refused before anything is used up', () => {
  const desk = new Desk()
  const asked = (activationCode: string) =>
    desk.accept({ kind: 'download', profile: { kind: 'activation-code', activationCode } })
  expect(asked('LPA:1.example.com-1')).toMatchObject({ code: 'activation-code-invalid' })
  expect(asked('LPA:1$smdp.example.com$M-1$$1')).toMatchObject({
    code: 'confirmation-code-missing',
  })
  expect(asked('LPA:1$smdp.example.com$M-1')).toMatchObject({ kind: 'accepted' })
})

test('F40: what we enabled is not told as changed by others when its notifications come late', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept({ kind: 'enable', iccid: away })
  desk.after(minute).poll()
  desk.time(20 * minute)
  desk.after(minute).heartbeat(away)
  expect(desk.outcome()).toBe('serving.')
  desk.notify({ event: 'disable', iccid: home })
  desk.notify({ event: 'enable', iccid: away })
  expect(desk.has('unexpected-change')).toBe(false)
  expect(desk.state.profiles[away]).toMatchObject({ state: 'enabled', evidence: 'proven' })
  desk.notify({ event: 'disable', iccid: away })
  expect(desk.has('unexpected-change')).toBe(true)
})

test('F60: a card whose power was cut says so, and is read before anything is concluded', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept({ kind: 'enable', iccid: away })
  desk.after(minute).poll()
  desk.result([{ name: 'processingTerminated', code: 3 }])
  expect(desk.outcome()).toBe('unknown')
  expect(desk.after(minute).asks()).toBe('listProfileInfo')
  desk.list(profile(home, 'disabled'), profile(away, 'enabled'))
  expect(desk.outcome()).toBe('applied')
})

test('F63: a fallback profile that somebody deleted is raised and no longer counted on', () => {
  const fallback = profile(away, 'disabled', { fallbackAttribute: true })
  const desk = knownCard(fallback)
  const swap = {
    kind: 'swap',
    profile: { kind: 'activation-code', activationCode: 'LPA:1$smdp.example.com$M-1' },
  } as const
  desk.state = { ...desk.state, device: { ipaRollsBack: false } }
  expect(desk.accept(swap)).toMatchObject({ kind: 'accepted' })
  desk.cancel('op-1')
  desk.notify({ event: 'delete', iccid: away })
  expect(desk.has('unexpected-change')).toBe(true)
  expect(desk.after(minute).asks()).toBe('listProfileInfo')
  desk.list(profile(home, 'enabled'))
  expect(desk.accept(swap)).toMatchObject({ kind: 'refused', code: 'no-way-back' })
})
