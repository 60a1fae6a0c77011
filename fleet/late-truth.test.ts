import { describe, expect, test } from 'vitest'
import type { SignedResult } from './apply-result.ts'
import type { ProfileOnCard } from './card-state.ts'
import { defaultDeadlines } from './deadlines.ts'
import { away, type Desk, home, hour, knownCard, minute, profile } from './testing/desk.ts'
import type { Wish } from './wish.ts'

const { packageMs, doubtMs } = defaultDeadlines
const enable = { kind: 'enable', iccid: away } as const

function sent(wish: Wish, ...others: readonly ProfileOnCard[]): Desk {
  const desk = knownCard(...(others.length > 0 ? others : [profile(away, 'disabled')]))
  desk.accept(wish)
  desk.poll()
  return desk
}

/** What the next poll, an hour later, gets. */
const next = (desk: Desk): string => desk.after(hour).asks()

describe('late truth (F43)', () => {
  test('a late result resolves an unknown outcome', () => {
    const desk = sent(enable)
    const transaction = desk.transaction
    desk.time(packageMs)
    expect(desk.outcome()).toBe('unknown')
    desk.after(hour).result([{ name: 'enableResult', code: 0 }], { eimTransactionId: transaction })
    expect(desk.outcome()).toBe('applied')
    expect(desk.op().doubt).toBeUndefined()
  })

  test('it comes with the answer to the question for stored results, in either order', () => {
    for (const isResultFirst of [true, false]) {
      const desk = sent(enable)
      const { transaction, counter } = desk
      desk.after(packageMs).poll()
      const asked = desk.transaction
      const result: SignedResult = {
        trust: 'proven',
        kind: 'result',
        eimTransactionId: transaction,
        counterValue: counter,
        seqNumber: 500,
        results: [{ name: 'enableResult', code: 0 }],
      }
      if (isResultFirst) desk.give(result)
      desk.identity({ eimTransactionId: asked })
      if (!isResultFirst) desk.give(result)
      expect(desk.outcome()).toBe('applied')
      expect(desk.after(minute).asks()).toBe('nothing')
    }
  })

  test('a late result of an operation that ended as unknown is its outcome then', () => {
    const desk = sent(enable)
    const { transaction } = desk
    desk.time(packageMs)
    desk.time(doubtMs)
    expect(desk.outcome()).toBe('unknown.')
    desk.after(hour).result([{ name: 'enableResult', code: 0 }], { eimTransactionId: transaction })
    expect(desk.outcome()).toBe('applied.')
    expect(desk.op().reason?.code).toBe('late-truth')
    expect(desk.op().endedAt).toBe(desk.now)
    desk.after(minute).heartbeat(away)
    expect(desk.outcome()).toBe('serving.')
    expect(desk.op().endedAt).toBe(desk.now)
  })

  test('a late result that a newer list overtook changes no profile', () => {
    const desk = sent(enable)
    const { transaction } = desk
    desk.after(packageMs).poll()
    desk.identity()
    desk.poll()
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    desk.result([{ name: 'enableResult', code: 0 }], { eimTransactionId: transaction })
    expect(desk.state.profiles[home]?.state).toBe('enabled')
    expect(desk.outcome()).toBe('queued')
  })

  test('a list that a newer notification overtook is not taken, and the card is read again', () => {
    const desk = sent({ kind: 'audit' })
    desk.notify({ event: 'enable', iccid: away, seqNumber: 900 })
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.state.profiles[away]?.state).toBe('enabled')
    expect(desk.outcome()).toBe('sent')
    expect(next(desk)).toBe('listProfileInfo')
  })
})

describe('a list whose read left before something spoke against it', () => {
  const disable = { kind: 'disable', iccid: away } as const
  const seen = (desk: Desk) => desk.after(hour).heartbeat(away)
  const onHome = [profile(home, 'enabled'), profile(away, 'disabled')]
  const onAway = [profile(home, 'disabled'), profile(away, 'enabled')]

  const fellBack = { notifyStateChange: true, stateChangeCause: 1 } as const
  const give = (desk: Desk, eimTransactionId: string) =>
    desk.result([{ name: 'listProfileInfoResult', code: 0 }], {
      eimTransactionId,
      profiles: onHome,
    } as never)

  /** A disable of what the last list shows as disabled: the card is read for it. */
  function reading(): Desk {
    const desk = knownCard(profile(away, 'disabled'))
    desk.heartbeat(home)
    desk.after(hour).accept(disable)
    expect(desk.asks()).toBe('listProfileInfo')
    return desk
  }

  test('ends no operation, however late it comes, and the card is read again', () => {
    const desk = reading()
    seen(desk)
    desk.after(31 * hour).list(...onHome)
    expect(desk.outcome()).toBe('sent')
    expect(desk.state.profilesDoubtedAt).toBeDefined()
    expect(next(desk)).toBe('listProfileInfo')
    desk.list(...onAway)
    expect(desk.state.profilesDoubtedAt).toBeUndefined()
    expect(desk.outcome()).toBe('refused.')
    expect(desk.op().reason?.code).toBe('nothing-else-enabled')
  })

  test('costs one read more: what is seen on and on while that is under way costs none', () => {
    const desk = reading()
    seen(desk)
    desk.list(...onHome)
    expect(next(desk)).toBe('listProfileInfo')
    seen(desk)
    desk.list(...onHome)
    expect(desk.outcome()).toBe('applied.')
    expect(next(desk)).toBe('nothing')
  })

  test('counts when the sign is older than the read and was only told after it', () => {
    const desk = reading()
    const before = desk.now - minute
    desk.after(hour).heartbeat(away, before)
    desk.list(...onHome)
    expect(desk.outcome()).toBe('applied.')
    expect(desk.state.profilesDoubtedAt).toBeUndefined()
  })

  test('does not count when the device reported a change in between, told once or twice', () => {
    const desk = reading()
    const { transaction: eimTransactionId } = desk
    expect(desk.after(minute).asks(fellBack)).toBe('again')
    give(desk.after(minute), eimTransactionId)
    expect(desk.outcome()).toBe('sent')
    expect(desk.after(hour).asks(fellBack)).toBe('listProfileInfo')
    const { transaction: second } = desk
    expect(desk.after(minute).asks(fellBack)).toBe('again')
    give(desk.after(minute), second)
    expect(desk.outcome()).toBe('applied.')
  })
})

describe('rollback by the card', () => {
  test('the rollback result puts the former profile back and ends the operation', () => {
    const desk = sent(enable)
    const { transaction } = desk
    desk.ok('enableResult')
    expect(desk.state.profiles[away]?.state).toBe('enabled')
    desk
      .after(minute)
      .result([{ name: 'rollbackResult', code: 0 }], { eimTransactionId: transaction })
    expect(desk.outcome()).toBe('rolled-back.')
    expect(desk.op().reason?.code).toBe('rolled-back-by-card')
    expect(desk.state.profiles[home]?.state).toBe('enabled')
    expect(desk.state.profiles[away]?.state).toBe('disabled')
  })

  test('it counts also when it comes before the result of the enable, and once', () => {
    const desk = sent(enable)
    const { transaction } = desk
    const roll = { eimTransactionId: transaction, seqNumber: 702 } as const
    desk.result([{ name: 'rollbackResult', code: 0 }], roll as never)
    expect(desk.outcome()).toBe('rolled-back.')
    desk.result([{ name: 'enableResult', code: 0 }], { ...roll, seqNumber: 701 } as never)
    expect(desk.outcome()).toBe('rolled-back.')
    expect(desk.state.profiles[home]?.state).toBe('enabled')
  })

  test('the one result that repeats the enable and takes it back', () => {
    for (const areNotesFirst of [true, false]) {
      const desk = sent(enable)
      const { transaction } = desk
      if (areNotesFirst) {
        desk.notify({ event: 'enable', iccid: away, seqNumber: 801 })
        desk.notify({ event: 'enable', iccid: home, seqNumber: 802 })
      }
      const before = desk.events.length
      const results = [
        { name: 'enableResult', code: 0 },
        { name: 'rollbackResult', code: 0 },
      ]
      desk.result(results, { eimTransactionId: transaction, seqNumber: 800 } as never)
      expect(desk.outcome()).toBe('rolled-back.')
      expect(desk.op().reason?.code).toBe('rolled-back-by-card')
      expect(desk.state.profiles[home]?.state).toBe('enabled')
      const after = desk.events.slice(before)
      expect(after.some(({ fact }) => 'to' in fact && fact.to === 'applied')).toBe(false)
    }
  })

  test('it takes even a success back, because the card says so', () => {
    const desk = sent(enable)
    const { transaction } = desk
    desk.ok('enableResult')
    desk.after(minute).heartbeat(away)
    expect(desk.outcome()).toBe('serving.')
    desk
      .after(minute)
      .result([{ name: 'rollbackResult', code: 0 }], { eimTransactionId: transaction })
    expect(desk.outcome()).toBe('rolled-back.')
  })

  test('a rollback that failed is raised, and the card is read', () => {
    const desk = sent(enable)
    const { transaction } = desk
    desk.ok('enableResult')
    desk.after(minute)
    desk.result([{ name: 'rollbackResult', code: 127 }], { eimTransactionId: transaction })
    expect(desk.outcome()).toBe('applied')
    expect(desk.asks()).toBe('listProfileInfo')
  })
})
