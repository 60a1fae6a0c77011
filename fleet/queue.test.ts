import { describe, expect, test } from 'vitest'
import { defaultDeadlines, openOperationsMax } from './deadlines.ts'
import {
  activationCode,
  away,
  Desk,
  day,
  home,
  hour,
  knownCard,
  minute,
  profile,
  spare,
} from './testing/desk.ts'

const { operationMs, stepMs, packageMs } = defaultDeadlines
const enable = { kind: 'enable', iccid: away } as const
const swap = { kind: 'swap', profile: { kind: 'activation-code', activationCode } } as const
const ok = { ok: true, isdpAid: 'A000' } as const

describe('accepting a wish', () => {
  test('the same request again gives the same operation and no event', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    const count = desk.events.length
    const again = desk.accept({ iccid: away, kind: 'enable' }, { operationId: 'op-1' })
    expect(again).toMatchObject({ kind: 'accepted', operation: { operationId: 'op-1' } })
    expect(desk.events.length).toBe(count)
  })

  test('another wish under the same id is refused', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    expect(desk.accept({ kind: 'audit' }, { operationId: 'op-1' })).toMatchObject({
      code: 'operation-id-taken',
    })
  })

  test('a deadline that is past is refused', () => {
    const desk = knownCard()
    const deadlineAt = desk.now
    expect(desk.accept({ kind: 'audit' }, { deadlineAt })).toMatchObject({ code: 'deadline-past' })
  })

  test('the queue of a card has a limit', () => {
    const desk = knownCard()
    for (let i = 0; i < openOperationsMax; i++) {
      expect(desk.accept({ kind: 'audit' })).toMatchObject({ kind: 'accepted' })
    }
    expect(desk.accept({ kind: 'audit' })).toMatchObject({ code: 'too-many-operations' })
  })

  test('a refused wish leaves no event', () => {
    const desk = knownCard()
    const count = desk.events.length
    expect(desk.accept(enable)).toMatchObject({ kind: 'refused', code: 'profile-not-on-card' })
    expect(desk.events.length).toBe(count)
  })

  test('what is so already is done when the card shows it, and says so', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.after(hour).accept({ kind: 'disable', iccid: away })
    expect(desk.outcome()).toBe('queued')
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome()).toBe('applied.')
    expect(desk.op().reason?.code).toBe('already-so')
  })

  test('what was so when the card was read last, and is not now, is no success', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.after(hour).accept({ kind: 'disable', iccid: away })
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'disabled'), profile(away, 'enabled'))
    expect(desk.outcome()).toBe('refused.')
    expect(desk.op().reason?.code).toBe('nothing-else-enabled')
  })

  test('what the operation before it has brought about needs no further read', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.after(hour).accept({ kind: 'set-fallback', iccid: away })
    desk.accept({ kind: 'set-fallback', iccid: away })
    expect(desk.asks()).toBe('setFallbackAttribute')
    desk.ok('setFallbackAttributeResult')
    expect(desk.outcome('op-2')).toBe('applied.')
    expect(desk.op('op-2').reason?.code).toBe('already-so')
    expect(desk.asks()).toBe('nothing')
  })

  test('deadlines given with the wish are those of its plan, also of one made again', () => {
    const desk = new Desk()
    desk.accept(enable, { deadlines: { packageMs: 5, stepMs: 77, doubtMs: 9 } })
    expect(desk.op().plan.steps[1]).toMatchObject({ dispatchDeadlineMs: 5, deadlineMs: 77 })
    desk.poll()
    desk.identity()
    desk.poll()
    desk.list(profile(home, 'disabled'), profile(away, 'disabled'))
    expect(desk.has('plan-remade')).toBe(true)
    desk.poll()
    desk.time(5)
    expect(desk.op().doubt?.until).toBe(desk.now + 9)
  })
})

describe('a wish is judged again before each change leaves (S4)', () => {
  test('a delete that was fine when accepted is refused when the profile is enabled by then', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    desk.accept({ kind: 'delete', iccid: away })
    desk.poll()
    desk.ok('enableResult')
    desk.after(minute).heartbeat(away)
    desk.poll()
    desk.list(profile(home, 'disabled'), profile(away, 'enabled'))
    expect(desk.outcome('op-2')).toBe('refused.')
    expect(desk.op('op-2').reason?.code).toBe('profile-is-enabled')
  })

  test('the former profile is deleted only after the card was read on the new one', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    desk.poll()
    desk.ok('enableResult')
    desk.after(minute).heartbeat(away)
    desk.accept({ kind: 'delete', iccid: home })
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'disabled'), profile(away, 'enabled'))
    expect(desk.asks()).toBe('delete')
    desk.ok('deleteResult')
    expect(desk.outcome('op-2')).toBe('applied.')
  })

  test('a read that shows another card state makes the plan again, and says why', () => {
    const desk = new Desk()
    desk.accept({ kind: 'swap', profile: { ...swap.profile, iccid: away } })
    desk.poll()
    desk.identity()
    desk.poll()
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.op().plan.steps.map(({ step }) => step.kind)).toEqual([
      'identify',
      'read',
      'enable',
      'confirm',
    ])
    const remade = desk.events.filter(({ fact }) => fact.kind === 'plan-remade')
    expect(remade.at(-1)?.fact).toMatchObject({ stepIndex: 2, reason: { code: 'facts-changed' } })
  })

  test('an enable when nothing is enabled needs no rollback', () => {
    const desk = new Desk()
    desk.accept(enable)
    desk.poll()
    desk.identity()
    desk.poll()
    desk.list(profile(away, 'disabled'))
    desk.poll()
    expect(desk.expect('package').signed.euiccPackage.value[0]?.value).not.toHaveProperty(
      'rollbackFlag',
    )
  })
})

test('a card that refuses the rollback is read; with nothing enabled it needs none', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept(enable)
  desk.poll()
  desk.result([{ name: 'enableResult', code: 20 }])
  desk.poll()
  desk.list(profile(home, 'disabled'), profile(away, 'disabled'))
  desk.poll()
  expect(desk.expect('package').signed.euiccPackage.value[0]).toMatchObject({ kind: 'enable' })
  expect(desk.expect('package').signed.euiccPackage.value[0]?.value).not.toHaveProperty(
    'rollbackFlag',
  )
})

test('a card that cannot roll back at all is left on its profile (S4)', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept(enable)
  expect(desk.asks()).toBe('enable')
  desk.result([{ name: 'enableResult', code: 20 }])
  desk.poll()
  desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
  expect(desk.asks()).toBe('nothing')
  expect(desk.outcome()).toBe('refused.')
  expect(desk.op().reason?.code).toBe('no-way-back')
})

test('a card that cannot roll back but has a fallback profile is switched without the flag', () => {
  const fallback = profile(spare, 'disabled', { fallbackAttribute: true })
  const desk = knownCard(profile(away, 'disabled'), fallback)
  desk.accept(enable)
  desk.poll()
  desk.result([{ name: 'enableResult', code: 20 }])
  desk.poll()
  desk.list(profile(home, 'enabled'), profile(away, 'disabled'), fallback)
  expect(desk.asks()).toBe('enable')
  const { euiccPackage } = desk.expect('package').signed
  expect(JSON.stringify(euiccPackage)).not.toContain('rollbackFlag')
  expect(desk.op().plan.whySafe.join()).toContain(`its fallback profile ${spare}`)
})

describe('cancelling', () => {
  test('before anything changed it ends at once', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    expect(desk.cancel('op-1')).toEqual({ kind: 'cancelled' })
    expect(desk.outcome()).toBe('cancelled.')
    expect(desk.asks()).toBe('nothing')
  })

  test('while a read is on its way too; its late answer still counts', () => {
    const desk = new Desk()
    desk.accept(enable)
    desk.poll()
    desk.identity()
    desk.poll()
    desk.cancel('op-1')
    expect(desk.outcome()).toBe('cancelled.')
    desk.list(profile(home, 'enabled'))
    expect(desk.state.profilesRead?.evidence).toBe('proven')
    expect(desk.state.inFlight).toBeUndefined()
  })

  test('while a change is on its way it is asked for, and what the card did is the truth', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    desk.poll()
    expect(desk.cancel('op-1')).toEqual({ kind: 'asked' })
    expect(desk.cancel('op-1')).toEqual({ kind: 'asked' })
    desk.ok('enableResult')
    expect(desk.outcome()).toBe('applied')
    expect(desk.cancel('op-1')).toMatchObject({ code: 'cancel-too-late' })
  })

  test('when the card proves that it was not made, it is cancelled', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    desk.poll()
    desk.cancel('op-1')
    desk.after(packageMs).poll()
    desk.identity()
    desk.poll()
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome()).toBe('cancelled.')
  })

  test('half-way, the downloaded profile stays and the old one serves', () => {
    const desk = knownCard()
    desk.accept(swap)
    desk.poll()
    desk.cancel('op-1')
    desk.notify({ event: 'install', iccid: away, install: ok })
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('ended-half-way')
    expect(desk.state.profiles[home]?.state).toBe('enabled')
  })

  test('what is over, or was never there, is refused', () => {
    const desk = knownCard()
    desk.accept({ kind: 'audit' })
    desk.cancel('op-1')
    expect(desk.cancel('op-1')).toMatchObject({ code: 'operation-over' })
    expect(desk.cancel('op-9')).toMatchObject({ code: 'operation-unknown' })
  })
})

describe('deadlines', () => {
  test('an operation that the device never fetched expires', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable, { deadlineAt: desk.now + day })
    expect(desk.state.dueAt).toBe(desk.now + day)
    desk.time(day)
    expect(desk.outcome()).toBe('expired.')
    expect(desk.state.dueAt).toBeUndefined()
  })

  test('one that only read the card expires too', () => {
    const desk = new Desk()
    desk.accept(enable, { deadlineAt: desk.now + hour })
    desk.poll()
    desk.identity()
    desk.time(hour)
    expect(desk.outcome()).toBe('expired.')
  })

  test('one whose change is on its way does not: it is unknown until the card tells', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable, { deadlineAt: desk.now + minute })
    desk.poll()
    desk.time(2 * minute)
    expect(desk.outcome()).toBe('sent')
    desk.time(packageMs)
    expect(desk.outcome()).toBe('unknown')
    desk.time(operationMs)
    expect(desk.outcome()).toBe('unknown.')
    expect(desk.op().reason?.code).toBe('still-unknown')
  })

  test('one that is half-way has failed, with the old profile enabled', () => {
    const desk = knownCard()
    desk.accept(swap, { deadlineAt: desk.now + day })
    desk.poll()
    desk.notify({ event: 'install', iccid: away, install: ok })
    desk.time(day)
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('ended-half-way')
  })

  test('the clock of a step runs from its first dispatch: a sleeping device is not late', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable, { deadlineAt: desk.now + 100 * day })
    desk.time(20 * day)
    expect(desk.outcome()).toBe('queued')
    desk.poll()
    expect(desk.op().stepDeadlineAt).toBe(desk.now + stepMs)
  })

  test('a step that is tried again and again ends with its deadline', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    desk.poll()
    desk.result([{ name: 'enableResult', code: 5 }])
    desk.time(stepMs)
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('step-deadline')
  })

  test('an operation that ended makes room for the next one', () => {
    const desk = knownCard(profile(away, 'disabled'), profile(spare, 'disabled'))
    desk.accept(enable, { deadlineAt: desk.now + hour })
    desk.accept({ kind: 'enable', iccid: spare })
    desk.time(hour)
    expect(desk.asks()).toBe('enable')
    expect(desk.op('op-2').targetIccid).toBe(spare)
  })
})

test('ten ended operations are kept, and sixty-four sequence numbers', () => {
  const desk = knownCard()
  for (let i = 0; i < 15; i++) {
    desk.accept({ kind: 'audit' })
    desk.poll()
    desk.list(profile(home, 'enabled'))
  }
  for (let i = 0; i < 70; i++) desk.notify({ event: 'delete', iccid: spare })
  expect(Object.keys(desk.state.operations)).toHaveLength(10)
  expect(Object.keys(desk.state.operations)).toContain('op-15')
  expect(desk.state.appliedSeqNumbers).toHaveLength(64)
})
