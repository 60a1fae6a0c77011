import { describe, expect, test } from 'vitest'
import { defaultDeadlines } from './deadlines.ts'
import { away, type Desk, home, hour, knownCard, minute, profile, spare } from './testing/desk.ts'

const { packageMs, confirmMs, doubtMs, lastWaitMs } = defaultDeadlines
const enable = { kind: 'enable', iccid: away } as const
const onAway = [profile(home, 'disabled'), profile(away, 'enabled')]
const onHome = [profile(home, 'enabled'), profile(away, 'disabled')]

function enabling(): Desk {
  const desk = knownCard(profile(away, 'disabled'), profile(spare, 'disabled'))
  desk.accept(enable)
  desk.poll()
  return desk
}

function enabled(): Desk {
  const desk = enabling()
  desk.ok('enableResult')
  return desk.after(minute)
}

describe('success is a heartbeat on the target after the card proved the enable (C3)', () => {
  test('a heartbeat on the target ends it', () => {
    const desk = enabled()
    desk.heartbeat(away)
    expect(desk.outcome()).toBe('serving.')
    expect(desk.op().stepIndex).toBe(desk.op().plan.steps.length)
  })

  test('one that was received before the enable left never counts', () => {
    const desk = enabling()
    const before = desk.now - minute
    desk.ok('enableResult')
    desk.after(minute).heartbeat(away, before)
    expect(desk.outcome()).toBe('applied')
  })

  test('one before the result of the card does not count either: it may still roll back', () => {
    const desk = enabling().after(minute)
    desk.heartbeat(away)
    expect(desk.outcome()).toBe('sent')
    desk.after(minute).ok('enableResult')
    expect(desk.outcome()).toBe('applied')
    desk.after(minute).heartbeat(away)
    expect(desk.outcome()).toBe('serving.')
  })

  test('one that was received before the result and is told after it does not count', () => {
    const desk = enabling().after(minute)
    const between = desk.now
    desk.after(minute).ok('enableResult')
    desk.after(minute).heartbeat(away, between)
    expect(desk.outcome()).toBe('applied')
  })

  test('one that does not count is not taken for one over another profile', () => {
    const desk = enabling().after(minute)
    const between = desk.now
    desk.after(minute).ok('enableResult')
    desk.after(minute).heartbeat(away, between)
    desk.after(minute).attach(away, desk.now - hour)
    expect(desk.op().doubt).toBeUndefined()
    expect(desk.asks()).toBe('nothing')
  })

  test('one that is told late does not count when the device reported its fallback since', () => {
    const desk = enabled()
    const then = desk.now
    desk.after(hour).poll({ notifyStateChange: true, stateChangeCause: 1 })
    desk.heartbeat(away, then)
    expect(desk.outcome()).toBe('applied')
    desk.list(...onHome)
    expect(desk.outcome()).toBe('rolled-back.')
    expect(desk.op().reason?.code).toBe('fallback-by-card')
  })

  test('nor when the network has refused the target since, or saw another profile', () => {
    const refused = enabled()
    const then = refused.now
    refused.after(hour).attachRefused(away, 8)
    refused.after(hour).heartbeat(away, then)
    expect(refused.outcome()).toBe('applied')
    refused.after(hour).heartbeat(away)
    expect(refused.outcome()).toBe('serving.')
    const elsewhere = enabled()
    elsewhere.after(hour).attach(home)
    elsewhere.after(hour).heartbeat(away, then)
    expect(elsewhere.outcome()).toBe('applied')
  })

  test('one that is told late counts when nothing newer speaks against it', () => {
    const desk = enabled()
    const then = desk.now
    desk.after(hour).heartbeat(away, then)
    expect(desk.outcome()).toBe('serving.')
    const back = enabled()
    back.after(minute).attachRefused(away, 8)
    back.after(minute).attach(away)
    back.after(hour).heartbeat(away, then)
    expect(back.outcome()).toBe('serving.')
  })

  test('a clock that is ahead does not make it count, nor one of 1970 (S12)', () => {
    const desk = enabled()
    desk.heartbeat(away, 1)
    expect(desk.outcome()).toBe('applied')
    desk.heartbeat(away, desk.now + 1000 * hour)
    expect(desk.outcome()).toBe('serving.')
    expect(desk.state.serving?.at).toBe(desk.now)
  })

  test('the network alone brings it to attached, never to serving', () => {
    const desk = enabled()
    desk.attach(away)
    expect(desk.outcome()).toBe('attached')
    desk.attach(home)
    expect(desk.outcome()).toBe('attached')
  })

  test('the network is believed for what it saw before the result came', () => {
    const desk = enabling().after(minute)
    desk.attach(away)
    expect(desk.outcome()).toBe('sent')
    desk.after(minute).ok('enableResult')
    expect(desk.outcome()).toBe('attached')
  })

  test('a network that refuses the SIM is kept, and changes no outcome', () => {
    const desk = enabled()
    desk.attachRefused(away, 11)
    expect(desk.outcome()).toBe('applied')
    expect(desk.state.attachRefused).toMatchObject({ iccid: away, rejectCause: 11 })
    const count = desk.events.length
    desk.after(minute).attachRefused(away, 11)
    expect(desk.events.length).toBe(count)
  })
})

describe('seen on another profile', () => {
  test('what was on its way over the former one during the switch is no doubt', () => {
    const desk = enabling()
    desk.ok('enableResult')
    desk.after(10_000).heartbeat(home)
    desk.after(1_000).attach(home)
    expect(desk.has('doubt-raised')).toBe(false)
    desk.after(minute).heartbeat(home)
    expect(desk.has('doubt-raised')).toBe(true)
  })

  test('a heartbeat on the former profile: the card is read at the next contact', () => {
    const desk = enabled()
    desk.heartbeat(home)
    expect(desk.outcome()).toBe('applied')
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(...onHome)
    expect(desk.outcome()).toBe('rolled-back.')
    expect(desk.op().reason?.code).toBe('found-on-former')
  })

  test('it was only late: the target is enabled, and the wait goes on', () => {
    const desk = enabled()
    const due = desk.op().stepDeadlineAt
    desk.heartbeat(home)
    desk.poll()
    desk.list(...onAway)
    expect(desk.outcome()).toBe('applied')
    expect(desk.op().stepDeadlineAt).toBe(due)
    desk.after(minute).heartbeat(away)
    expect(desk.outcome()).toBe('serving.')
  })

  test('a modem that ignored the REFRESH is asked about once, and said so (F26)', () => {
    const desk = enabled()
    desk.heartbeat(home)
    desk.poll()
    desk.list(...onAway, profile(spare, 'disabled', { fallbackAttribute: true }))
    for (let i = 0; i < 3; i++) {
      desk.after(hour).heartbeat(home)
      expect(desk.outcome()).toBe('applied')
      expect(desk.asks()).toBe('nothing')
    }
    expect(desk.op().reason?.code).toBe('modem-stays')
    desk.after(hour).heartbeat(away)
    expect(desk.outcome()).toBe('serving.')
  })

  test('fallback by the card is recognised with its cause (C4, F32)', () => {
    const desk = enabled()
    expect(desk.asks({ notifyStateChange: true, stateChangeCause: 1 })).toBe('listProfileInfo')
    expect(desk.has('unexpected-change')).toBe(true)
    desk.list(...onHome)
    expect(desk.outcome()).toBe('rolled-back.')
    expect(desk.op().reason?.code).toBe('fallback-by-card')
  })

  test('somebody else enabled a third profile: it failed, and is not fought over (F40)', () => {
    const desk = enabled()
    desk.poll({ stateChangeCause: 0 })
    desk.list(profile(home, 'disabled'), profile(away, 'disabled'), profile(spare, 'enabled'))
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('changed-by-others')
    expect(desk.after(hour).asks()).toBe('nothing')
  })

  test('the target is gone from the card', () => {
    const desk = enabled()
    desk.poll({ stateChangeCause: 4 })
    desk.list(profile(home, 'enabled'))
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('profile-gone')
  })

  test('a signed notification of the former profile being enabled is proof enough', () => {
    const desk = enabled()
    desk.notify({ event: 'enable', iccid: home })
    expect(desk.outcome()).toBe('rolled-back.')
    expect(desk.state.profiles[home]?.state).toBe('enabled')
  })
})

describe('no heartbeat until the deadline', () => {
  test('the outcome is unknown, and the card is read at the next contact', () => {
    const desk = enabled()
    desk.time(confirmMs)
    expect(desk.outcome()).toBe('unknown')
    expect(desk.op().reason?.code).toBe('no-heartbeat')
    expect(desk.asks()).toBe('listProfileInfo')
  })

  test('the target is enabled: unknown stays, because only the application is silent', () => {
    const desk = enabled()
    desk.time(confirmMs)
    desk.poll()
    desk.list(...onAway)
    expect(desk.outcome()).toBe('unknown')
    expect(desk.op().reason?.code).toBe('application-silent')
    desk.after(hour).heartbeat(away)
    expect(desk.outcome()).toBe('serving.')
  })

  test('attached stays attached, and ends so after the last wait', () => {
    const desk = enabled()
    desk.attach(away)
    desk.time(confirmMs)
    desk.poll()
    desk.list(...onAway)
    expect(desk.outcome()).toBe('attached')
    desk.time(lastWaitMs)
    expect(desk.outcome()).toBe('attached.')
    expect(desk.op().reason?.code).toBe('application-silent')
  })

  test('the former profile is enabled again: rolled back', () => {
    const desk = enabled()
    desk.time(confirmMs)
    desk.poll()
    desk.list(...onHome)
    expect(desk.outcome()).toBe('rolled-back.')
  })

  test('the device never calls again: it ends as unknown, and late truth still counts', () => {
    const desk = enabled()
    desk.time(confirmMs)
    desk.time(doubtMs)
    expect(desk.outcome()).toBe('unknown.')
    desk.after(hour).heartbeat(away)
    expect(desk.outcome()).toBe('serving.')
  })
})

describe('the result of the enable is missed (F35)', () => {
  const missed = (): Desk => {
    const desk = enabling()
    desk.time(packageMs)
    return desk.after(minute)
  }

  test('a heartbeat newer than the doubt settles it; what the card holds is read later', () => {
    const desk = missed()
    desk.heartbeat(away)
    expect(desk.outcome()).toBe('serving.')
    expect(desk.state.profiles[away]).toMatchObject({ state: 'enabled', evidence: 'reported' })
    expect(desk.after(hour).asks()).toBe('listProfileInfo')
  })

  test('a heartbeat on the former profile settles nothing', () => {
    const desk = missed()
    desk.heartbeat(home)
    expect(desk.outcome()).toBe('unknown')
    expect(desk.asks()).toBe('data-request')
  })

  test('the network on the target makes it attached; the card is still asked', () => {
    const desk = missed()
    desk.attach(away)
    expect(desk.outcome()).toBe('attached')
    expect(desk.asks()).toBe('data-request')
  })

  test('seen on the target and back on the former: rolled back, and not tried again', () => {
    const desk = enabling().after(minute)
    desk.heartbeat(away)
    desk.time(packageMs)
    desk.poll()
    desk.identity()
    desk.poll()
    desk.list(...onHome)
    expect(desk.outcome()).toBe('rolled-back.')
  })

  test('a signed notification of the enable settles it', () => {
    const desk = missed()
    desk.notify({ event: 'disable', iccid: home })
    expect(desk.outcome()).toBe('unknown')
    desk.notify({ event: 'enable', iccid: away })
    expect(desk.outcome()).toBe('applied')
    expect(desk.has('unexpected-change')).toBe(false)
  })
})

describe('already enabled', () => {
  test('the wish is applied when the card shows it, and waits for a heartbeat', () => {
    const desk = knownCard()
    desk.heartbeat(home)
    desk.after(minute).accept({ kind: 'enable', iccid: home })
    expect(desk.outcome()).toBe('queued')
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'))
    expect(desk.outcome()).toBe('applied')
    expect(desk.op().reason?.code).toBe('already-so')
    expect(desk.asks()).toBe('nothing')
    desk.after(minute).heartbeat(home)
    expect(desk.outcome()).toBe('serving.')
  })

  test('a card that has gone back since it was read is sent the change', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.after(minute).accept({ kind: 'enable', iccid: home })
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'disabled'), profile(away, 'enabled'))
    expect(desk.asks()).toBe('enable')
  })
})

test('heartbeats that nothing waits for are recorded once an hour', () => {
  const desk = knownCard()
  desk.heartbeat(home)
  const count = desk.events.length
  desk.after(minute).heartbeat(home)
  expect(desk.events.length).toBe(count)
  desk.after(hour).heartbeat(home)
  expect(desk.events.length).toBe(count + 1)
  desk.after(minute).heartbeat(away)
  const kinds = desk.events.slice(count).map(({ fact }) => fact.kind)
  expect(kinds).toEqual(['serving', 'serving', 'unexpected-change'])
})
