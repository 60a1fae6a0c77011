import { describe, expect, test } from 'vitest'
import { defaultDeadlines, relaySessionsMax } from './deadlines.ts'
import { judgeRelay } from './relay.ts'
import {
  activationCode,
  away,
  type Desk,
  home,
  hour,
  knownCard,
  minute,
  profile,
  spare,
} from './testing/desk.ts'
import type { Wish } from './wish.ts'

const { downloadMs } = defaultDeadlines
const code = { kind: 'activation-code', activationCode } as const
const download: Wish = { kind: 'download', profile: code }
const downloadAway: Wish = { kind: 'download', profile: { ...code, iccid: away } }
const ok = { ok: true, isdpAid: 'A000' } as const

function triggered(wish: Wish = download): Desk {
  const desk = knownCard()
  desk.accept(wish)
  expect(desk.asks()).toBe('trigger')
  return desk
}

const refused = (pair: string) => ({
  phase: 'refused' as const,
  transactionId: 'AB',
  reason: { code: 'download-failed', why: 'refused', result: { family: 'ES9+', code: pair } },
})

describe('the signed installation result', () => {
  test('success: the profile is on the card, disabled, and the operation done', () => {
    const desk = triggered()
    const given = desk.notify({ event: 'install', iccid: away, install: ok })
    expect(given).toEqual({ acknowledge: [desk.seq] })
    expect(desk.outcome()).toBe('applied.')
    expect(desk.op().targetIccid).toBe(away)
    expect(desk.state.profiles[away]).toMatchObject({ state: 'disabled', evidence: 'proven' })
    expect(desk.state.inFlight).toBeUndefined()
  })

  test.each([1, 7, 9, 10, 11, 12, 15, 127, 99])('reason %i: the card is read first', (number) => {
    const desk = triggered()
    const install = { ok: false, command: 5, reason: number } as const
    desk.notify({ event: 'install', iccid: away, install })
    expect(desk.outcome()).toBe('sent')
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'))
    expect(desk.outcome()).toBe(number === 11 ? 'queued' : 'failed.')
    expect(desk.op().reason?.result).toEqual({ family: 'ErrorReason', code: number })
  })

  test('an error is signed, and the profile is on the card: it is adopted (F15)', () => {
    const desk = triggered()
    const install = { ok: false, command: 5, reason: 127 } as const
    desk.notify({ event: 'install', install })
    desk.poll()
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome()).toBe('applied.')
    expect(desk.op().targetIccid).toBe(away)
  })

  test('the reason is explained by its name and kept with its code', () => {
    const desk = triggered()
    desk.notify({ event: 'install', install: { ok: false, command: 5, reason: 12 } })
    desk.poll()
    desk.list(profile(home, 'enabled'))
    expect(desk.op().reason).toMatchObject({
      code: 'install-failed',
      result: { family: 'ErrorReason', code: 12 },
    })
    expect(desk.op().reason?.why).toContain('installFailedDueToPEProcessingError')
  })

  test('iccidAlreadyExists: the card is read and the profile adopted (F15)', () => {
    const desk = triggered(downloadAway)
    desk.notify({ event: 'install', iccid: away, install: { ok: false, command: 5, reason: 9 } })
    desk.poll()
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome()).toBe('applied.')
  })

  test('iccidAlreadyExists names the profile of an order whose ICCID nobody knew', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(download)
    desk.poll()
    desk.notify({ event: 'install', iccid: away, install: { ok: false, command: 5, reason: 9 } })
    desk.poll()
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome()).toBe('applied.')
    expect(desk.op().targetIccid).toBe(away)
  })

  test('iccidAlreadyExists and yet not there: it fails with that reason', () => {
    const desk = triggered(downloadAway)
    desk.notify({ event: 'install', iccid: away, install: { ok: false, command: 5, reason: 9 } })
    desk.poll()
    desk.list(profile(home, 'enabled'))
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.result?.code).toBe(9)
  })

  test('one that is only reported changes nothing and is not acknowledged', () => {
    const desk = triggered()
    const facts = { event: 'install', iccid: away, install: ok, trust: 'reported' } as const
    expect(desk.notify(facts)).toEqual({ acknowledge: [] })
    expect(desk.state.profiles[away]).toBeUndefined()
    expect(desk.outcome()).toBe('sent')
  })

  test('of a session that we know belongs to this operation, whatever its ICCID', () => {
    const desk = triggered(downloadAway)
    desk.relay({ phase: 'authentication-started', transactionId: 'AB12' })
    desk.notify({ event: 'install', iccid: spare, install: ok, transactionId: 'AB12' })
    expect(desk.op().targetIccid).toBe(spare)
  })

  test('an installation that nobody here asked for is kept as truth, and raised (F40)', () => {
    const desk = knownCard()
    desk.notify({ event: 'install', iccid: spare, install: ok })
    expect(desk.state.profiles[spare]?.evidence).toBe('proven')
    expect(desk.has('unexpected-change')).toBe(true)
    expect(desk.after(hour).asks()).toBe('listProfileInfo')
  })
})

describe('a download without a result (F13, F14, F15)', () => {
  test('the outcome is unknown, the card is asked and read, the new profile adopted', () => {
    const desk = triggered()
    desk.time(downloadMs)
    expect(desk.outcome()).toBe('unknown')
    expect(desk.asks()).toBe('data-request')
    desk.identity()
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome()).toBe('applied.')
    expect(desk.op().targetIccid).toBe(away)
  })

  test('when the card does not have it, it is tried again after a pause, four times in all', () => {
    const desk = triggered()
    for (let tries = 1; tries <= 4; tries++) {
      desk.time(downloadMs)
      desk.poll()
      desk.identity()
      desk.poll()
      desk.list(profile(home, 'enabled'))
      expect(desk.asks()).toBe('nothing')
      expect(desk.after(6 * hour).asks()).toBe(tries < 4 ? 'trigger' : 'nothing')
    }
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('not-executed')
  })

  test('two new profiles cannot be told apart: a person must', () => {
    const desk = triggered()
    desk.time(downloadMs)
    desk.poll()
    desk.identity()
    desk.poll()
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'), profile(spare, 'disabled'))
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('ambiguous-download')
  })

  test("the device's report of a failure is no proof: the card is read", () => {
    const desk = triggered()
    desk.triggerFailed(127)
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome()).toBe('applied.')
  })

  test('a failure that the card never confirms ends as unknown, not as failed', () => {
    const desk = knownCard()
    desk.accept(download)
    desk.poll()
    desk.triggerFailed()
    desk.time(31 * 24 * hour)
    expect(desk.outcome()).toBe('unknown.')
  })

  test('an emergency call is waited for', () => {
    const desk = triggered()
    desk.triggerFailed(104)
    expect(desk.after(minute).asks()).toBe('nothing')
    expect(desk.after(hour).asks()).toBe('trigger')
  })

  test('a late installation result of an operation that ended becomes its outcome', () => {
    const desk = triggered()
    desk.time(downloadMs)
    desk.time(defaultDeadlines.doubtMs)
    expect(desk.outcome()).toBe('unknown.')
    desk.notify({ event: 'install', iccid: away, install: ok })
    expect(desk.outcome()).toBe('applied.')
  })

  test('for a swap that had ended it does not begin the enable', () => {
    const desk = triggered({ kind: 'swap', profile: code })
    desk.time(downloadMs)
    desk.time(defaultDeadlines.doubtMs)
    desk.notify({ event: 'install', iccid: away, install: ok })
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('ended-half-way')
    expect(desk.after(hour).asks()).not.toBe('enable')
  })
})

describe('the relay', () => {
  test('it knows the server, the matching id and the confirmation code of the operation', () => {
    const desk = triggered({
      kind: 'download',
      profile: { ...code, activationCode: 'LPA:1$SMDP.example.com$M-1$$1', confirmationCode: '42' },
    })
    expect(judgeRelay(desk.state, {})).toEqual({
      kind: 'relay',
      smdpAddress: 'smdp.example.com',
      matchingId: 'M-1',
      confirmationCode: '42',
      operationId: 'op-1',
    })
    expect(judgeRelay(desk.state, { smdpAddress: 'smdp.EXAMPLE.com' }).kind).toBe('relay')
  })

  test('it refuses what belongs to no download of ours', () => {
    const desk = triggered()
    const rows = [
      [undefined, {}, 'relay-card-unknown'],
      [knownCard().state, {}, 'relay-no-download'],
      [desk.state, { smdpAddress: 'evil.example' }, 'relay-other-server'],
      [desk.state, { matchingId: 'OTHER' }, 'relay-other-matching-id'],
    ] as const
    for (const [state, request, refusal] of rows) {
      expect(judgeRelay(state, request)).toMatchObject({ kind: 'refused', code: refusal })
    }
  })

  test('it stops serving a device that begins again and again (S11)', () => {
    const desk = triggered()
    for (let i = 0; i < relaySessionsMax; i++) {
      expect(judgeRelay(desk.state, {}).kind).toBe('relay')
      desk.relay({ phase: 'authentication-started', transactionId: `A${i}` })
    }
    expect(judgeRelay(desk.state, {})).toMatchObject({ code: 'relay-too-often' })
    const begun = { operationId: desk.op().operationId }
    expect(judgeRelay(desk.state, begun)).toMatchObject({ kind: 'relay' })
  })

  test('progress prolongs the wait, beginning again does not, and it has an end', () => {
    const desk = triggered()
    const due = desk.state.inFlight?.resultDueAt ?? 0
    desk.after(20 * minute).relay({ phase: 'authentication-started', transactionId: 'AB' })
    expect(desk.state.inFlight?.resultDueAt).toBe(due)
    desk.after(minute).relay({ phase: 'authenticated', transactionId: 'AB' })
    expect(desk.state.inFlight?.resultDueAt).toBe(due + 21 * minute)
    for (let i = 0; i < 10; i++) {
      desk.after(20 * minute).relay({ phase: 'authenticated', transactionId: 'AB' })
    }
    expect(desk.state.inFlight?.resultDueAt).toBe(due + 3 * downloadMs)
  })

  test('a permanent refusal of the SM-DP+ before anything was handed over ends it (F22)', () => {
    const desk = triggered()
    desk.relay(refused('8.2.6/3.8'))
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.result).toEqual({ family: 'ES9+', code: '8.2.6/3.8' })
  })

  test('what only time mends is tried again with growing pauses and uses up no try (F21, F24)', () => {
    for (const pair of ['8.10.1/3.9', '8.2/1.2', 'unreachable', '503']) {
      const desk = triggered()
      const pauses: number[] = []
      for (let tries = 0; tries < 12; tries++) {
        desk.relay(refused(pair))
        expect(desk.outcome()).toBe('queued')
        pauses.push(((desk.op().notBefore ?? 0) - desk.now) / minute)
        expect(desk.after(minute).asks()).toBe('nothing')
        expect(desk.after(6 * hour).asks()).toBe('trigger')
      }
      expect(pauses.slice(0, 6)).toEqual([5, 20, 80, 320, 360, 360])
    }
  })

  test('a direct download tells the answer of the SM-DP+ in its error response', () => {
    const rows = [
      ['382E322F312E32', '8.2/1.2', 'trigger'],
      ['382E322E362F332E38', '8.2.6/3.8', 'failed'],
    ] as const
    for (const [errorResponse, code, then] of rows) {
      const desk = triggered()
      desk.triggerFailed(127, errorResponse)
      desk.poll()
      desk.list(profile(home, 'enabled'))
      expect(desk.op().reason).toMatchObject({ result: { family: 'ES9+', code } })
      expect(desk.op().reason?.why).toContain(code)
      desk.after(6 * hour).poll()
      expect(then === 'failed' ? desk.outcome() : desk.sent).toBe(
        then === 'failed' ? 'failed.' : then,
      )
    }
  })

  test('an error response that is no text is kept in hex', () => {
    const desk = triggered()
    desk.triggerFailed(127, 'BF4100')
    expect(desk.op().doubt?.reason.why).toContain('BF4100')
  })

  test('once the profile was handed over, a refusal is no proof: the card is read', () => {
    const desk = triggered()
    desk.relay({ phase: 'package-delivered', transactionId: 'AB' })
    desk.relay(refused('8.2.6/3.8'))
    expect(desk.op().endedAt).toBeUndefined()
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome()).toBe('applied.')
  })

  test('handed over, refused, and not on the card: it fails with the reason of the SM-DP+', () => {
    const desk = triggered()
    desk.relay({ phase: 'package-delivered', transactionId: 'AB' })
    desk.relay(refused('8.2.6/3.8'))
    desk.poll()
    desk.list(profile(home, 'enabled'))
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.result?.code).toBe('8.2.6/3.8')
  })

  test('a poll after the profile was handed over means that the device is done with it', () => {
    const desk = triggered()
    expect(desk.after(minute).poll().kind).toBe('again')
    desk.relay({ phase: 'package-delivered', transactionId: 'AB' })
    expect(desk.after(minute).asks()).toBe('data-request')
    expect(desk.outcome()).toBe('unknown')
  })

  test('a device that cancels is asked again or not, by its reason', () => {
    const rows = [
      [1, 'queued'],
      [2, 'queued'],
      [3, 'failed.'],
      [4, 'failed.'],
      [5, 'failed.'],
    ] as const
    for (const [number, outcome] of rows) {
      const desk = triggered()
      const result = { family: 'CancelSessionReason', code: number }
      desk.relay({ phase: 'cancelled', reason: { code: 'download-stopped', why: '', result } })
      expect(desk.outcome()).toBe(outcome)
    }
  })

  test('progress that belongs to no operation is only noted', () => {
    const desk = knownCard()
    desk.relay({ phase: 'authenticated', transactionId: 'AB' })
    expect(desk.events.at(-1)?.fact).toMatchObject({ kind: 'download-progressed' })
  })
})
