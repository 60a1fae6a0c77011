// A device in the field, for tests: a simulated card with real keys and the shortest IPA that
// SGP.32 §3 allows, speaking ESipa to a real server over TLS. It does one thing per call, so that a
// test can lose, repeat and reorder what it likes.

import { Agent, request } from 'node:https'
import { readElements, readWhole } from '@holdfast/asn1/der.ts'
import { concatBytes, parseHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { encodeEid } from '@holdfast/gsma/ids/eid.ts'
import {
  type EsipaMessageFromEimToIpa,
  esipaMessageFromEimToIpa,
  type GetEimPackageResponse,
} from '@holdfast/gsma/sgp32/esipa-responses.ts'
import { euiccPackageRequest } from '@holdfast/gsma/sgp32/euicc-package.ts'
import { answerCommand } from '@holdfast/simulator/card/answer-command.ts'
import type { Card } from '@holdfast/simulator/card/card.ts'
import { cardModel } from '@holdfast/simulator/card/card-model.ts'
import { countingEntropy } from '@holdfast/simulator/card/counting-entropy.ts'
import { newCard, testEid, testIdentity } from '@holdfast/simulator/card/new-card.ts'
import { addInitialEim } from '../eim-identity.ts'
import type { Site } from './site.ts'

export interface Answered {
  readonly status: number
  readonly body: Uint8Array
}

export interface FieldDevice extends Disposable {
  readonly eid: string
  card(): Card
  /** Replaces the card by what a test makes of it. */
  change(how: (card: Card) => Card): void
  command(tlv: Uint8Array): Uint8Array
  post(body: Uint8Array, more?: PostOptions): Promise<Answered>
  /** One poll; the raw response TLV inside BF4F. */
  poll(): Promise<GetEimPackageResponse>
  pollBytes(): Promise<Uint8Array>
  /** Gives the card what the eIM sent; the bare EimPackageResult. */
  execute(response: Uint8Array): Uint8Array
  /** Hands a result in, and takes off the card what was acknowledged. */
  provide(result: Uint8Array): Promise<readonly number[]>
  /** Polls and answers until nothing waits; how many packages there were. */
  settle(): Promise<number>
}

export interface PostOptions {
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

const asn1 = { 'content-type': 'application/x-gsma-rsp-asn1', 'user-agent': 'gsma-rsp-ipad' }
const roundsMax = 20

/** The n-th device, whose card knows the site's eIM. Its card is not in the inventory yet. */
export function fieldDevice(site: Site, serial: number): FieldDevice {
  const eid = testEid(serial)
  const entropy = countingEntropy(`device ${serial}`)
  const agent = new Agent({ keepAlive: true, ca: site.tlsCa })
  let card = newCard(testIdentity(eid, site.pki), cardModel({ edition: 'v1.3' }))
  const command = (bytes: Uint8Array): Uint8Array => {
    const answer = answerCommand(card, bytes, entropy)
    card = answer.card
    if (answer.reply.kind === 'refused') throw new Error(`card: ${answer.reply.statusWord}`)
    return answer.reply.bytes
  }
  const post = (body: Uint8Array, more: PostOptions = {}) =>
    postTo(`${site.listener.url}${more.path ?? '/gsma/rsp2/asn1'}`, { agent, body, more })
  command(addInitialEim({ world: site.world }))
  const own = tlv(0x5a, encodeEid(eid))
  const postGood = async (body: Uint8Array) => {
    const answered = await post(body)
    if (answered.status === 200) return answered.body
    throw new Error(`HTTP ${answered.status}: ${Buffer.from(answered.body)}`)
  }
  const pollBytes = () => postGood(tlv(0xbf4f, own))
  const device: FieldDevice = {
    eid,
    ...{ command, post, pollBytes },
    card: () => card,
    change: (how) => {
      card = how(card)
    },
    async poll() {
      const message = decode(esipaMessageFromEimToIpa, await pollBytes())
      if (message.kind !== 'getEimPackageResponse') throw new Error(message.kind)
      return message.value
    },
    execute: (response) => execute(command, childOf(response)),
    async provide(result) {
      const body = await postGood(tlv(0xbf50, own, result))
      const numbers = acknowledgedIn(decode(esipaMessageFromEimToIpa, body))
      for (const number of numbers) command(tlv(0xbf30, tlv(0x80, numberOctets(number))))
      return numbers
    },
    async settle() {
      for (let rounds = 0; rounds < roundsMax; rounds++) {
        const response = await pollBytes()
        if (childOf(response)[0] === 0x02) return rounds
        await device.provide(device.execute(response))
      }
      throw new Error(`not settled after ${roundsMax} packages`)
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
  return device
}

interface Posting {
  readonly agent: Agent
  readonly body: Uint8Array
  readonly more: PostOptions
}

function postTo(url: string, { agent, body, more }: Posting): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent, headers: { ...asn1, ...more.headers } }
    const req = request(url, options, (res) => {
      const parts: Buffer[] = []
      res.on('data', (part: Buffer) => parts.push(part))
      res.on('end', () =>
        resolve({ status: res.statusCode ?? 0, body: new Uint8Array(Buffer.concat(parts)) }),
      )
    })
    req.on('error', reject)
    req.end(body)
  })
}

/** The one TLV inside a message. */
export function childOf(message: Uint8Array): Uint8Array {
  return message.subarray(readWhole(message).valueStart)
}

/** What a card and its IPA make of BF51 or BF52; the bare EimPackageResult. */
function execute(command: FieldDevice['command'], arm: Uint8Array): Uint8Array {
  if (arm[1] === 0x51) {
    decode(euiccPackageRequest, arm)
    return command(arm)
  }
  if (arm[1] === 0x52) return answerDataRequest(command, arm)
  throw new Error('this device downloads nothing')
}

/** IpaEuiccData with all that our data requests ask for. */
function answerDataRequest(command: FieldDevice['command'], arm: Uint8Array): Uint8Array {
  const whole = readWhole(arm)
  const transaction = readElements(arm, whole.valueStart, whole.end).find(({ tag }) => tag === 0x83)
  const id = transaction ? [tlv(0x87, arm.subarray(transaction.valueStart, transaction.end))] : []
  const certificates = childOf(childOf(command(parseHex('BF5600'))))
  const [eum, euicc] = readElements(certificates, 0, certificates.length)
  const configurations = command(parseHex('BF5500'))
  return tlv(
    0xbf52,
    tlv(
      0xa0,
      command(parseHex('BF2000')),
      command(parseHex('BF2200')),
      ...tokenIn(configurations),
      certificates.subarray(eum?.start, eum?.end),
      certificates.subarray(euicc?.start, euicc?.end),
      ...id,
      parseHex('A808800205A081020780'),
    ),
  )
}

/** The association token of the first eIM that the card lists. */
function tokenIn(configurations: Uint8Array): readonly Uint8Array[] {
  const list = childOf(childOf(configurations))
  const first = list.subarray(readElements(list, 0, list.length)[0]?.valueStart ?? 0)
  const token = readElements(first, 0, first.length).find(({ tag }) => tag === 0x84)
  return token ? [first.slice(token.start, token.end)] : []
}

function acknowledgedIn(message: EsipaMessageFromEimToIpa): readonly number[] {
  if (message.kind !== 'provideEimPackageResultResponse') throw new Error(message.kind)
  const { value } = message
  if (value.kind === 'provideEimPackageResultError') throw new Error(`result error ${value.value}`)
  return value.kind === 'eimAcknowledgements' ? value.value : []
}

const numberOctets = (value: number): Uint8Array =>
  value < 0x80 ? Uint8Array.of(value) : concatBytes(Uint8Array.of(value >> 8, value & 0xff))
