import { describe, expect, test } from 'vitest'
import type { SignedResult } from './apply-result.ts'
import type { ProfileOnCard } from './card-state.ts'
import { away, type Desk, home, hour, knownCard, minute, profile } from './testing/desk.ts'
import type { Wish } from './wish.ts'

const enable = { kind: 'enable', iccid: away } as const

function sent(wish: Wish, ...others: readonly ProfileOnCard[]): Desk {
  const desk = knownCard(...(others.length > 0 ? others : [profile(away, 'disabled')]))
  desk.accept(wish)
  desk.poll()
  return desk
}

/** After how many polls the card is read again, sent again, or nothing. */
const next = (desk: Desk): string => desk.after(hour).asks()

describe('what each result code leads to', () => {
  const withFallback = [profile(away, 'disabled', { fallbackAttribute: true })]
  const rows: readonly [Wish, string, number, string, string][] = [
    [enable, 'enableResult', 0, 'applied', 'nothing'],
    [enable, 'enableResult', 1, 'sent', 'listProfileInfo'],
    [enable, 'enableResult', 2, 'sent', 'listProfileInfo'],
    [enable, 'enableResult', 3, 'failed.', 'nothing'],
    [enable, 'enableResult', 5, 'sent', 'enable'],
    [enable, 'enableResult', 20, 'sent', 'listProfileInfo'],
    [enable, 'enableResult', 127, 'failed.', 'nothing'],
    [enable, 'enableResult', 99, 'failed.', 'nothing'],
    [enable, 'processingTerminated', 1, 'unknown', 'listProfileInfo'],
    [enable, 'processingTerminated', 2, 'failed.', 'nothing'],
    [enable, 'processingTerminated', 3, 'unknown', 'listProfileInfo'],
    [{ kind: 'delete', iccid: away }, 'deleteResult', 0, 'applied.', 'nothing'],
    [{ kind: 'delete', iccid: away }, 'deleteResult', 1, 'sent', 'listProfileInfo'],
    [{ kind: 'delete', iccid: away }, 'deleteResult', 2, 'sent', 'listProfileInfo'],
    [{ kind: 'delete', iccid: away }, 'deleteResult', 3, 'failed.', 'nothing'],
    [{ kind: 'delete', iccid: away }, 'deleteResult', 21, 'failed.', 'nothing'],
    [{ kind: 'set-fallback', iccid: away }, 'setFallbackAttributeResult', 0, 'applied.', 'nothing'],
    [{ kind: 'set-fallback', iccid: away }, 'setFallbackAttributeResult', 2, 'failed.', 'nothing'],
    [
      { kind: 'set-fallback', iccid: away },
      'setFallbackAttributeResult',
      3,
      'sent',
      'listProfileInfo',
    ],
    [{ kind: 'unset-fallback' }, 'unsetFallbackAttributeResult', 0, 'applied.', 'nothing'],
    [{ kind: 'unset-fallback' }, 'unsetFallbackAttributeResult', 2, 'sent', 'listProfileInfo'],
    [{ kind: 'unset-fallback' }, 'unsetFallbackAttributeResult', 7, 'failed.', 'nothing'],
    [{ kind: 'audit' }, 'listProfileInfoResult', 11, 'sent', 'listProfileInfo'],
    [{ kind: 'audit' }, 'processingTerminated', 1, 'sent', 'listProfileInfo'],
    [{ kind: 'audit' }, 'listProfileInfoResult', 1, 'sent', 'listProfileInfo'],
  ]
  test.each(rows)('%o: %s %i → %s, then %s', (wish, name, code, outcome, then) => {
    const desk = wish.kind === 'unset-fallback' ? sent(wish, ...withFallback) : sent(wish)
    desk.result([{ name, code }])
    expect(desk.outcome()).toBe(outcome)
    expect(next(desk)).toBe(then)
  })

  const errors: readonly [number, string, string][] = [
    [3, 'failed.', 'nothing'],
    [4, 'unknown', 'data-request'],
    [6, 'failed.', 'nothing'],
    [15, 'failed.', 'nothing'],
    [104, 'sent', 'enable'],
    [127, 'failed.', 'nothing'],
  ]
  test.each(errors)('package error %i → %s, then %s', (code, outcome, then) => {
    const desk = sent(enable)
    desk.error(code)
    expect(desk.outcome()).toBe(outcome)
    expect(next(desk)).toBe(then)
  })

  test('the reason carries the family and code of the standard', () => {
    const desk = sent(enable)
    desk.result([{ name: 'enableResult', code: 3 }])
    expect(desk.op().reason).toEqual({
      code: 'card-refused',
      why: 'the card refused the command (disallowedByPolicy)',
      result: { family: 'EnableProfileResult', code: 3 },
    })
  })

  test('an emergency call is waited for without using up a try', () => {
    const desk = sent(enable)
    for (let i = 0; i < 6; i++) {
      desk.error(104)
      expect(desk.outcome()).toBe('sent')
      expect(desk.after(6 * hour).asks()).toBe('enable')
    }
  })

  test('a card that is busy is asked again after a pause, each time a longer one', () => {
    const desk = sent(enable)
    desk.result([{ name: 'enableResult', code: 5 }])
    expect(desk.after(minute).asks()).toBe('nothing')
    expect(desk.after(4 * minute).asks()).toBe('enable')
    desk.result([{ name: 'enableResult', code: 5 }])
    expect(desk.after(19 * minute).asks()).toBe('nothing')
    expect(desk.after(minute).asks()).toBe('enable')
    desk.result([{ name: 'enableResult', code: 5 }])
    expect(desk.outcome()).toBe('failed.')
  })
})

describe('already as wished (F34)', () => {
  test('profileNotInDisabledState on enable: the card is read, and the goal is reached', () => {
    const desk = sent(enable)
    desk.result([{ name: 'enableResult', code: 2 }])
    desk.poll()
    desk.list(profile(home, 'disabled'), profile(away, 'enabled'))
    expect(desk.outcome()).toBe('applied')
    desk.after(minute).heartbeat(away)
    expect(desk.outcome()).toBe('serving.')
  })

  test('iccidOrAidNotFound on delete: the card is read, and the profile is gone', () => {
    const desk = sent({ kind: 'delete', iccid: away })
    desk.result([{ name: 'deleteResult', code: 1 }])
    desk.poll()
    desk.list(profile(home, 'enabled'))
    expect(desk.outcome()).toBe('applied.')
  })

  test('iccidOrAidNotFound on enable: the card is read, and the wish is refused by name', () => {
    const desk = sent(enable)
    desk.result([{ name: 'enableResult', code: 1 }])
    desk.poll()
    desk.list(profile(home, 'enabled'))
    expect(desk.outcome()).toBe('refused.')
    expect(desk.op().reason?.code).toBe('profile-not-on-card')
  })
})

const forgotten = (desk: Desk, seqNumber: number): SignedResult => ({
  trust: 'proven',
  kind: 'result',
  eimTransactionId: 'FE',
  counterValue: desk.counter,
  seqNumber,
  results: [{ name: 'enableResult', code: 0 }],
})

const reasonsOf = (desk: Desk): readonly string[] =>
  desk.events.flatMap(({ fact }) => (fact.kind === 'unexpected-change' ? [fact.reason.code] : []))

describe('matched and applied once (S2, F45)', () => {
  test('a result twice is acknowledged twice and applied once', () => {
    const desk = sent(enable)
    expect(desk.ok('enableResult')).toEqual({ acknowledge: [desk.seq] })
    const { version } = desk.state
    desk.seq -= 1
    expect(desk.ok('enableResult')).toEqual({ acknowledge: [desk.seq] })
    expect(desk.state.version).toBe(version)
  })

  test('without a transaction id the counter tells which package it answers', () => {
    const desk = sent(enable)
    const result: SignedResult = {
      trust: 'proven',
      kind: 'result',
      counterValue: desk.counter,
      seqNumber: 900,
      results: [{ name: 'enableResult', code: 0 }],
    }
    expect(desk.give(result)).toEqual({ acknowledge: [900] })
    expect(desk.outcome()).toBe('applied')
  })

  test('the seqNumber never tells which package it answers', () => {
    const desk = sent(enable)
    desk.result([{ name: 'enableResult', code: 0 }], {
      eimTransactionId: 'FE',
      seqNumber: 2,
    } as never)
    expect(desk.outcome()).toBe('sent')
    expect(desk.state.inFlight).toBeDefined()
    expect(desk.state.profiles[away]?.state).toBe('disabled')
    const applied = desk.events.flatMap(({ fact }) =>
      fact.kind === 'result-applied' ? [fact] : [],
    )
    expect(applied.at(-1)).not.toHaveProperty('operationId')
  })

  test('a result of a package that is not on record is kept, and the card is read', () => {
    const desk = knownCard(profile(away, 'disabled'))
    const seqNumber = desk.seq + 1
    const given = desk.give(forgotten(desk, seqNumber))
    expect(given).toEqual({ acknowledge: [seqNumber] })
    expect(desk.state.profiles[away]?.state).toBe('disabled')
    expect(reasonsOf(desk)).toEqual(['package-forgotten'])
    desk.accept({ kind: 'disable', iccid: away })
    expect(desk.asks()).toBe('listProfileInfo')
  })

  test('one from before the card was last read says nothing that the list does not say', () => {
    const desk = knownCard(profile(away, 'disabled'))
    const seqNumber = desk.seq - 1
    expect(desk.give(forgotten(desk, seqNumber))).toEqual({ acknowledge: [seqNumber] })
    expect(desk.has('result-applied')).toBe(true)
    expect(reasonsOf(desk)).toEqual([])
    expect(desk.state.profilesDoubtedAt).toBeUndefined()
  })

  test('an error has no seqNumber, so nothing is acknowledged; the second one changes nothing', () => {
    const desk = sent(enable)
    expect(desk.error(127)).toEqual({ acknowledge: [] })
    const { version } = desk.state
    desk.error(127)
    expect(desk.state.version).toBe(version)
  })
})

describe('what no card signed changes nothing (S7)', () => {
  test('a result whose signature does not verify is kept, and the real one still awaited', () => {
    const desk = sent(enable)
    const before = desk.state
    const given = desk.give({
      trust: 'none',
      kind: 'unverified',
      eimTransactionId: desk.transaction,
      why: 'the signature does not verify',
    })
    expect(given).toEqual({ acknowledge: [] })
    expect(desk.state.profiles).toEqual(before.profiles)
    expect(desk.state.inFlight).toEqual(before.inFlight)
    expect(desk.has('result-distrusted')).toBe(true)
    desk.ok('enableResult')
    expect(desk.outcome()).toBe('applied')
  })

  const unsigned = (desk: Desk) =>
    desk.give({
      trust: 'none',
      kind: 'unsigned-error',
      eimTransactionId: desk.transaction,
      why: 'the card could not tie the package to its eIM',
    })

  test('an unsigned error: the token is asked for, the card is read, the change tried once more', () => {
    const desk = sent(enable)
    unsigned(desk)
    expect(desk.outcome()).toBe('unknown')
    expect(desk.asks()).toBe('data-request')
    desk.identity({ associationToken: 9 })
    expect(desk.asks()).toBe('listProfileInfo')
    expect(desk.expect('package').associationToken).toBe(9)
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.asks()).toBe('enable')
    unsigned(desk)
    desk.poll()
    desk.identity()
    desk.poll()
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('card-not-accepting')
  })

  test('when the read is refused so as well, the unknown stays unknown', () => {
    const desk = sent(enable)
    unsigned(desk)
    desk.poll()
    desk.identity()
    desk.poll()
    unsigned(desk)
    expect(desk.outcome()).toBe('unknown.')
    expect(desk.op().reason?.code).toBe('card-not-accepting')
  })

  test('an unsigned error of nothing that is in flight is only kept', () => {
    const desk = knownCard()
    const given = { trust: 'none', kind: 'unsigned-error', why: 'made up' } as const
    desk.give({ ...given, eimTransactionId: 'FFFF' })
    expect(desk.state.inFlight).toBeUndefined()
    expect(Object.keys(desk.state.operations)).toHaveLength(1)
  })
})

describe('counter trouble (F36, F37)', () => {
  test('the second replayError in a row makes the counter jump ahead, and says so', () => {
    const desk = sent(enable)
    desk.error(4)
    desk.poll()
    desk.identity()
    desk.poll()
    expect(desk.counter).toBe(3)
    desk.error(4)
    expect(desk.asks()).toBe('listProfileInfo')
    expect(desk.counter).toBe(1004)
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.asks()).toBe('enable')
    expect(desk.state.association?.replayErrors).toBeUndefined()
    expect(desk.events.some(({ fact }) => fact.kind === 'counter-jumped')).toBe(true)
  })

  test('a card that refuses every counter ends the work by name', () => {
    const desk = sent({ kind: 'audit' })
    for (let i = 0; i < 8 && desk.op().endedAt === undefined; i++) {
      desk.error(4)
      desk.after(minute).poll()
    }
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('counter-desynchronised')
  })
})

describe('what the IPA could not read', () => {
  test('a change is looked for on the card, and fails when it was not made', () => {
    const desk = sent(enable)
    desk.formatError()
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('package-format')
  })

  test('a read is sent again', () => {
    const desk = sent({ kind: 'audit' })
    desk.formatError()
    expect(desk.asks()).toBe('listProfileInfo')
  })
})
