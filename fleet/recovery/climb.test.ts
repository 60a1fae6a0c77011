import { expect, test } from 'vitest'
import { day, hour } from '../testing/desk.ts'
import { silentDevice } from '../testing/watch.ts'
import { stopRecovery, tryRung } from './steer-recovery.ts'

test('a look at a device whose ladder a person stopped asks for nothing', () => {
  const watch = silentDevice()
  watch.look()
  const { desk } = watch
  desk.take(stopRecovery(desk.state, { actor: 'person:ann' }, desk.now))
  desk.after(2 * day)
  watch.look()
  expect(watch.actions).toBe('wait')
})

test('a device that its network refuses is not made to attach before its line was mended', () => {
  const watch = silentDevice()
  watch.line({ state: 'suspended' })
  watch.look()
  for (let tries = 0; tries < 3; tries++) {
    expect(watch.rungs.at(-1)?.action).toBe('reactivate-line')
    watch.answer('refused')
    watch.wait(hour)
  }
  expect(watch.actions).not.toMatch(/refresh-registration|wake|retry-window/)
})

test('a person cannot make it attach either', () => {
  const watch = silentDevice()
  const { desk } = watch
  watch.line({ state: 'suspended' })
  watch.look()
  watch.answer('refused')
  const ask = (newId: string) => {
    const wish = { actor: 'person:ann', hooks: watch.hooks, newId, rung: 'wake' } as const
    return desk.take(tryRung(desk.state, wish, desk.now)).kind
  }
  expect(ask('00-ann1')).toBe('refused')
})
