// The card's signed answers to eUICC Packages. What is signed is bound to the eIM's association
// token, on a card of SGP.32 v1.0 to the signature of the request. SGP.32 §2.11.2.1.

import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { encode, integer } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { packageSignatureInput, signatureObject, signBytes } from '@holdfast/gsma/signature.ts'
import type { CardNvm, PackageUnderWay, ResultContext, RollbackRight } from './nvm.ts'
import type { Turn } from './turn.ts'

const text = new TextEncoder()
/** Contents of an INTEGER. */
export const encodeNumber = (value: number): Uint8Array => encode(integer(), value).subarray(2)

/** eimId, counterValue and, where the request had one, eimTransactionId. */
const encodeContext = (context: ResultContext): Uint8Array[] => [
  tlv(0x80, text.encode(context.eimId)),
  tlv(0x81, encodeNumber(context.counterValue)),
  ...(context.eimTransactionId ? [tlv(0x82, parseHex(context.eimTransactionId))] : []),
]

/** The signed SEQUENCE with its signature under `arm`, as a BF51. */
function sealed(turn: Turn, context: ResultContext, arm: 0xa0 | 0xa1, signed: Uint8Array) {
  const { key } = turn.credential(context.credential)
  const input =
    turn.model.edition === 'v1.0'
      ? concatBytes(signed, signatureObject(parseHex(context.eimSignature)))
      : packageSignatureInput({ signed, token: context.associationToken })
  const parts = [signed, signatureObject(signBytes(key, input))]
  if (turn.model.quirks.sendsBareResults) return tlv(0xbf51, ...parts)
  return tlv(0xbf51, tlv(arm, ...parts))
}

/** EuiccPackageErrorSigned: a genuine package that is not carried out. It is not kept. */
export function signedError(turn: Turn, context: ResultContext, code: number): Uint8Array {
  const fields = [...encodeContext(context), tlv(0x02, encodeNumber(code))]
  return sealed(turn, context, 0xa1, tlv(0x30, ...fields))
}

/** EuiccPackageErrorUnsigned: the package could not be tied to an eIM. */
export function unsignedError(
  turn: Turn,
  told: {
    readonly eimId: Uint8Array
    readonly eimTransactionId?: Uint8Array | undefined
    readonly associationToken?: number | undefined
    readonly code?: number
  },
): Uint8Array {
  const { edition } = turn.model
  const { eimTransactionId, associationToken, code } = told
  const fields = [tlv(0x80, told.eimId)]
  if (eimTransactionId && edition !== 'v1.0') fields.push(tlv(0x82, eimTransactionId))
  if (associationToken !== undefined) fields.push(tlv(0x84, encodeNumber(associationToken)))
  if (code !== undefined && edition === 'v1.3') fields.push(tlv(0x8f, encodeNumber(code)))
  return tlv(0xbf51, tlv(0xa2, ...fields))
}

/** What else the commit that keeps a result has given out or removed. */
export interface Numbered {
  readonly nextSeqNumber?: number | undefined
  readonly packageResults?: CardNvm['packageResults']
}

/** EuiccPackageResultSigned over the results so far. */
function signedResult(turn: Turn, underWay: PackageUnderWay, seqNumber: number): Uint8Array {
  const signed = tlv(
    0x30,
    ...encodeContext(underWay),
    tlv(0x83, encodeNumber(seqNumber)),
    tlv(0x30, ...underWay.results.map((result) => parseHex(result))),
  )
  return sealed(turn, underWay, 0xa0, signed)
}

/** The change that keeps a package's result, ends the package, and grants a rollback if asked for. */
export function settlePackage(
  turn: Turn,
  underWay: PackageUnderWay,
  numbered: Numbered = {},
): { readonly change: Partial<CardNvm>; readonly bytes: Uint8Array } {
  const { rollbackToIccid, results, ...context } = underWay
  const seqNumber = numbered.nextSeqNumber ?? turn.nvm.nextSeqNumber
  const bytes = signedResult(turn, underWay, seqNumber)
  const stored = { seqNumber, eimId: context.eimId, bytes: formatHex(bytes) }
  const kept = numbered.packageResults ?? turn.nvm.packageResults
  const right: RollbackRight | undefined =
    rollbackToIccid === undefined
      ? undefined
      : { ...context, returnToIccid: rollbackToIccid, seqNumber, results }
  const change = {
    packageResults: [...kept, stored].slice(-turn.model.notificationCountMax),
    nextSeqNumber: seqNumber + 1,
    packageUnderWay: undefined,
    rollback: right,
  }
  return { change, bytes }
}
