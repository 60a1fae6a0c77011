// Reads what crossed the wire with the codecs of the standard, in both bindings: which package a
// device was handed, which result it brought, which numbers were acknowledged.

import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { eimAcknowledgements } from '@holdfast/gsma/sgp32/eim-package-result.ts'
import { decodeEsipaJsonRequest, type IpaFunction } from '@holdfast/gsma/sgp32/esipa-json.ts'
import {
  type EsipaMessageFromIpaToEim,
  esipaMessageFromIpaToEim,
} from '@holdfast/gsma/sgp32/esipa-requests.ts'
import { esipaMessageFromEimToIpa } from '@holdfast/gsma/sgp32/esipa-responses.ts'
import { type EuiccPackageSigned, euiccPackageRequest } from '@holdfast/gsma/sgp32/euicc-package.ts'
import type { EsipaExchange } from './wire-record.ts'

/** Anything that a poll was answered with: BF51, BF52 or BF54, and what it says. */
export interface HandedOut {
  readonly tag: 'package' | 'data-request' | 'trigger'
  readonly bytes: string
  readonly eimTransactionId?: string
  readonly signed?: EuiccPackageSigned
}

const isJson = ({ path }: EsipaExchange): boolean => path.includes('/esipa/')
const nameOf = ({ path }: EsipaExchange): string => path.split('/').at(-1) ?? ''
const text = new TextDecoder()
const base64 = (value: unknown): Uint8Array => new Uint8Array(Buffer.from(String(value), 'base64'))

function jsonOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text.decode(bytes))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // A body that was cut is no message.
    return {}
  }
}

/** What a device asked; undefined when nobody could read it. */
export function requestOf(exchange: EsipaExchange): EsipaMessageFromIpaToEim | undefined {
  try {
    if (!isJson(exchange)) return decode(esipaMessageFromIpaToEim, exchange.request)
    const read = decodeEsipaJsonRequest(nameOf(exchange) as IpaFunction, jsonOf(exchange.request))
    return read.ok ? read.value : undefined
  } catch {
    // A body that was cut is no message.
    return undefined
  }
}

const arms = {
  euiccPackageRequest: 'package',
  ipaEuiccDataRequest: 'data-request',
  profileDownloadTriggerRequest: 'trigger',
} as const

/** What a poll was answered with, if it was handed anything. */
export function handedOut(exchange: EsipaExchange): HandedOut | undefined {
  const bytes = armOf(exchange)
  if (!bytes) return undefined
  const hex = formatHex(bytes)
  if (hex.startsWith('BF51')) {
    const { value: signed } = decode(euiccPackageRequest, bytes).euiccPackageSigned
    const id = signed.eimTransactionId
    return {
      ...{ tag: 'package', bytes: hex, signed },
      ...(id ? { eimTransactionId: formatHex(id) } : {}),
    }
  }
  return { tag: hex.startsWith('BF52') ? 'data-request' : 'trigger', bytes: hex }
}

function armOf(exchange: EsipaExchange): Uint8Array | undefined {
  const { reply, status } = exchange
  if (status !== 200) return undefined
  if (isJson(exchange)) {
    const fields = jsonOf(reply)
    const name = Object.keys(arms).find((key) => typeof fields[key] === 'string')
    return name === undefined ? undefined : base64(fields[name])
  }
  if (reply[0] !== 0xbf || reply[1] !== 0x4f) return undefined
  const head = (reply[2] ?? 0) < 0x80 ? 3 : 3 + ((reply[2] ?? 0) & 0x7f)
  return reply[head] === 0xbf ? reply.subarray(head) : undefined
}

/** The numbers that an answer to a result tells the card to forget; undefined: no such answer. */
export function acknowledged(exchange: EsipaExchange): readonly number[] | undefined {
  const { reply, status } = exchange
  if (status !== 200) return undefined
  if (isJson(exchange)) {
    if (nameOf(exchange) !== 'provideEimPackageResult') return undefined
    const { eimAcknowledgements: list } = jsonOf(reply)
    return typeof list === 'string' ? decode(eimAcknowledgements, base64(list)) : []
  }
  if (reply[0] !== 0xbf || reply[1] !== 0x50) return undefined
  const message = decode(esipaMessageFromEimToIpa, reply)
  if (message.kind !== 'provideEimPackageResultResponse') return undefined
  return message.value.kind === 'eimAcknowledgements' ? message.value.value : []
}

/** A request in DER, whichever binding it came in: the same message gives the same octets. */
export function requestKey(exchange: EsipaExchange): string | undefined {
  const message = requestOf(exchange)
  return message && formatHex(encode(esipaMessageFromIpaToEim, message))
}
