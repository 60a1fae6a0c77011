import { expect, test } from 'vitest'
import { judgeSuspend } from '../lines/judge-suspend.ts'
import { needsAttention } from '../needs-attention.ts'
import { closeFieldVisit } from '../recovery/field-visit.ts'
import { resumeRecovery, stopRecovery, tryRung } from '../recovery/steer-recovery.ts'
import { away, day, home, hour, minute } from '../testing/desk.ts'
import { silentDevice } from '../testing/watch.ts'

test('a device is raised before 1.2 of its intervals have passed, and not before', () => {
  const watch = silentDevice()
  watch.desk.now -= 4 * minute
  expect(watch.look()).toBeUndefined()
  expect(watch.nextLookAt).toBe((watch.rhythm?.lastAt ?? 0) + 71.5 * minute)
  watch.desk.after(3 * minute)
  expect(watch.look()).toMatchObject({ class: 'unreachable', firstClass: 'unreachable' })
  expect(needsAttention(watch.desk.state)).toBe(true)
})

test('our own outage makes no device late', () => {
  const watch = silentDevice()
  watch.listeningSince = watch.desk.now - minute
  expect(watch.look()).toBeUndefined()
  watch.desk.after(72 * minute)
  expect(watch.look()?.class).toBe('unreachable')
})

test('a contact ends the case in the same poll', () => {
  const watch = silentDevice()
  watch.look()
  watch.call()
  expect(watch.desk.state.silence).toBeUndefined()
  expect(watch.desk.events.at(-1)?.fact).toMatchObject({
    kind: 'silence-ended',
    firstClass: 'unreachable',
  })
})

test("the operator's word names the class, at the raise and later", () => {
  const early = silentDevice()
  early.line({ state: 'suspended' })
  expect(early.look()).toMatchObject({ class: 'suspended', cause: 'line-suspended' })
  const late = silentDevice()
  late.look()
  late.desk.after(minute)
  late.line({ state: 'suspended' })
  expect(late.desk.state.silence).toMatchObject({
    class: 'suspended',
    firstClass: 'unreachable',
    confidence: 'sure',
  })
})

test('the whole ladder is climbed, each rung when the one before did not help, a visit at the end', () => {
  const watch = silentDevice()
  watch.wait(20 * day)
  expect(watch.actions).toBe(
    'wait wake reactivate-line top-up extend-bootstrap wake retry-window refresh-registration wake ' +
      'field-visit',
  )
  const { visit } = watch.desk.state.silence ?? {}
  expect(visit?.evidence.join('\n')).toMatch(/silent for 10 days/)
  const report = {
    visitId: visit?.visitId ?? '',
    finding: 'mended',
    words: 'the plug was out',
    actor: 'person:ann',
  } as const
  expect(watch.desk.take(closeFieldVisit(watch.desk.state, report, watch.desk.now)).kind).toBe(
    'done',
  )
  expect(closeFieldVisit(watch.desk.state, report, watch.desk.now).reply).toMatchObject({
    code: 'visit-unknown',
  })
})

test.each([
  ['of a suspended line', { state: 'suspended' }, false],
  ['of a line that is refused where it stands', { state: 'active', rejectCause: 13 }, false],
  ['of a line without data', { state: 'active', bytesLeft: 0 }, false],
  ['of a line that was terminated', { state: 'terminated' }, true],
] as const)('nobody is sent to a device %s unless only that can help', (_, line, isSent) => {
  const watch = silentDevice()
  watch.line(line)
  for (let day = 0; day < 30; day++) {
    watch.wait(24 * hour)
    watch.line(line)
  }
  expect(watch.actions.includes('field-visit')).toBe(isSent)
  expect(watch.desk.state.silence?.exhaustedAt === undefined).toBe(isSent)
})

test('a refused rung makes room for the next at once, an accepted one has its time', () => {
  const watch = silentDevice()
  watch.line({ state: 'suspended' })
  watch.look()
  expect(watch.actions).toBe('reactivate-line')
  watch.answer('refused', { code: 'not-ours', why: 'no such line' })
  watch.look()
  expect(watch.actions).toBe('reactivate-line reactivate-line')
  watch.answer('accepted')
  watch.desk.after(hour)
  watch.look()
  expect(watch.actions).toBe('reactivate-line reactivate-line')
})

test('a person stops the ladder, lets it go on, and asks for one rung', () => {
  const watch = silentDevice()
  watch.look()
  const { desk } = watch
  expect(desk.take(stopRecovery(desk.state, { actor: 'person:ann' }, desk.now)).kind).toBe('done')
  watch.wait(2 * day)
  expect(watch.actions).toBe('wait')
  const wish = { actor: 'person:ann', newId: '00-ann', hooks: watch.hooks } as const
  expect(desk.take(tryRung(desk.state, { ...wish, rung: 'wake' }, desk.now)).kind).toBe('done')
  expect(watch.actions).toBe('wait wake')
  expect(desk.take(resumeRecovery(desk.state, { actor: 'person:ann' }, desk.now)).kind).toBe('done')
  watch.wait(2 * day)
  expect(watch.rungs.length).toBeGreaterThan(2)
})

test('a suspension whose cause makes the device need a restart is said beforehand', () => {
  const { desk } = silentDevice()
  const question = { state: desk.state, iccid: home }
  expect(judgeSuspend({ ...question, rejectCause: 3 }).kind).toBe('needs-power-cycle')
  expect(judgeSuspend({ ...question, rejectCause: 11 }).kind).toBe('needs-fplmn-cleared')
  expect(judgeSuspend({ ...question, rejectCause: 22 }).kind).toBe('cuts-off')
  expect(judgeSuspend(question).kind).toBe('not-known')
  expect(judgeSuspend({ ...question, iccid: away }).kind).toBe('safe')
})
