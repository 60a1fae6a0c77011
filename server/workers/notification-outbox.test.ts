import { carry } from '@holdfast/asn1/constructed.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import {
  pendingNotification,
  profileInstallationResultData,
} from '@holdfast/gsma/sgp22/notification.ts'
import { describe, expect, it } from 'vitest'
import { AllowedAddresses } from '../es9plus/allowed-addresses.ts'
import type { Es9Client, Es9Outcome } from '../es9plus/es9plus-client.ts'
import { SmdpDirectory } from '../es9plus/smdp-directory.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { testRules } from '../testing/site.ts'
import { steeredClock } from '../world-steered.ts'
import { NotificationOutbox } from './notification-outbox.ts'

const minute = 60_000
const address = 'smdp.example.com'

/** An outbox before an SM-DP+ that answers as told, one answer a call, the last one again. */
function before(answers: readonly Es9Outcome[]) {
  const logged: string[] = []
  const log = (_level: string, text: string) => void logged.push(text)
  const clock = steeredClock(0, log)
  const store = new MemoryStore(testRules)
  const calls: number[] = []
  const es9: Es9Client = {
    call: async () => {
      calls.push(clock.now())
      return answers[Math.min(calls.length, answers.length) - 1] as Es9Outcome
    },
    troubled: () => [],
    close: () => {},
  }
  const directory = new SmdpDirectory(new Map([[address, 'https://127.0.0.1:1']]))
  const open = () =>
    new NotificationOutbox({ store, clock, log }, es9, new AllowedAddresses(store, directory))
  return { clock, store, calls, logged, open }
}

const answered: Es9Outcome = { kind: 'answered', ok: { kind: 'handleNotification' } }
const unreachable: Es9Outcome = { kind: 'unreachable', why: 'no answer' }
/** An installation that failed; what it says does not matter here. */
const installation = encode(pendingNotification, {
  kind: 'profileInstallationResult',
  value: {
    profileInstallationResultData: carry(profileInstallationResultData, {
      transactionId: Uint8Array.of(1),
      notificationMetadata: {
        seqNumber: 1,
        profileManagementOperation: ['notificationInstall'],
        notificationAddress: address,
      },
      smdpOid: '2.999.1',
      finalResult: { kind: 'errorResult', value: { bppCommandId: 5, errorReason: 11 } },
    }),
    euiccSignPIR: new Uint8Array(64),
  },
})

const one = { key: 'EID-1', eid: 'EID', address, bytes: formatHex(installation) }

describe('the outbox of notifications', () => {
  it('delivers once, and forgets', async () => {
    const { calls, open, store } = before([answered])
    const outbox = open()
    expect(await outbox.put(one)).toBe('kept')
    expect(await outbox.put(one)).toBe('kept')
    await outbox.deliver()
    await outbox.deliver()
    expect([calls.length, outbox.size]).toEqual([1, 0])
    expect(await store.records('notification-outbox')).toEqual([])
  })

  it('takes none for a server that Holdfast does not call', async () => {
    const outbox = before([answered]).open()
    expect(await outbox.put({ ...one, address: 'evil.example.com' })).toBe('not-allowed')
    expect(outbox.size).toBe(0)
  })

  it('tries again with longer and longer waits, also after a restart, and stops at the last', async () => {
    const { clock, calls, open, store, logged } = before([unreachable])
    await open().put(one)
    const outbox = open()
    await outbox.load()
    for (let passed = 0; passed <= 8 * 1_440; passed += 10) {
      await clock.moveTo(passed * minute)
      await outbox.deliver()
    }
    const waits = calls.slice(1).map((at, i) => at - (calls[i] as number))
    expect(waits[0]).toBeLessThanOrEqual(10 * minute)
    expect(Math.max(...waits)).toBeLessThanOrEqual(70 * minute)
    expect(outbox.size).toBe(0)
    expect(await store.records('notification-undelivered')).toHaveLength(1)
    expect(logged).toEqual(['a notification could not be delivered'])
  })

  it('puts one that cannot be read aside, and delivers the others', async () => {
    const { open, store } = before([answered])
    const outbox = open()
    await outbox.put({ ...one, key: 'bad', bytes: 'BF3700' })
    await outbox.put(one)
    await outbox.deliver()
    expect(outbox.size).toBe(0)
    expect(await store.records('notification-undelivered')).toHaveLength(1)
  })

  it('does not try again what the server refused', async () => {
    const status = { subjectCode: '8.1', reasonCode: '6.1' }
    const { calls, open, store } = before([{ kind: 'refused', status }])
    const outbox = open()
    await outbox.put(one)
    await outbox.deliver()
    await outbox.deliver()
    expect(calls).toHaveLength(1)
    expect((await store.records('notification-undelivered'))[0]?.value).toMatchObject({
      why: 'refused with 8.1/6.1',
    })
  })
})
