// What the eIM answers to an IPA, and how the two bindings write it: SGP.32 §6.3.2.1 (DER), §6.4.1
// (JSON).

import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { JsonObject } from '@holdfast/gsma/sgp22/json-fields.ts'
import type { StatusCodeData } from '@holdfast/gsma/sgp22/json-header.ts'
import type { Dialect } from '@holdfast/gsma/sgp32/dialect.ts'
import { encodeEsipaJsonResponse } from '@holdfast/gsma/sgp32/esipa-json.ts'
import {
  type EsipaMessageFromEimToIpa,
  eimPackageErrors,
  esipaMessageFromEimToIpa,
  provideEimPackageResultResponse,
  provideEimPackageResultResponseV10,
} from '@holdfast/gsma/sgp32/esipa-responses.ts'

type RelayedKind =
  | 'initiateAuthenticationResponseEsipa'
  | 'authenticateClientResponseEsipa'
  | 'getBoundProfilePackageResponseEsipa'
  | 'cancelSessionResponseEsipa'

export type EsipaReply =
  /** The answer to a notification: no body at all. */
  | { readonly kind: 'silent' }
  /** This card asks too often; the HTTP status says so. */
  | { readonly kind: 'too-often' }
  /** A notification that cannot be kept now: the device comes again with it. */
  | { readonly kind: 'no-room' }
  /** The whole BF51, BF52 or BF54, exactly as recorded. */
  | { readonly kind: 'package'; readonly bytes: Uint8Array }
  | { readonly kind: 'no-package'; readonly code: number }
  /** seqNumbers that the IPA may take off the card's list; none is an answer too. */
  | {
      readonly kind: 'acknowledged'
      readonly seqNumbers: readonly number[]
      readonly dialect: Dialect | undefined
    }
  | { readonly kind: 'result-refused'; readonly code: number; readonly dialect?: Dialect }
  /** The answer of an SM-DP+, or why there is none. */
  | {
      readonly kind: 'relayed'
      readonly message: Extract<EsipaMessageFromEimToIpa, { kind: RelayedKind }>
      readonly status?: StatusCodeData
    }

export const nothingWaits: EsipaReply = {
  kind: 'no-package',
  code: eimPackageErrors.noEimPackageAvailable,
}

/** `BF4F 03 02 01 01`: the commonest answer of all, made once. */
export const nothingWaitsBytes = encode(esipaMessageFromEimToIpa, {
  kind: 'getEimPackageResponse',
  value: { kind: 'eimPackageError', value: eimPackageErrors.noEimPackageAvailable },
})

/** The body in DER; undefined when there is none. */
export function encodeReply(reply: EsipaReply): Uint8Array | undefined {
  switch (reply.kind) {
    case 'silent':
    case 'too-often':
    case 'no-room':
      return undefined
    case 'package':
      return tlv(0xbf4f, reply.bytes)
    case 'no-package':
      return encode(esipaMessageFromEimToIpa, {
        kind: 'getEimPackageResponse',
        value: { kind: 'eimPackageError', value: reply.code },
      })
    case 'acknowledged':
      return encodeAcknowledged(reply)
    case 'result-refused':
      return encodeResultRefused(reply)
    case 'relayed':
      return encode(esipaMessageFromEimToIpa, reply.message)
  }
}

function encodeAcknowledged({
  seqNumbers,
  dialect,
}: Extract<EsipaReply, { kind: 'acknowledged' }>): Uint8Array {
  if (seqNumbers.length > 0) {
    return encode(provideEimPackageResultResponse, {
      kind: 'eimAcknowledgements',
      value: seqNumbers,
    })
  }
  return dialect === 'v1.0' ? emptyV10 : emptyResponse
}

const emptyV10 = encode(provideEimPackageResultResponseV10, {})
const emptyResponse = encode(provideEimPackageResultResponse, { kind: 'emptyResponse', value: {} })

/** v1.0 has no way to say that a result was not taken: it is told nothing. */
function encodeResultRefused(reply: Extract<EsipaReply, { kind: 'result-refused' }>): Uint8Array {
  if (reply.dialect === 'v1.0') return emptyV10
  return encode(provideEimPackageResultResponse, {
    kind: 'provideEimPackageResultError',
    value: reply.code,
  })
}

/** The body in JSON; undefined when there is none. A status that an SM-DP+ gave is passed on. */
export function formatReply(reply: EsipaReply): JsonObject | undefined {
  const body = encodeReply(reply)
  if (!body) return undefined
  const message = decode(esipaMessageFromEimToIpa, body)
  if (message.kind === 'transferEimPackageRequest') throw new Error('this is no answer to an IPA')
  return encodeEsipaJsonResponse(message, reply.kind === 'relayed' ? reply.status : undefined)
}
