import { formatHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, test } from 'vitest'
import { answerPoll, recordDispatch } from './answer-poll.ts'
import { counterValueMax, defaultDeadlines } from './deadlines.ts'
import { needsAttention } from './needs-attention.ts'
import {
  activationCode,
  away,
  Desk,
  home,
  hour,
  knownCard,
  minute,
  profile,
} from './testing/desk.ts'

const enable = { kind: 'enable', iccid: away } as const
const swap = { kind: 'swap', profile: { kind: 'activation-code', activationCode } } as const
const { packageMs } = defaultDeadlines

/** A known card with `away` on it and the enable of it in flight. */
function enabling(): Desk {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept(enable)
  expect(desk.asks()).toBe('enable')
  return desk
}

describe('one thing in flight at a time (S1)', () => {
  test('a repeated poll before the result gets the same bytes', () => {
    const desk = enabling()
    const bytes = desk.state.inFlight?.bytes
    desk.after(minute)
    expect(desk.poll()).toEqual({ kind: 'again', bytes })
    desk.after(minute)
    expect(desk.poll()).toEqual({ kind: 'again', bytes })
    expect(desk.state.association?.counterValue).toBe(2)
  })

  test('the counter rises with every package and is used up by the dispatch, not by the result', () => {
    const desk = enabling()
    expect(desk.counter).toBe(2)
    desk.ok('enableResult')
    desk.accept({ kind: 'audit' })
    desk.heartbeat(away, desk.after(minute).now)
    expect(desk.asks()).toBe('listProfileInfo')
    expect(desk.counter).toBe(3)
  })

  test('a second dispatch, or a counter that does not rise, is never recorded', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    const poll = { newTransactionId: '00'.repeat(12), eimId: 'eim.example' }
    const { state, reply } = answerPoll(desk.state, poll, desk.now)
    if (reply.kind !== 'package') throw new Error('a package was expected')
    const stale = { ...state, association: { ...state.association!, counterValue: 9 } }
    expect(() => recordDispatch(stale, reply.dispatch, 'BF51', desk.now)).toThrow(/counterValue 2/)
    const same = { ...state, association: { ...state.association!, counterValue: 2 } }
    expect(() => recordDispatch(same, reply.dispatch, 'BF51', desk.now)).toThrow(/must be above 2/)
    desk.poll()
    expect(() => recordDispatch(desk.state, reply.dispatch, 'BF51', desk.now)).toThrow(/in flight/)
  })

  test('operations of one card run one after the other', () => {
    const desk = enabling()
    desk.accept({ kind: 'audit' })
    desk.ok('enableResult')
    expect(desk.after(minute).asks()).toBe('nothing')
    desk.after(minute).heartbeat(away)
    expect(desk.asks()).toBe('listProfileInfo')
  })

  test('the counter ends at 8388607 with a named refusal', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    const association = { ...desk.state.association!, counterValue: counterValueMax }
    desk.state = { ...desk.state, association }
    expect(desk.asks()).toBe('nothing')
    expect(desk.outcome()).toBe('refused.')
    expect(desk.op().reason?.code).toBe('counter-exhausted')
  })
})

test('when no counter is left to read the card with, what is unknown stays unknown', () => {
  const desk = enabling().after(packageMs)
  desk.poll()
  desk.identity()
  const association = { ...desk.state.association!, counterValue: counterValueMax }
  desk.state = { ...desk.state, association }
  expect(desk.asks()).toBe('nothing')
  expect(desk.outcome()).toBe('unknown.')
  expect(desk.op().reason?.code).toBe('counter-exhausted')
})

describe('a change whose result never comes (F35)', () => {
  test('it becomes unknown, and the next poll asks for what the card kept', () => {
    const desk = enabling()
    desk.time(packageMs - 1)
    expect(desk.outcome()).toBe('sent')
    desk.time(1)
    expect(desk.outcome()).toBe('unknown')
    expect(desk.op().reason?.code).toBe('dispatch-deadline')
    desk.poll()
    expect(formatHex(desk.expect('data-request').request.tagList)).toBe('A0A284')
    expect(desk.expect('data-request').request.eimTransactionId).toBeDefined()
  })

  test('a poll after the deadline does the same without the clock', () => {
    const desk = enabling().after(packageMs)
    expect(desk.asks()).toBe('data-request')
    expect(desk.outcome()).toBe('unknown')
  })

  test('without a stored result the card is read, and the change is never just sent again', () => {
    const desk = enabling().after(packageMs)
    desk.poll()
    desk.identity()
    expect(desk.asks()).toBe('listProfileInfo')
    expect(desk.outcome()).toBe('unknown')
    desk.list(profile(home, 'disabled'), profile(away, 'enabled'))
    expect(desk.outcome()).toBe('applied')
    expect(desk.after(minute).asks()).toBe('nothing')
  })

  test('only when the card proves that it was not made, it is sent again', () => {
    const desk = enabling().after(packageMs)
    desk.poll()
    desk.identity()
    desk.poll()
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome()).toBe('queued')
    expect(desk.asks()).toBe('enable')
    expect(desk.counter).toBe(4)
  })

  test('a request for stored results that gets no answer is followed by a read, and so on', () => {
    const desk = enabling().after(packageMs)
    const asked = []
    for (let i = 0; i < 4; i++) {
      asked.push(desk.asks())
      desk.after(hour)
    }
    expect(asked).toEqual(['data-request', 'listProfileInfo', 'data-request', 'listProfileInfo'])
  })

  test('after twelve requests without an answer it ends as unknown', () => {
    const desk = enabling().after(packageMs)
    for (let i = 0; i < 12; i++) {
      expect(desk.asks()).not.toBe('nothing')
      desk.after(hour)
    }
    desk.time()
    expect(desk.outcome()).toBe('unknown.')
    expect(desk.op().reason?.code).toBe('no-answer')
    expect(desk.state.profilesDoubtedAt).toBeDefined()
  })

  test('three tries are the last', () => {
    const desk = enabling()
    for (let i = 0; i < 3; i++) {
      desk.after(packageMs).poll()
      desk.identity()
      desk.poll()
      desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
      desk.poll()
    }
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('not-executed')
  })
})

describe('a request that changes nothing is simply repeated', () => {
  test('a read without an answer leaves with a new counter at the next poll', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept({ kind: 'audit' })
    expect(desk.asks()).toBe('listProfileInfo')
    desk.after(packageMs)
    expect(desk.asks()).toBe('listProfileInfo')
    expect(desk.counter).toBe(3)
    expect(desk.outcome()).toBe('sent')
  })

  test('eight reads without an answer are the last', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept({ kind: 'audit' })
    for (let i = 0; i < 8; i++) desk.after(hour).poll()
    desk.time(hour)
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('no-answer')
  })
})

describe('what the requests hold', () => {
  test('one command a package, our eIM, the EID and the transaction id', () => {
    const desk = enabling()
    const { signed, associationToken } = desk.expect('package')
    expect(signed).toMatchObject({ eimId: 'eim.example', counterValue: 2 })
    expect(formatHex(signed.eidValue)).toBe(desk.state.eid)
    expect(formatHex(signed.eimTransactionId!)).toBe(desk.transaction)
    expect(signed.euiccPackage.value).toHaveLength(1)
    expect(signed.euiccPackage.value[0]).toMatchObject({ value: { rollbackFlag: true } })
    expect(associationToken).toBeUndefined()
  })

  test('the association token that the card told goes into the signature', () => {
    const desk = new Desk()
    desk.poll()
    desk.identity({ associationToken: 7 })
    desk.poll()
    expect(desk.reply).toMatchObject({ kind: 'package', associationToken: 7 })
  })

  test('v1.2 is asked with its tags, v1.0 only with its own', () => {
    const rows = [
      ['v1.2', 'A0BF20BF2284A5A6A8', true, '5A4F9F70909192959 99F7B9F269F67'.replace(' ', '')],
      ['v1.0', 'BF2BBF20BF2284A5A6A8', false, '5A4F9F709091929599'],
    ] as const
    for (const [dialect, tags, hasId, profileTags] of rows) {
      const desk = new Desk()
      desk.poll({ dialect })
      expect(formatHex(desk.expect('data-request').request.tagList)).toBe(tags)
      expect(desk.expect('data-request').request.eimTransactionId !== undefined).toBe(hasId)
      desk.identity({ eimTransactionId: desk.transaction })
      desk.poll({ dialect })
      expect(desk.expect('package').signed.euiccPackage.value[0]).toMatchObject({
        kind: 'listProfileInfo',
      })
      const [psmo] = desk.expect('package').signed.euiccPackage.value as never as [
        { value: { tagList: Uint8Array } },
      ]
      expect(formatHex(psmo.value.tagList)).toBe(profileTags)
    }
  })

  test('a device or card that refuses the list of tags is asked for less', () => {
    const desk = new Desk()
    desk.poll()
    desk.dataRefused(1)
    desk.poll()
    expect(formatHex(desk.expect('data-request').request.tagList)).toBe('BF22A5A6')
    desk.identity()
    desk.poll()
    desk.result([{ name: 'listProfileInfoResult', code: 1 }])
    desk.poll()
    const psmo = desk.expect('package').signed.euiccPackage.value[0]
    if (!psmo || !('tagList' in psmo.value)) throw new Error('a tag list was expected')
    expect(formatHex(psmo.value.tagList ?? new Uint8Array())).toBe('5A4F9F709091929599')
  })

  test('to v1.0, stored results cannot be asked for; its notifications can', () => {
    const desk = enabling().after(packageMs)
    desk.poll({ dialect: 'v1.0' })
    expect(formatHex(desk.expect('data-request').request.tagList)).toBe('BF2B84')
  })

  test('the trigger of a download carries the activation code', () => {
    const desk = knownCard()
    desk.accept(swap)
    desk.poll()
    expect(desk.reply).toMatchObject({
      kind: 'trigger',
      request: { profileDownloadData: { kind: 'activationCode', value: activationCode } },
    })
  })
})

describe('why the device says it changed (C4)', () => {
  const causes = [
    [0, 'otherEim'],
    [1, 'fallback'],
    [2, 'emergencyProfile'],
    [3, 'local'],
    [4, 'reset'],
    [5, 'immediateEnableProfile'],
    [6, 'deviceChange'],
    [127, 'undefined'],
    [9, 'cause 9'],
  ] as const
  test.each(causes)('cause %i is recorded as %s, raised, and the card is read', (number, name) => {
    const desk = knownCard(profile(away, 'disabled')).after(2 * hour)
    expect(desk.asks({ notifyStateChange: true, stateChangeCause: number })).toBe('listProfileInfo')
    expect(desk.events.map(({ fact }) => fact)).toContainEqual({
      kind: 'state-change-reported',
      cause: name,
    })
    expect(desk.state.lastStateChange?.cause).toBe(name)
    expect(desk.has('unexpected-change')).toBe(true)
  })

  test('a change without a cause is recorded too; the same poll again says nothing new', () => {
    const desk = knownCard().after(2 * hour)
    desk.poll({ notifyStateChange: true, plmn: '262-02' })
    const count = desk.events.length
    desk.after(1000).poll({ notifyStateChange: true, plmn: '262-02' })
    expect(desk.events.length).toBe(count)
    expect(desk.state.lastStateChange).toEqual({ cause: 'undefined', at: expect.any(Number) })
  })
})

test('a change without a cause while our own enable is under way is not raised', () => {
  const desk = enabling()
  desk.ok('enableResult')
  desk.after(minute).poll({ notifyStateChange: true })
  expect(desk.has('state-change-reported')).toBe(true)
  expect(desk.has('unexpected-change')).toBe(false)
})

describe('audits of our own', () => {
  test('a card that was never read is read at its first poll', () => {
    const desk = new Desk()
    expect(needsAttention(desk.state)).toBe(true)
    expect(desk.asks()).toBe('data-request')
    const [own] = Object.values(desk.state.operations)
    expect(own).toMatchObject({ createdBy: 'holdfast', wish: { kind: 'audit' } })
    desk.identity()
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'))
    expect(desk.after(minute).asks()).toBe('nothing')
    expect(needsAttention(desk.state)).toBe(false)
  })

  test('at most three an hour, for a device that reports a change at each poll', () => {
    const desk = knownCard()
    for (let i = 0; i < 2; i++) {
      expect(desk.after(minute).asks({ stateChangeCause: 3 })).toBe('listProfileInfo')
      desk.list(profile(home, 'enabled'))
    }
    expect(desk.after(minute).asks({ stateChangeCause: 3 })).toBe('nothing')
    expect(needsAttention(desk.state)).toBe(true)
    expect(desk.after(hour).asks()).toBe('listProfileInfo')
  })

  test('an hour after one that failed', () => {
    const desk = new Desk()
    desk.poll()
    const asOf = desk.now
    desk.identity({ euicc: { euiccCertificate: '30BB', asOf, evidence: 'reported' } })
    expect(Object.values(desk.state.operations)[0]?.reason?.code).toBe('card-not-proven')
    expect(desk.after(minute).asks()).toBe('nothing')
    expect(desk.after(hour).asks()).toBe('data-request')
  })

  test('not for a card that is not associated with us', () => {
    const desk = new Desk()
    const { association: _, ...state } = desk.state
    desk.state = state
    expect(desk.asks()).toBe('nothing')
    expect(needsAttention(desk.state)).toBe(false)
  })
})
