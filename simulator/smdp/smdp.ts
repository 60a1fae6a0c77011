// A sandbox SM-DP+ as one object: its stock of profiles and its download sessions, found by what
// requests name. What to do with them is decided in the functions beside this file, which take a
// record and give the next one. Time and chance are arguments. SGP.22 §3.1, §5.3, §5.6.

import type { TrustAnchor } from '@holdfast/gsma/certificate.ts'
import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import type { SigningKey, VerifyingKey } from '@holdfast/gsma/signature.ts'
import type { ProfileRecord } from './order.ts'

export type Entropy = (size: number) => Uint8Array

/** What comes in from outside with every request. */
export interface SmdpWorld {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly entropy: Entropy
}

/** The server's certificates and keys under one CI. */
export interface SmdpCredential {
  readonly ciKeyId: Uint8Array
  readonly authKey: SigningKey
  readonly authCertificate: Uint8Array
  readonly bindingKey: SigningKey
  readonly bindingCertificate: Uint8Array
}

export interface SmdpConfiguration {
  /** The name cards and activation codes know it by. */
  readonly address: string
  readonly oid: string
  readonly credentials: readonly SmdpCredential[]
  readonly anchors: readonly TrustAnchor[]
  /** Wrong confirmation codes until the order is in error. */
  readonly confirmationAttemptsMax: number
  /** Downloads begun until the order is in error. */
  readonly downloadAttemptsMax: number
  /** From release to expiry; absent: never. */
  readonly orderLifetimeMs?: number | undefined
  readonly sessionLifetimeMs: number
  /** Protects the profile under keys of its own (ReplaceSessionKeys) rather than the session's. */
  readonly replacesSessionKeys: boolean
}

export const standardLimits = {
  confirmationAttemptsMax: 3,
  downloadAttemptsMax: 5,
  sessionLifetimeMs: 60 * 60 * 1000,
  replacesSessionKeys: true,
} as const

/** One download, from InitiateAuthentication to its notification. */
export interface Session {
  readonly transactionId: string
  readonly startedAt: number
  readonly serverChallenge: Uint8Array
  readonly credential: SmdpCredential
  /** Upper-case hexadecimal of euiccCiPKIdToBeUsed. */
  readonly ciKeyId: string
  readonly card?: SessionCard
}

/** What AuthenticateClient proved and offered. */
export interface SessionCard {
  /** Of the response it was proven by: the same again is not another attempt. */
  readonly response: Uint8Array
  readonly eid: Eid
  readonly key: VerifyingKey
  readonly euiccCertificate: Uint8Array
  readonly iccid: Iccid
  readonly confirmationCodeRequired: boolean
  readonly smdpSigned2: Uint8Array
  /** TLV 5F37, which the card signs next. */
  readonly smdpSignature2: Uint8Array
  /** The package given to this card point, for a repeated request. */
  readonly given?: { readonly cardPoint: Uint8Array; readonly package: Uint8Array }
}

const sessionCountMax = 100_000

export class Smdp {
  readonly configuration: SmdpConfiguration
  readonly #profiles = new Map<string, ProfileRecord>()
  readonly #byMatchingId = new Map<string, Iccid>()
  readonly #byTransaction = new Map<string, Iccid>()
  readonly #byEid = new Map<string, Set<Iccid>>()
  readonly #sessions = new Map<string, Session>()
  readonly #inStock = new Map<string, Set<Iccid>>()

  constructor(configuration: SmdpConfiguration, profiles: readonly ProfileRecord[] = []) {
    this.configuration = configuration
    for (const profile of profiles) this.put(profile)
  }

  /** Keeps a record, new or changed. */
  put(profile: ProfileRecord): void {
    const before = this.#profiles.get(profile.iccid)
    if (before?.matchingId && before.matchingId !== profile.matchingId) {
      this.#byMatchingId.delete(before.matchingId)
    }
    this.#profiles.set(profile.iccid, profile)
    if (profile.matchingId) this.#byMatchingId.set(profile.matchingId, profile.iccid)
    if (before?.eid && before.eid !== profile.eid) {
      this.#byEid.get(before.eid)?.delete(profile.iccid)
    }
    if (profile.eid) {
      this.#byEid.set(profile.eid, (this.#byEid.get(profile.eid) ?? new Set()).add(profile.iccid))
    }
    const binding = profile.bindings.at(-1)
    if (binding) this.#byTransaction.set(binding.transactionId, profile.iccid)
    const stock = this.#inStock.get(profile.profileType) ?? new Set()
    if (profile.state === 'available') stock.add(profile.iccid)
    else stock.delete(profile.iccid)
    this.#inStock.set(profile.profileType, stock)
  }

  profile(iccid: string): ProfileRecord | undefined {
    return this.#profiles.get(iccid)
  }

  /** Every record, in the order they came into the stock. */
  profiles(): readonly ProfileRecord[] {
    return [...this.#profiles.values()]
  }

  byMatchingId(matchingId: string): ProfileRecord | undefined {
    const iccid = this.#byMatchingId.get(matchingId)
    return iccid === undefined ? undefined : this.#profiles.get(iccid)
  }

  /** The record that a package of this transaction was made from. */
  byTransaction(transactionId: string): ProfileRecord | undefined {
    const iccid = this.#byTransaction.get(transactionId)
    return iccid === undefined ? undefined : this.#profiles.get(iccid)
  }

  /** The profile that waits for this card without a matching id (default SM-DP+ address). */
  waitingFor(eid: Eid): ProfileRecord | undefined {
    for (const iccid of this.#byEid.get(eid) ?? []) {
      const profile = this.#profiles.get(iccid)
      if (profile?.state === 'released' || profile?.state === 'downloaded') return profile
    }
    return undefined
  }

  /** One available profile of a type; 'unknown' where the type is in no record. */
  fromStock(profileType: string): ProfileRecord | 'none-left' | 'unknown' {
    const stock = this.#inStock.get(profileType)
    if (!stock) return 'unknown'
    const [first] = stock
    return (first && this.#profiles.get(first)) ?? 'none-left'
  }

  session(transactionId: string, now: number): Session | undefined {
    const session = this.#sessions.get(transactionId.toUpperCase())
    const lifetime = this.configuration.sessionLifetimeMs
    if (!session || now - session.startedAt <= lifetime) return session
    this.endSession(session.transactionId)
    return undefined
  }

  /** Keeps a session; beyond the limit the oldest goes. */
  keepSession(session: Session): void {
    this.#sessions.set(session.transactionId, session)
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size > sessionCountMax && oldest !== undefined) this.endSession(oldest)
  }

  endSession(transactionId: string): void {
    this.#sessions.delete(transactionId)
  }
}

/** A function's refusal in the words of SGP.22's status codes. */
export interface Failure {
  readonly kind: 'failed'
  readonly subjectCode: string
  readonly reasonCode: string
  readonly message: string
}

export type Answer<T> = { readonly kind: 'done'; readonly value: T } | Failure

export const done = <T>(value: T): Answer<T> => ({ kind: 'done', value })

export const failed = (codes: `${string}/${string}`, message: string): Failure => {
  const [subjectCode = '', reasonCode = ''] = codes.split('/')
  return { kind: 'failed', subjectCode, reasonCode, message }
}
