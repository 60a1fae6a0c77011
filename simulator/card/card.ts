// A software eUICC as a value: who it is, what kind it is, what it keeps (nvm) and what it forgets
// without power (ram). A command takes a card and gives the next one; the old value stays as it
// was, so any moment of a card's life can be kept, compared and gone back to.

import type { Opening } from '@holdfast/gsma/bound-profile-opening.ts'
import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import type { SigningKey, VerifyingKey } from '@holdfast/gsma/signature.ts'
import type { CardModel } from './card-model.ts'
import type { CardNvm } from './nvm.ts'

/** Random octets, as many as asked for. */
export type Entropy = (size: number) => Uint8Array

/** The card's key and certificates under one CI. */
export interface CardCredential {
  readonly key: SigningKey
  readonly euiccCertificate: Uint8Array
  readonly eumCertificate: Uint8Array
}

/** A certificate issuer this card trusts, and, if it signs under it, with what. */
export interface TrustedCi {
  /** Its subject key identifier. */
  readonly keyId: Uint8Array
  readonly certificate: Uint8Array
  /** Made when first asked for: thousands of cards exist, few sign at once. */
  readonly credential?: () => CardCredential
}

export interface CardIdentity {
  readonly eid: Eid
  /** In order of preference; the first with a credential signs package results. */
  readonly cis: readonly TrustedCi[]
}

/** What a card knows of a server it has authenticated. SGP.22 §5.7.13. */
export interface RspSession {
  readonly transactionId: Uint8Array
  readonly serverAddress: string
  readonly serverOid: string
  readonly role: 'SM-DP+' | 'SM-DS'
  /** Index into the identity's CIs: which of them signs in this session. */
  readonly ci: number
  /** TLV 5F37; the SM-DP+ signs it again. */
  readonly euiccSignature1: Uint8Array
  readonly prepared?: PreparedDownload
}

export interface PreparedDownload {
  readonly oneTimeKey: SigningKey
  /** CERT.DPpb's key, which signs the opening of the bound profile package. */
  readonly bindingKey: VerifyingKey
}

/** A bound profile package that is coming in, piece by piece. */
export interface Loading {
  readonly opening: Opening
  /** Octets of the profile so far: memory is counted while they come in. */
  readonly profileSize: number
  readonly metadata?: Uint8Array
  readonly dpOid?: string
}

export interface CardRam {
  readonly challenge?: Uint8Array
  readonly session?: RspSession
  readonly loading?: Loading
  /** The profile of the session just ended, for ImmediateEnable. */
  readonly justInstalled?: { readonly iccid: string; readonly session: RspSession }
  /** Commands that change profiles are answered catBusy this many times more. */
  readonly busyCount: number
}

export interface Card {
  readonly identity: CardIdentity
  readonly model: CardModel
  readonly nvm: CardNvm
  readonly ram: CardRam
}

/** One change of what the card keeps. Power lost before it leaves the state of the one before. */
export interface Commit {
  readonly step: string
  readonly nvm: CardNvm
}

/** What the device around the card notices. */
export type Effect =
  /** REFRESH or reset of the UICC: the modem attaches anew with what is enabled now. */
  | { readonly kind: 'refresh'; readonly iccid?: string }
  | { readonly kind: 'installed'; readonly iccid: string }

export type Reply =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly statusWord: number }

export interface CardAnswer {
  readonly card: Card
  readonly reply: Reply
  readonly commits: readonly Commit[]
  readonly effects: readonly Effect[]
}

export const emptyRam: CardRam = { busyCount: 0 }

/** The card whose next `count` commands that change profiles are answered catBusy. */
export const makeBusy = (card: Card, count: number): Card => ({
  ...card,
  ram: { ...card.ram, busyCount: count },
})
