// An eIM for tests of the IPA: it hands out what the test says, signs packages as a real one does,
// keeps what it was sent, and answers in either binding. It decides nothing.

import { carry } from '@holdfast/asn1/constructed.ts'
import { concatBytes, parseHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { addInitialEimRequest } from '@holdfast/gsma/sgp32/eim-configuration.ts'
import {
  type EuiccPackage,
  euiccPackageRequest,
  euiccPackageSigned,
} from '@holdfast/gsma/sgp32/euicc-package.ts'
import { encodePublicKeyInfo, packageSignatureInput, signBytes } from '@holdfast/gsma/signature.ts'
import type { HttpReply, HttpRequest } from '../device/https-client.ts'
import { deriveKey } from '../pki/derived-key.ts'
import { seqNumberOf } from './es10.ts'
import { formatBase64, parseBase64, parseReply } from './json-fields.ts'
import { childrenOf, find, integerTlv, parseTlv, type Tlv } from './tlv-tree.ts'

const key = deriveKey({ seed: 'scripted', label: 'eim', curve: 'P-256' })
const eimId = 'eim.scripted'

/** What a card is told about this eIM. */
export const scriptedAssociation = (): Uint8Array =>
  encode(addInitialEimRequest, {
    eimConfigurationDataList: [
      {
        eimId,
        eimFqdn: 'localhost',
        counterValue: 0,
        associationToken: -1,
        eimPublicKeyData: {
          kind: 'eimPublicKey',
          value: encodePublicKeyInfo({ curve: 'P-256', point: key.publicKey.point }),
        },
      },
    ],
  })

/** A signed package (BF51) for one card. */
export function signedPackage(
  eid: Uint8Array,
  counterValue: number,
  wanted: EuiccPackage,
): Uint8Array {
  const signed = carry(euiccPackageSigned, {
    eimId,
    eidValue: eid,
    counterValue,
    eimTransactionId: Uint8Array.of(7, counterValue),
    euiccPackage: wanted,
  })
  const input = packageSignatureInput({ signed: signed.bytes, token: 1 })
  return encode(euiccPackageRequest, {
    euiccPackageSigned: signed,
    eimSignature: signBytes(key, input),
  })
}

/** A message as it came, under the standard's function name. */
export interface Received {
  readonly name: string
  /** The message's own object: BF4F…, the EimPackageResult, the notification. */
  readonly bytes: Uint8Array
}

export class ScriptedEim {
  readonly received: Received[] = []
  readonly #packages: (Uint8Array | (() => Uint8Array))[]

  /** `packages`: GetEimPackageResponse arms, given out one after the other. */
  constructor(packages: readonly (Uint8Array | (() => Uint8Array))[]) {
    this.#packages = [...packages]
  }

  /** Adds one more to give out. */
  queue(next: Uint8Array): void {
    this.#packages.push(next)
  }

  answer(request: HttpRequest): HttpReply {
    const { pathname } = request.url
    const body = request.body ?? new Uint8Array()
    return pathname.endsWith('/asn1')
      ? this.#answerAsn1(parseTlv(body))
      : this.#answerJson(pathname.split('/').at(-1) ?? '', body)
  }

  named(name: string): readonly Received[] {
    return this.received.filter((one) => one.name === name)
  }

  #answerAsn1(message: Tlv): HttpReply {
    switch (message.tag) {
      case 0xbf4f:
        this.received.push({ name: 'getEimPackage', bytes: message.bytes })
        return reply(200, tlv(0xbf4f, this.#next()))
      case 0xbf50: {
        const result = childrenOf(message).find((part) => part.tag !== 0x5a)
        this.received.push({
          name: 'provideEimPackageResult',
          bytes: result?.bytes ?? new Uint8Array(),
        })
        return reply(200, tlv(0xbf50, acknowledgementOf(result)))
      }
      case 0xbf3d: {
        const pending = find(message, 0xa0)?.value ?? new Uint8Array()
        this.received.push({ name: 'handleNotification', bytes: pending })
        return reply(204)
      }
      default:
        return reply(400)
    }
  }

  #answerJson(name: string, body: Uint8Array): HttpReply {
    const { fields } = parseReply(reply(200, body))
    const header = { functionExecutionStatus: { status: 'Executed-Success' } }
    switch (name) {
      case 'getEimPackage': {
        this.received.push({ name, bytes: body })
        return json({ header, ...jsonPackage(parseTlv(this.#next())) })
      }
      case 'provideEimPackageResult': {
        const result = parseTlv(parseBase64(String(fields.eimPackageResult)))
        this.received.push({ name, bytes: result.bytes })
        const acks = acknowledgementOf(result)
        const named = acks[0] === 0x30 ? {} : { eimAcknowledgements: formatBase64(acks) }
        return json({ header, ...named })
      }
      case 'handleNotification':
        this.received.push({ name, bytes: parseBase64(String(fields.pendingNotification)) })
        return reply(204)
      default:
        return reply(404)
    }
  }

  #next(): Uint8Array {
    const next = this.#packages.shift()
    if (!next) return parseHex('020101')
    return typeof next === 'function' ? next() : next
  }
}

/** Acknowledges every sequence number that a result carries. */
function acknowledgementOf(result: Tlv | undefined): Uint8Array {
  const carried = result?.tag === 0x30 ? childrenOf(result) : result ? [result] : []
  const pending = carried.flatMap((part) => (part.tag === 0xa0 ? childrenOf(part) : [part]))
  const numbers = pending.map(seqNumberOf).filter((number) => number !== undefined)
  if (numbers.length === 0) return parseHex('3000')
  return tlv(0xbf53, concatBytes(...numbers.map((number) => integerTlv(0x80, number))))
}

function jsonPackage(arm: Tlv): object {
  const names: Readonly<Record<number, string>> = {
    48977: 'euiccPackageRequest',
    48978: 'ipaEuiccDataRequest',
    48980: 'profileDownloadTriggerRequest',
  }
  const name = names[arm.tag]
  return name === undefined
    ? { eimPackageError: arm.value[0] }
    : { [name]: formatBase64(arm.bytes) }
}

const reply = (status: number, body: Uint8Array = new Uint8Array()): HttpReply => ({
  status,
  headers: {},
  body,
})

const json = (value: object): HttpReply =>
  reply(200, new TextEncoder().encode(JSON.stringify(value)))
