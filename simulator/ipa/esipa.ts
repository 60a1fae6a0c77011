// ESipa as the IPA's script sees it, whichever binding carries it: one function per exchange, with
// bytes that somebody signed passed through untouched. SGP.32 §5.14 (functions), §6.3.2 (ASN.1),
// §6.4 (JSON).

import type { Tlv } from './tlv-tree.ts'

/** No usable answer: nothing came, or nothing that can be read. The request may be repeated. */
export interface NoAnswer {
  readonly kind: 'no-answer'
  readonly why: string
}

export interface PollFacts {
  readonly eid: Uint8Array
  /** StateChangeCause, when the enabled profile changed without the eIM's order. */
  readonly stateChangeCause?: number
  /** Three octets as TS 24.008 has them. */
  readonly rPlmn?: Uint8Array
}

export type EimPackage =
  /** BF51, as signed by the eIM. */
  | { readonly kind: 'euicc-package'; readonly request: Tlv }
  | { readonly kind: 'data-request'; readonly request: Tlv }
  | { readonly kind: 'download-trigger'; readonly request: Tlv }
  /** eimPackageError; 1 means that there is nothing. */
  | { readonly kind: 'none'; readonly error: number }

export type ResultAnswer =
  | { readonly kind: 'taken'; readonly acknowledged: readonly number[] }
  | { readonly kind: 'refused'; readonly error: number }

export interface ServerAuthentication {
  readonly kind: 'server'
  readonly transactionId?: Uint8Array
  readonly serverSigned1: Uint8Array
  /** TLV 5F37. */
  readonly serverSignature1: Uint8Array
  readonly ciKeyId: Uint8Array
  readonly serverCertificate: Uint8Array
  readonly matchingId?: string
  /** The CtxParams1 choice, when the eIM made it. */
  readonly ctxParams1?: Uint8Array
}

export interface ClientAuthentication {
  readonly kind: 'client'
  readonly smdpSigned2: Uint8Array
  /** TLV 5F37. */
  readonly smdpSignature2: Uint8Array
  readonly smdpCertificate: Uint8Array
  readonly hashCc?: Uint8Array
}

/** A download function that the other side refused, with its own code. */
export interface DownloadRefused {
  readonly kind: 'refused'
  readonly error: string
}

export interface AuthenticationStart {
  readonly challenge: Uint8Array
  /** BF20. */
  readonly info1?: Uint8Array
  readonly smdpAddress?: string
  readonly eimTransactionId?: Uint8Array
}

/** The functions of a download session, at an eIM (ESipa) or at an SM-DP+ (ES9+). */
export interface DownloadServer {
  initiateAuthentication(
    start: AuthenticationStart,
  ): Promise<ServerAuthentication | DownloadRefused | NoAnswer>
  /** `response` is the card's BF38. */
  authenticateClient(
    transactionId: Uint8Array,
    response: Uint8Array,
  ): Promise<ClientAuthentication | DownloadRefused | NoAnswer>
  /** `response` is the card's BF21; the answer holds BF36. */
  getBoundProfilePackage(
    transactionId: Uint8Array,
    response: Uint8Array,
  ): Promise<{ readonly kind: 'bound'; readonly profile: Uint8Array } | DownloadRefused | NoAnswer>
  /** `pending` is BF37 or 30…; resolves to whether it was taken. */
  notify(pending: Uint8Array): Promise<boolean>
  /** `response` is the card's BF41. */
  cancel(transactionId: Uint8Array, response: Uint8Array): Promise<void>
}

export interface Esipa extends DownloadServer {
  getEimPackage(poll: PollFacts): Promise<EimPackage | NoAnswer>
  /** `result` is an EimPackageResult choice: BF51, 30…, BF52, BF54 or A0…. */
  provideResult(eid: Uint8Array, result: Uint8Array): Promise<ResultAnswer | NoAnswer>
}
