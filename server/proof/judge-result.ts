// What a card's result proves. SGP.32 §2.11.2.1, §2.11.1.2 (signature input). A signature is checked
// over the bytes that came, with the key of the card's proven certificate; whatever does not verify
// is handed on as a statement that nobody signed.

import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import type { SignedResult } from '@holdfast/fleet/apply-result.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import { euiccPackageRequest } from '@holdfast/gsma/sgp32/euicc-package.ts'
import type {
  EuiccPackageErrorSigned,
  EuiccPackageResult,
  EuiccPackageResultSigned,
  EuiccResultData,
} from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import {
  type ResultVerdict,
  type VerifyingKey,
  verifyPackageResult,
} from '@holdfast/gsma/signature.ts'
import { profilesOnCard } from './profiles-on-card.ts'
import type { Proofs } from './proofs.ts'

export interface Judging {
  readonly proofs: Proofs
  readonly at: number
}

/** The key that a card signs with, proven by the certificates that we hold of it. */
export type CardKey =
  | { readonly kind: 'key'; readonly key: VerifyingKey }
  | { readonly kind: 'none'; readonly why: string }

/** The proven key of a known card. */
export function keyOfCard(state: CardState, { proofs, at }: Judging): CardKey {
  const { euiccCertificate, eumCertificate } = state.euicc ?? {}
  if (!euiccCertificate || !eumCertificate) {
    return { kind: 'none', why: 'the certificates of this card are not known yet' }
  }
  const proof = proofs.card({
    euicc: parseHex(euiccCertificate),
    eum: parseHex(eumCertificate),
    eid: state.eid as Eid,
    at,
  })
  if (proof.kind === 'proven') return { kind: 'key', key: proof.key }
  return { kind: 'none', why: `certificate refused (${proof.code}): ${proof.why}` }
}

/** The result as what it proves about this card. */
export function judgeResult(
  state: CardState,
  result: EuiccPackageResult,
  judging: Judging,
): SignedResult {
  switch (result.kind) {
    case 'euiccPackageErrorUnsigned': {
      const { eimTransactionId, euiccPackageUnsignedErrorCode: code } = result.value
      return {
        trust: 'none',
        kind: 'unsigned-error',
        why: 'the card could not tie the package to its eIM',
        ...transaction(eimTransactionId),
        ...(code === undefined ? {} : { code }),
      }
    }
    case 'euiccPackageErrorSigned':
      return judgeSignedError(state, result.value, judging)
    case 'euiccPackageResultSigned':
      return judgeSignedResult(state, result.value, judging)
  }
}

const transaction = (id: Uint8Array | undefined): { readonly eimTransactionId?: string } =>
  id ? { eimTransactionId: formatHex(id) } : {}

function judgeSignedError(
  state: CardState,
  { euiccPackageErrorDataSigned: part, euiccSignEPE }: EuiccPackageErrorSigned,
  judging: Judging,
): SignedResult {
  const { counterValue, eimTransactionId, euiccPackageErrorCode } = part.value
  const told = transaction(eimTransactionId)
  const doubt = doubtOf(state, { bytes: part.bytes, signature: euiccSignEPE, ...told }, judging)
  if (doubt) return { trust: 'none', kind: 'unverified', why: doubt, ...told }
  return { trust: 'proven', kind: 'error', counterValue, code: euiccPackageErrorCode, ...told }
}

function judgeSignedResult(
  state: CardState,
  { euiccPackageResultDataSigned: part, euiccSignEPR }: EuiccPackageResultSigned,
  judging: Judging,
): SignedResult {
  const { counterValue, eimTransactionId, seqNumber, euiccResult } = part.value
  const told = transaction(eimTransactionId)
  const doubt = doubtOf(state, { bytes: part.bytes, signature: euiccSignEPR, ...told }, judging)
  if (doubt) return { trust: 'none', kind: 'unverified', why: doubt, ...told }
  const list = euiccResult.find((one) => one.kind === 'listProfileInfoResult')
  const profiles =
    list?.value.kind === 'profileInfoListOk'
      ? { profiles: profilesOnCard(list.value.value, { evidence: 'proven', asOf: judging.at }) }
      : {}
  return {
    trust: 'proven',
    kind: 'result',
    counterValue,
    seqNumber,
    results: euiccResult.map(namedResult),
    ...told,
    ...profiles,
  }
}

interface SignedPart {
  readonly bytes: Uint8Array
  readonly signature: Uint8Array
  readonly eimTransactionId?: string
}

/** Why this card did not prove this part; undefined when it did. */
function doubtOf(state: CardState, part: SignedPart, judging: Judging): string | undefined {
  const key = keyOfCard(state, judging)
  if (key.kind === 'none') return key.why
  const verdict = verifyPart(state, part, key.key)
  return verdict.kind === 'refused' ? verdict.why : undefined
}

/** A card of v1.0 binds its result to our request's signature, all others to the token. */
function verifyPart(state: CardState, part: SignedPart, key: VerifyingKey): ResultVerdict {
  const request = state.euicc?.dialect === 'v1.0' ? requestSignature(state, part) : undefined
  return verifyPackageResult({
    key,
    signed: part.bytes,
    signature: part.signature,
    token: state.association?.associationToken,
    ...(request ? { requestSignature: request } : {}),
  })
}

/** Also of a package that is not in flight any more: its result may come late, or again (F35). */
function requestSignature(
  { inFlight, dispatches = [] }: CardState,
  { eimTransactionId: id }: SignedPart,
): Uint8Array | undefined {
  const past = dispatches.find(({ eimTransactionId }) => eimTransactionId === id)
  if (id !== undefined && past?.eimSignature) return parseHex(past.eimSignature)
  if (inFlight?.what !== 'package') return undefined
  return decode(euiccPackageRequest, parseHex(inFlight.bytes)).eimSignature
}

interface NamedResult {
  readonly name: string
  readonly code: number
  readonly value?: string
}

/** One command's result by the standard's name; 0 where the standard gives no code for success. */
function namedResult(result: EuiccResultData): NamedResult {
  const name = result.kind
  switch (result.kind) {
    case 'listProfileInfoResult':
      return { name, code: result.value.kind === 'profileInfoListOk' ? 0 : result.value.value }
    case 'getRATResult':
      return { name, code: 0 }
    case 'addEimResult':
      return result.value.kind === 'associationToken'
        ? { name, code: 0, value: String(result.value.value) }
        : { name, code: result.value.value }
    case 'listEimResult':
      return result.value.kind === 'eimIdList'
        ? { name, code: 0, value: result.value.value.map(({ eimId }) => eimId).join(' ') }
        : { name, code: result.value.value }
    case 'setDefaultDpAddressResult':
      return { name, code: result.value.setDefaultDpAddressResult }
    default:
      return { name, code: result.value }
  }
}
