import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { cancelSessionResponse } from '@holdfast/gsma/sgp22/cancel-session.ts'
import { prepareDownloadRequest } from '@holdfast/gsma/sgp22/download.ts'
import { describe, expect, it } from 'vitest'
import { Bench } from '../card/bench.ts'
import { downloadProfile } from '../card/shortest-lpa.ts'
import { answerRequest } from './answer-request.ts'
import { authenticateClient, initiateAuthentication } from './authenticate.ts'
import { getBoundProfilePackage } from './bind-profile.ts'
import { serveSmdp } from './http-server.ts'
import { readStockFile, writeStockFile } from './stock-file.ts'

const headers = { 'content-type': 'application/json', 'x-admin-protocol': 'gsma/rsp/v2.5.0' }
const header = { functionRequesterIdentifier: 'op', functionCallIdentifier: '1' }

function site() {
  const bench = new Bench()
  const post = (path: string, body: unknown, other: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const request = {
      method: 'POST',
      path: `/gsma/rsp2/${path}`,
      headers: { ...headers, ...other },
    }
    const said = answerRequest(bench.smdp, { ...request, body: text }, bench.world)
    return { ...said, json: said.body.startsWith('{') ? JSON.parse(said.body) : undefined }
  }
  const statusOf = (answer: ReturnType<typeof post>): string => {
    const { status, statusCodeData } = answer.json.header.functionExecutionStatus
    if (status === 'Executed-Success') return status
    return `${statusCodeData.subjectCode}/${statusCodeData.reasonCode}`
  }
  return { bench, post, statusOf }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

describe('the JSON binding of the SM-DP+', () => {
  it('answers ES2+ orders, with filled ICCIDs', () => {
    const { post, statusOf } = site()
    const ordered = post('es2plus/downloadOrder', { header, profileType: 'T' })
    expect(ordered).toMatchObject({
      status: 200,
      headers: { 'x-admin-protocol': 'gsma/rsp/v2.5.0' },
    })
    expect(ordered.json.iccid).toMatch(/^\d{19}F$/)
    const { iccid } = ordered.json
    const confirmed = post('es2plus/confirmOrder', {
      header,
      iccid,
      matchingId: 'MID-1',
      releaseFlag: false,
    })
    expect(confirmed.json).toMatchObject({ matchingId: 'MID-1', smdpAddress: 'smdp.example.com' })
    const released = post('es2plus/releaseProfile', { header, iccid: iccid.replace('F', '') })
    expect(statusOf(released)).toBe('Executed-Success')
    const cancelled = post('es2plus/cancelOrder', {
      header,
      iccid,
      finalProfileStatusIndicator: 'Available',
    })
    expect(statusOf(cancelled)).toBe('Executed-Success')
  })

  it('wants a header, every member, and members of the right kind', () => {
    const { post, statusOf } = site()
    expect(statusOf(post('es2plus/downloadOrder', { profileType: 'T' }))).toBe('1.3.1/2.2')
    expect(statusOf(post('es2plus/confirmOrder', { header, iccid: '89' }))).toBe('8.2.1/2.1')
    expect(statusOf(post('es2plus/confirmOrder', { header, releaseFlag: true }))).toBe('1.3.1/2.2')
    expect(statusOf(post('es2plus/downloadOrder', { header, eid: '1' }))).toBe('8.1.1/2.1')
    expect(statusOf(post('es2plus/downloadOrder', { header, profileType: 7 }))).toBe('1.3.1/2.1')
    const wrong = { header, iccid: '8949000000000000000', finalProfileStatusIndicator: 'Gone' }
    expect(statusOf(post('es2plus/cancelOrder', wrong))).toBe('1.3.1/2.1')
    expect(statusOf(post('es9plus/authenticateClient', {}))).toBe('1.3.1/2.2')
    const text = { transactionId: '00', authenticateServerResponse: '!' }
    expect(statusOf(post('es9plus/authenticateClient', text))).toBe('1.3.1/2.1')
  })

  it('refuses other paths, methods, content types, protocols and bodies', () => {
    const { bench, post, statusOf } = site()
    expect(post('es9plus/unheardOf', {}).status).toBe(404)
    expect(post('es9plus/toString', {}).status).toBe(404)
    expect(post('es15/x', {}).status).toBe(404)
    expect(post('es9plus/initiateAuthentication', 'no JSON').status).toBe(400)
    expect(post('es9plus/initiateAuthentication', '[]').status).toBe(400)
    const get = { method: 'GET', path: '/gsma/rsp2/es9plus/cancelSession', headers, body: '' }
    expect(answerRequest(bench.smdp, get, bench.world)).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
    })
    const path = 'es9plus/initiateAuthentication'
    expect(statusOf(post(path, {}, { 'content-type': 'text/xml' }))).toBe('1.2.1/2.1')
    expect(statusOf(post(path, {}, { 'x-admin-protocol': 'foo' }))).toBe('1.2.2/2.1')
    const charset = post(path, {}, { 'content-type': 'application/json; charset=UTF-8' })
    expect(statusOf(charset)).toBe('1.3.1/2.2')
  })

  it('refuses another address, an old card and unknown issuers, and takes any case', () => {
    const { bench, post, statusOf } = site()
    const euiccInfo1 = bench.send('BF2000')
    const ask = (facts: object) =>
      statusOf(
        post('es9plus/initiateAuthentication', {
          euiccChallenge: base64(new Uint8Array(16)),
          euiccInfo1: base64(euiccInfo1),
          smdpAddress: 'smdp.example.com',
          ...facts,
        }),
      )
    expect(ask({})).toBe('Executed-Success')
    expect(ask({ smdpAddress: 'SMDP.Example.com' })).toBe('Executed-Success')
    expect(ask({ smdpAddress: 'other.example.com' })).toBe('8.8.1/3.8')
    expect(ask({ euiccChallenge: base64(new Uint8Array(8)) })).toBe('8.1/2.1')
    expect(ask({ euiccInfo1: base64(new Uint8Array(8)) })).toBe('8.1/2.1')
    const old = Uint8Array.from(euiccInfo1)
    old[old.findIndex((octet, i) => octet === 0x82 && old[i + 1] === 3) + 2] = 1
    expect(ask({ euiccInfo1: base64(old) })).toBe('8.8.3/3.1')
    const strange = Uint8Array.from(euiccInfo1)
    strange[14]! ^= 1
    expect(ask({ euiccInfo1: base64(strange) })).toBe('8.8.2/3.1')
    const unsignable = Uint8Array.from(euiccInfo1)
    unsignable[unsignable.length - 1]! ^= 1
    expect(ask({ euiccInfo1: base64(unsignable) })).toBe('8.8.4/3.7')
  })

  it('knows no session but its own, in either case of letters, for a while', () => {
    const { bench, post, statusOf } = site()
    const started = initiateAuthentication(
      bench.smdp,
      {
        euiccChallenge: new Uint8Array(16),
        euiccInfo1: bench.send('BF2000'),
        smdpAddress: 'smdp.example.com',
      },
      bench.world,
    )
    if (started.kind === 'failed') throw new Error(started.message)
    const ask = (transactionId: string) =>
      statusOf(
        post('es9plus/authenticateClient', {
          transactionId,
          authenticateServerResponse: base64(Uint8Array.of(0xbf, 0x38, 0)),
        }),
      )
    expect(ask('00')).toBe('8.10.1/3.9')
    expect(ask(started.value.transactionId)).toBe('8.1/2.1')
    expect(ask(started.value.transactionId.toLowerCase())).toBe('8.1/2.1')
    bench.now += 2 * 60 * 60 * 1000
    expect(ask(started.value.transactionId)).toBe('8.10.1/3.9')
  })

  it('takes notifications without a word', () => {
    const { bench, post } = site()
    bench.order('M-1')
    const end = bench.download('M-1')
    if (end.kind !== 'result') throw new Error(end.kind)
    const taken = post('es9plus/handleNotification', { pendingNotification: base64(end.bytes) })
    expect(taken).toMatchObject({ status: 204, body: '' })
    expect(bench.smdp.profiles()[0]?.state).toBe('installed')
  })
})

describe('a session', () => {
  it('that is unknown gets no package and no offer', () => {
    const { smdp, world } = new Bench()
    const asked = { transactionId: 'FF', prepareDownloadResponse: new Uint8Array(0) }
    expect(getBoundProfilePackage(smdp, asked, world)).toMatchObject({ subjectCode: '8.10.1' })
    const client = { transactionId: 'FF', authenticateServerResponse: new Uint8Array(0) }
    expect(authenticateClient(smdp, client, world)).toMatchObject({ subjectCode: '8.10.1' })
  })
})

/** A download that stops when the offer is there: the transaction is open on both sides. */
function offered(bench: Bench): string {
  let transactionId = ''
  const send = (command: Uint8Array): Uint8Array => {
    if (command[1] !== 0x21) return bench.send(command)
    const { smdpSigned2 } = decode(prepareDownloadRequest, command)
    transactionId = formatHex(smdpSigned2.value.transactionId)
    return Uint8Array.of(0xbf, 0x21, 0x02, 0xa1, 0x00)
  }
  downloadProfile(send, { smdp: bench.smdp, matchingId: 'M-1' }, bench.world)
  return transactionId
}

describe('a session with a card', () => {
  it('gives the same package again, and can be cancelled by the card with a reason', () => {
    const bench = new Bench()
    const iccid = bench.order('M-1')
    const { smdp } = bench
    const recorded: Uint8Array[] = []
    const { answer } = bench
    bench.answer = (command) => {
      const said = answer.call(bench, command)
      if (command[1] === 0x21 && said.reply.kind === 'data') recorded.push(said.reply.bytes)
      return said
    }
    bench.download('M-1')
    const transactionId = smdp.profile(iccid)!.bindings[0]!.transactionId
    const asked = { transactionId, prepareDownloadResponse: recorded[0]! }
    const first = getBoundProfilePackage(smdp, asked, bench.world)
    const second = getBoundProfilePackage(smdp, asked, bench.world)
    if (first.kind === 'failed' || second.kind === 'failed') throw new Error('refused')
    expect(formatHex(second.value.boundProfilePackage)).toBe(
      formatHex(first.value.boundProfilePackage),
    )
    expect(smdp.profile(iccid)?.bindings).toHaveLength(1)
  })

  it.each([
    [1, 'released'],
    [2, 'released'],
    [5, 'released'],
    [0, 'error'],
    [3, 'error'],
    [4, 'error'],
  ])('cancelled with reason %i leaves the order %s', (reason, state) => {
    const { bench, post } = site()
    const iccid = bench.order('M-1')
    const transactionId = offered(bench)
    const octet = reason.toString(16).padStart(2, '0')
    const cancelled = bench.send(`BF41158010${transactionId}8101${octet}`)
    expect(decode(cancelSessionResponse, cancelled).kind).toBe('cancelSessionResponseOk')
    const request = { transactionId, cancelSessionResponse: base64(cancelled) }
    const answer = post('es9plus/cancelSession', request)
    expect(answer.json.header.functionExecutionStatus.status).toBe('Executed-Success')
    expect(bench.smdp.profile(iccid)?.state).toBe(state)
    const again = post('es9plus/cancelSession', request)
    expect(again.json.header.functionExecutionStatus.statusCodeData.subjectCode).toBe('8.10.1')
  })
})

describe('the SM-DP+ on a socket', () => {
  it('answers over HTTP, and refuses a body that is too long', async () => {
    const { smdp, world } = new Bench()
    const exchanges: string[] = []
    await using served = await withDisposal(
      serveSmdp({
        smdp,
        clock: () => world.now,
        entropy: world.entropy,
        onExchange: ({ path }, { status }) => exchanges.push(`${path} ${status}`),
      }),
    )
    const post = (body: string) =>
      fetch(`${served.url}/gsma/rsp2/es2plus/downloadOrder?x=1`, { method: 'POST', headers, body })
    const answer = await post(JSON.stringify({ header, profileType: 'T' }))
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ iccid: expect.stringMatching(/F$/) })
    expect(exchanges).toEqual(['/gsma/rsp2/es2plus/downloadOrder 200'])
    const binary = await fetch(`${served.url}/gsma/rsp2/asn1`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-gsma-rsp-asn1' },
      body: Uint8Array.of(0xa2, 0),
    })
    expect(binary.status).toBe(400)
    const long = await post('x'.repeat(1024 * 1024 + 1)).catch(() => ({ status: 413 }))
    expect(long.status).toBe(413)
  })
})

async function withDisposal<T extends { close(): Promise<void> }>(made: Promise<T>) {
  const one = await made
  return Object.assign(one, { [Symbol.asyncDispose]: () => one.close() })
}

describe('a stock file', () => {
  it('gives back what was kept, and says what it is not', () => {
    const { smdp } = new Bench()
    const path = join(mkdtempSync(join(tmpdir(), 'holdfast-')), 'stock.json')
    expect(readStockFile(path)).toBeUndefined()
    writeStockFile(path, smdp.profiles())
    const read = readStockFile(path)
    expect(read).toEqual({ ok: true, value: JSON.parse(JSON.stringify(smdp.profiles())) })
    expect(readStockFile(join(import.meta.dirname, 'order.ts'))).toMatchObject({ ok: false })
  })
})
