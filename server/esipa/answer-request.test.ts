import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { completeEid } from '@holdfast/gsma/ids/eid.ts'
import { recordedMessages } from '@holdfast/gsma/vectors/recorded-v10.ts'
import { sgp32Vectors } from '@holdfast/gsma/vectors/sgp32-v13.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FieldDevice, fieldDevice } from '../testing/field-device.ts'
import { openSite, type Site } from '../testing/site.ts'
import { Quarantine } from './quarantine.ts'

let site: Site
let device: FieldDevice

beforeAll(async () => {
  site = await openSite()
  device = fieldDevice(site, 1)
  await site.addCard(device.eid)
  await device.settle().catch(() => {})
})
afterAll(async () => {
  device[Symbol.dispose]()
  await site[Symbol.asyncDispose]()
})

const vector = (name: string): Uint8Array => {
  const found = sgp32Vectors.find((one) => one.name === name)
  return parseHex(found?.standard ?? found?.hex ?? '')
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

async function ask(bytes: Uint8Array, headers: Record<string, string> = {}) {
  const { status, body } = await device.post(bytes, { headers })
  return `${status} ${formatHex(body)}`
}

async function askJson(name: string, body: object | string) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answered = await device.post(new TextEncoder().encode(text), {
    path: `/gsma/rsp2/esipa/${name}`,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
  })
  const reply = Buffer.from(answered.body).toString()
  return { status: answered.status, json: reply === '' ? undefined : JSON.parse(reply) }
}

const unnamed = { 'user-agent': 'Some IPA / 1.0.0' }

describe('messages of cards that nobody knows', () => {
  it.each([
    ['GetEimPackageRequest', '200 BF4F03020102'],
    ['GetEimPackageRequest state change', '200 BF4F03020102'],
    ['ProvideEimPackageResult EPR', '200 BF5003020102'],
    ['ProvideEimPackageResult ePRAndNotifications', '200 BF5003020102'],
    ['ProvideEimPackageResult respError', '200 BF5003020102'],
    ['ProvideEimPackageResult trigger err', '200 BF5003020102'],
    ['ProvideEimPackageResult ipa data', '200 BF5003020102'],
    ['HandleNotification provide', '204 '],
    ['HandleNotification compact other', '204 '],
    ['InitiateAuthenticationRequestEsipa', '200 BF3903810134'],
    ['CancelSession req err', '200 BF4103810101'],
  ])('%s is answered %s', async (name, expected) => {
    expect(await ask(vector(name))).toBe(expected)
  })

  it('are told apart: no such card, no EID, no EID at all', async () => {
    expect(await ask(parseHex('BF4F125A1089049032123451234512345678901234'))).toBe(
      '200 BF4F03020103',
    )
    expect(await ask(parseHex('BF4F125A10890490321234512345123456789012FF'))).toBe(
      '200 BF4F03020103',
    )
    expect(await ask(parseHex('BF4F025A00'))).toBe('200 BF4F03020103')
    expect(await ask(parseHex('BF4F00'))).toBe('200 BF4F03020104')
  })
})

describe('the recorded messages of v1.0', () => {
  const requests = recordedMessages.filter(([on]) => on === 'ESipa')
  const of = (message: string) => requests.filter(([, name]) => name === message)

  it('are answered in the shapes of v1.0, which knows no code for an unknown card', async () => {
    for (const [, , hex] of of('getEimPackageRequest')) {
      expect(await ask(parseHex(hex), unnamed)).toBe('200 BF4F03020101')
    }
    for (const [, , hex] of of('provideEimPackageResult')) {
      expect(await ask(parseHex(hex), unnamed)).toBe('200 BF5000')
    }
    for (const [, , hex] of of('initiateAuthenticationRequestEsipa')) {
      expect(await ask(parseHex(hex), unnamed)).toBe('200 BF390381017F')
    }
    for (const [, , hex] of of('handleNotificationEsipa')) {
      expect(await ask(parseHex(hex), unnamed)).toBe('204 ')
    }
    for (const [, , hex] of of('cancelSessionRequestEsipa')) {
      expect(await ask(parseHex(hex), unnamed)).toBe('200 BF4103810101')
    }
  })
})

describe('the JSON binding', () => {
  const eidValue = completeEid('890490320000000000000000009999')

  it('says an error in the header and beside it', async () => {
    expect(await askJson('getEimPackage', { eidValue })).toEqual({
      status: 200,
      json: {
        header: {
          functionExecutionStatus: {
            status: 'Failed',
            statusCodeData: { subjectCode: '8.1.1', reasonCode: '3.9' },
          },
        },
        eimPackageError: 2,
      },
    })
    expect((await askJson('getEimPackage', {})).json).toMatchObject({ eimPackageError: 4 })
    expect((await askJson('getEimPackage', { eidValue: '12' })).json).toMatchObject({
      eimPackageError: 3,
    })
  })

  it('answers a poll of a card for which nothing waits', async () => {
    const { json } = await askJson('getEimPackage', { eidValue: device.eid })
    expect(json).toMatchObject({ eimPackageError: 1 })
  })

  it('takes results and notifications, and answers a notification with nothing', async () => {
    const whole = vector('ProvideEimPackageResult EPR')
    const eimPackageResult = base64(whole.subarray(3 + 18))
    const provided = await askJson('provideEimPackageResult', { eidValue, eimPackageResult })
    expect(provided.json).toMatchObject({ provideEimPackageResultError: 2 })
    const body = { provideEimPackageResult: base64(whole) }
    expect(await askJson('handleNotification', body)).toEqual({ status: 204, json: undefined })
  })

  it.each([
    ['getEimPackage', '{"eidValue":', /not JSON/, ''],
    ['getEimPackage', '[]', /object/, ''],
    ['authenticateClient', { transactionId: 'XYZ' }, /hexadecimal/, 'transactionId'],
    [
      'provideEimPackageResult',
      { eimPackageResult: 'v1E=' },
      /the length is missing/,
      'eimPackageResult',
    ],
  ])('refuses %s %j with the field', async (name, body, detail, path) => {
    const { status, json } = await askJson(name, body)
    expect(status).toBe(400)
    expect(json).toMatchObject({ detail: expect.stringMatching(detail), path })
  })
})

describe('bodies that cannot be read', () => {
  it.each([
    ['', 0, ''],
    ['BF4F125A10890490', 3, ''],
    ['BF5003020199FF', 6, ''],
    ['BF50057F81FFFFFF', 3, 'provideEimPackageResult'],
    ['BF4E00', 3, 'transferEimPackageResponse'],
    ['308006092A864886', 1, ''],
    ['0000', 0, ''],
  ])('%s is refused at byte %i in %s', async (hex, offset, path) => {
    const { status, body } = await device.post(parseHex(hex))
    expect(status).toBe(400)
    const answer = JSON.parse(Buffer.from(body).toString())
    expect(answer).toMatchObject({ status: 400, offset: expect.any(Number) })
    expect([answer.offset, answer.path.split('.')[0]]).toEqual([offset, path])
  })

  it('are kept aside, at most one a second, and others are answered meanwhile', async () => {
    await site.clock.moveTo(site.clock.now() + 5_000)
    const before = site.desk.quarantine.count
    const bad = parseHex('BF50057F81FFFFFF')
    await Promise.all(Array.from({ length: 50 }, () => device.post(bad)))
    expect(site.desk.quarantine.count).toBe(before + 50)
    await expect.poll(async () => (await site.desk.quarantine.list())[0]).toBeDefined()
    const kept = await site.desk.quarantine.list()
    expect(kept[0]).toMatchObject({ binding: 'asn1', beginning: 'BF50057F81FFFFFF' })
    expect(await ask(vector('GetEimPackageRequest'))).toBe('200 BF4F03020102')
  })

  it('are kept after those of before a restart, not over them', async () => {
    const bad = { binding: 'asn1', why: 'cut off' } as const
    for (const octet of [1, 2, 3]) {
      // A new one each time, as after a restart.
      const quarantine = new Quarantine(site.world)
      const { length } = await quarantine.list()
      await site.clock.moveTo(site.clock.now() + 1_000)
      quarantine.keep(Uint8Array.of(octet), bad)
      await expect.poll(async () => (await quarantine.list()).length).toBe(length + 1)
    }
  })

  it('says that an eIM does not answer what an eIM asks', async () => {
    expect((await device.post(vector('TransferEimPackageResponse received'))).status).toBe(400)
  })
})

describe('a repeated poll', () => {
  it('gets the same bytes until the result is in, and the counter never falls', async () => {
    await using own = await openSite()
    using other = fieldDevice(own, 7)
    await own.addCard(other.eid)
    const first = formatHex(await other.pollBytes())
    await own.clock.moveTo(own.clock.now() + 10_000)
    expect(formatHex(await other.pollBytes())).toBe(first)
    expect(own.desk.counters).toMatchObject({ dispatched: 1, repeated: 1 })
    await other.provide(other.execute(parseHex(first)))
    const second = formatHex(await other.pollBytes())
    expect(second).not.toBe(first)
    const result = other.execute(parseHex(second))
    expect(await other.provide(result)).toHaveLength(1)
    const applied = await own.state(other.eid)
    expect(await other.provide(result)).toHaveLength(1)
    expect((await own.state(other.eid)).version).toBe(applied.version)
    expect(applied.association?.counterValue).toBe(1)
  })
})

describe('a result that is not what it seems', () => {
  it('changes nothing when its signature does not fit, and is not acknowledged', async () => {
    await using own = await openSite()
    using other = fieldDevice(own, 8)
    await own.addCard(other.eid)
    await other.provide(other.execute(await other.pollBytes()))
    const good = other.execute(await other.pollBytes())
    const bad = Uint8Array.from(good)
    bad[bad.length - 1] = (bad[bad.length - 1] as number) ^ 1
    expect(await other.provide(bad)).toEqual([])
    const doubted = await own.state(other.eid)
    expect(doubted.profilesRead).toBeUndefined()
    const events = await own.world.store.eventsOf(other.eid)
    expect(events.at(-1)?.fact.kind).toBe('result-distrusted')
    expect(await other.provide(good)).toHaveLength(1)
    expect((await own.state(other.eid)).profilesRead?.evidence).toBe('proven')
  })

  it('does not put unproven certificates in the place of proven ones', async () => {
    await using own = await openSite()
    using real = fieldDevice(own, 9)
    using thief = fieldDevice(own, 10)
    await own.addCard(real.eid)
    await real.settle()
    const before = (await own.state(real.eid)).euicc
    const data = thief.execute(parseHex('BF4F0EBF520B5C09A0BF20BF2284A5A6A8'))
    await real.post(wrap(real.eid, data))
    expect((await own.state(real.eid)).euicc?.euiccCertificate).toBe(before?.euiccCertificate)
  })
})

/** ProvideEimPackageResult of one card with the data of another. */
function wrap(eid: string, result: Uint8Array): Uint8Array {
  const contents = Buffer.concat([parseHex(`5A10${eid}`), result])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(contents.length)
  return Buffer.concat([parseHex('BF5082'), length, contents])
}
