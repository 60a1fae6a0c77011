// Mutated messages through everything that ESipa does with a request but the sockets: admit, decode,
// find the card, judge, apply, encode. Nothing may fail, nothing may take long, and memory may not
// grow with what was sent. `node tests/fuzz/esipa.ts [COUNT] [SEED]` prints its figures as JSON.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parseHex } from '@holdfast/asn1/hex.ts'
import { esipaFunctions } from '@holdfast/gsma/sgp32/esipa-json.ts'
import { recordedMessages } from '@holdfast/gsma/vectors/recorded-v10.ts'
import { sgp32Vectors } from '@holdfast/gsma/vectors/sgp32-v13.ts'
import { answerRequest } from '@holdfast/server/esipa/answer-request.ts'
import { ConnectionCard } from '@holdfast/server/esipa/connection-card.ts'
import type { HttpAnswer } from '@holdfast/server/esipa/http-answer.ts'
import type { EsipaRequest } from '@holdfast/server/esipa/listener.ts'
import { admitHead } from '@holdfast/server/esipa/request-head.ts'
import { fieldDevice } from '@holdfast/server/testing/field-device.ts'
import { openSite, type Site } from '@holdfast/server/testing/site.ts'
import { chanceFrom, mutate } from './mutate.ts'

export interface FuzzFigures {
  readonly messages: number
  readonly seed: number
  readonly seconds: number
  readonly byStatus: Readonly<Record<string, number>>
  /** Requests that threw or were answered 5xx, with the bytes of the first few. */
  readonly failures: readonly string[]
  readonly slowestMs: number
  /** Slower than the limit, and again when sent alone, with their bytes. */
  readonly hangs: readonly string[]
  /** Heap after the first and after the last part, collected. */
  readonly heapFirstMb: number
  readonly heapLastMb: number
}

const hangMs = 50
/** Waiting for so long is a hang on any machine. */
const stuckMs = 5_000
const perSite = 25_000
const shownMax = 5

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Sends `count` mutated messages; the same seed sends the same. */
export async function fuzzEsipa(count: number, seed: number): Promise<FuzzFigures> {
  const tally = { byStatus: {} as Record<string, number>, failures: [] as string[], slowestMs: 0 }
  const hangs: string[] = []
  const chance = chanceFrom(seed)
  const heaps: number[] = []
  const begun = performance.now()
  for (let sent = 0; sent < count; sent += perSite) {
    await using site = await openSite()
    const seeds = await seedsOf(site)
    for (let i = 0; i < Math.min(perSite, count - sent); i++) {
      // Time passes, or one card would soon ask too often.
      if (i % 10 === 0) await site.clock.moveTo(site.clock.now() + 2_000)
      const request = requestFrom(mutate(seeds, chance), chance)
      const { answer, tookMs } = await send(site, request)
      note(tally, request, answer)
      tally.slowestMs = Math.max(tally.slowestMs, tookMs)
      if (tookMs > hangMs && (await isSlowAgain(site, request))) hangs.push(shown(request))
    }
    collect()
    heaps.push(process.memoryUsage().heapUsed / 1_048_576)
  }
  return {
    ...{ messages: count, seed, hangs },
    ...tally,
    seconds: Math.round(performance.now() - begun) / 1000,
    heapFirstMb: Math.round((heaps[0] ?? 0) * 10) / 10,
    heapLastMb: Math.round((heaps.at(-1) ?? 0) * 10) / 10,
  }
}

interface Sent {
  readonly answer: HttpAnswer | Error
  readonly tookMs: number
}

async function send(site: Site, request: EsipaRequest): Promise<Sent> {
  const begun = performance.now()
  try {
    const answer = await answerRequest(site.desk, request)
    return { answer, tookMs: performance.now() - begun }
  } catch (cause) {
    return { answer: cause as Error, tookMs: performance.now() - begun }
  }
}

/**
 * Whether the message itself takes long: a busy machine takes its time away from any message, so
 * the processor's time is what counts when it is sent again.
 */
async function isSlowAgain(site: Site, request: EsipaRequest): Promise<boolean> {
  for (let tries = 0; tries < 3; tries++) {
    const before = process.cpuUsage()
    const { tookMs } = await send(site, request)
    const { user, system } = process.cpuUsage(before)
    if ((user + system) / 1_000 <= hangMs && tookMs <= stuckMs) return false
  }
  return true
}

const shown = ({ admission, body }: EsipaRequest): string =>
  `${admission.kind === 'json' ? admission.name : 'asn1'} ${Buffer.from(body).toString('hex')}`

function note(
  tally: { readonly byStatus: Record<string, number>; readonly failures: string[] },
  request: EsipaRequest,
  answer: HttpAnswer | Error,
): void {
  const status = answer instanceof Error ? 'thrown' : String(answer.status)
  tally.byStatus[status] = (tally.byStatus[status] ?? 0) + 1
  const isFailure = answer instanceof Error || answer.status >= 500
  if (!isFailure || tally.failures.length >= shownMax) return
  const why = answer instanceof Error ? answer.stack : answer.status
  tally.failures.push(`${shown(request)}: ${why}`)
}

const jsonNames = esipaFunctions.filter((name) => name !== 'transferEimPackage')

/** In one of eight the message goes into the JSON binding, as a member or as the body itself. */
function requestFrom(bytes: Uint8Array, chance: (below: number) => number): EsipaRequest {
  const common = { userAgent: undefined, connection: new ConnectionCard(), isGone: () => false }
  if (chance(8) > 0) return { ...common, admission: { kind: 'asn1' }, body: bytes }
  const name = jsonNames[chance(jsonNames.length)] ?? 'getEimPackage'
  const admission = admitHead({
    method: 'POST',
    path: `/gsma/rsp2/esipa/${name}`,
    contentType: 'application/json',
    adminProtocol: undefined,
  })
  if (admission.kind === 'refused') throw new Error('a head of the binding must be admitted')
  const body = chance(4) === 0 ? bytes : Buffer.from(jsonAround(bytes, chance))
  return { ...common, admission, body }
}

const members = [
  'eimPackageResult',
  'pendingNotification',
  'provideEimPackageResult',
  'authenticateServerResponse',
  'prepareDownloadResponse',
  'cancelSessionResponse',
  'euiccChallenge',
  'euiccInfo1',
]

function jsonAround(bytes: Uint8Array, chance: (below: number) => number): string {
  const fields: Record<string, unknown> = {
    eidValue: chance(4) === 0 ? chance(1_000_000) : '89049032123451234512345678901235',
    transactionId: Buffer.from(bytes.subarray(0, 1 + chance(18)))
      .toString('hex')
      .toUpperCase(),
  }
  for (let times = 1 + chance(3); times > 0; times--) {
    fields[members[chance(members.length)] as string] = Buffer.from(bytes).toString('base64')
  }
  const text = JSON.stringify(fields)
  return chance(6) === 0 ? text.slice(0, chance(text.length)) : text
}

const requestTags = [0x39, 0x3a, 0x3b, 0x3d, 0x41, 0x4f, 0x50]

/** Vectors, recorded messages, and real ones of a card that the site knows. */
async function seedsOf(site: Site): Promise<readonly Uint8Array[]> {
  using device = fieldDevice(site, 1)
  await site.addCard(device.eid)
  const poll = parseHex(`BF4F125A10${device.eid}`)
  const data = device.execute(await device.pollBytes())
  await device.provide(data)
  const result = device.execute(await device.pollBytes())
  const own = parseHex(`5A10${device.eid}`)
  const known = [
    poll,
    parseHex(`BF4F1C5A10${device.eid}8000810101820362F220`),
    wrapped(own, data),
    wrapped(own, result),
  ]
  const vectors = [
    ...sgp32Vectors.map(({ hex }) => parseHex(hex)),
    ...recordedMessages.map(([, , hex]) => parseHex(hex)),
  ]
  const spoken = vectors.filter((bytes) => bytes[0] === 0xbf && requestTags.includes(bytes[1] ?? 0))
  // Messages that an eIM answers, several times over, so that most mutations get past the door.
  return [...known, ...known, ...known, ...spoken, ...spoken, ...vectors]
}

function wrapped(...parts: readonly Uint8Array[]): Uint8Array {
  const contents = Buffer.concat(parts)
  const head = Buffer.from([0xbf, 0x50, 0x82, contents.length >> 8, contents.length & 0xff])
  return Buffer.concat([head, contents])
}

if (process.argv[1]?.endsWith('fuzz/esipa.ts')) {
  const [count = '200000', seed = '1'] = process.argv.slice(2)
  const figures = await fuzzEsipa(Number(count), Number(seed))
  process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`)
  const grownMb = figures.heapLastMb - figures.heapFirstMb
  process.exit(figures.failures.length + figures.hangs.length > 0 || grownMb > 50 ? 1 : 0)
}
