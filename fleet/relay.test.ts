import { describe, expect, test } from 'vitest'
import { noHolds } from './campaign/dispatch-holds.ts'
import { judgeRelay } from './relay.ts'
import { away, type Desk, home, hour, knownCard, minute, profile } from './testing/desk.ts'

const campaign = { campaignId: 'c1', wave: 0 } as const
const code = (matchingId: string, confirmationCode: string) => ({
  kind: 'activation-code' as const,
  activationCode: `LPA:1$smdp.example.com$${matchingId}$$1`,
  confirmationCode,
})
const polled = (phase: 'running' | 'paused') => ({
  holds: { ...noHolds, campaigns: new Map([['c1', { phase, windows: [], heldPatterns: [] }]]) },
})
const running = polled('running')
const paused = polled('paused')

interface Two {
  readonly desk: Desk
  /** eimTransactionIds of the triggers. */
  readonly first: string
  readonly second: string
}

/** The download of a campaign was tried and is held back; a person's download has left since. */
function twoTried(): Two {
  const desk = knownCard()
  desk.accept({ kind: 'download', profile: code('M-1', '11') }, { campaign })
  expect(desk.asks(running)).toBe('trigger')
  const first = desk.transaction
  desk.notify({ event: 'install', install: { ok: false, command: 5, reason: 11 } })
  desk.poll(running)
  desk.list(profile(home, 'enabled'))
  desk.accept({ kind: 'download', profile: code('M-2', '22') })
  expect(desk.after(hour).asks(paused)).toBe('trigger')
  expect(desk.op('op-1')).toMatchObject({ outcome: 'queued', attempts: { download: 1 } })
  return { desk, first, second: desk.transaction }
}

describe('a session when another download of the card was tried before', () => {
  test('it is for the download whose trigger the device has, with that one’s code', () => {
    const { desk, first, second } = twoTried()
    const of2 = { operationId: 'op-2', matchingId: 'M-2', confirmationCode: '22' }
    expect(judgeRelay(desk.state, {})).toMatchObject(of2)
    expect(judgeRelay(desk.state, { eimTransactionId: second })).toMatchObject(of2)
    const of1 = { operationId: 'op-1', matchingId: 'M-1', confirmationCode: '11' }
    expect(judgeRelay(desk.state, { eimTransactionId: first })).toMatchObject(of1)
    expect(judgeRelay(desk.state, { operationId: 'op-1' })).toMatchObject(of1)
  })

  test('once its profile was handed over, it is not triggered again (F13, S11)', () => {
    const { desk } = twoTried()
    for (const phase of ['authentication-started', 'authenticated', 'package-delivered'] as const) {
      desk.relay({ phase, transactionId: 'AB' })
    }
    expect(desk.op('op-2')).toMatchObject({ wasDelivered: true, download: { sessions: 1 } })
    expect(desk.op('op-1').wasDelivered).toBeUndefined()
    expect(desk.after(minute).asks(paused)).not.toBe('again')
    expect(desk.state.inFlight?.what).not.toBe('download-trigger')
  })

  test('the card’s signed failure is of the download that the session was for (S11)', () => {
    const { desk } = twoTried()
    desk.relay({ phase: 'authentication-started', transactionId: 'AB' })
    const install = { ok: false, command: 5, reason: 127 } as const
    desk.notify({ event: 'install', iccid: away, transactionId: 'AB', install })
    expect(desk.op('op-2').doubt).toMatchObject({ next: 'read', retry: 'never' })
    expect(desk.op('op-1').doubt).toBeUndefined()
    expect(desk.asks(paused)).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'))
    expect(desk.op('op-2').outcome).toBe('failed')
    expect(desk.op('op-1').outcome).toBe('queued')
  })

  test('what comes of an earlier session counts for the download it was begun for', () => {
    const { desk, first } = twoTried()
    const relay = judgeRelay(desk.state, { eimTransactionId: first })
    const operationId = relay.kind === 'relay' ? relay.operationId : undefined
    const begun = { phase: 'authentication-started', transactionId: 'CD' } as const
    desk.relay({ ...begun, ...(operationId ? { operationId } : {}) })
    desk.relay({ phase: 'authenticated', transactionId: 'CD' })
    expect(desk.op('op-1').download).toMatchObject({ phase: 'authenticated', sessions: 1 })
    expect(desk.op('op-2').download).toBeUndefined()
  })

  test('a session of a download that is over begins no other one', () => {
    const { desk, second } = twoTried()
    const reason = { code: 'download-failed', why: 'refused' }
    const refused = { ...reason, result: { family: 'ES9+', code: '8.2.6/3.8' } }
    desk.relay({ phase: 'refused', transactionId: 'AB', reason: refused })
    expect(desk.op('op-2').outcome).toBe('failed')
    for (const clue of [{ eimTransactionId: second }, { operationId: 'op-2' }]) {
      expect(judgeRelay(desk.state, clue)).toMatchObject({ code: 'relay-no-download' })
    }
    desk.relay({ phase: 'refused', operationId: 'op-2', reason: refused })
    expect(desk.op('op-1').outcome).toBe('queued')
  })
})
