// A profile in the SM-DP+'s stock and what an operator and a card did to it: the states of SGP.22
// §3.1.1 (ordering) and §3.1.3 (download), one record to an ICCID. Every change is a value.

import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import type { NotificationEventName, ProfileDescription } from './profile-metadata.ts'

export type OrderState =
  | 'available'
  | 'allocated'
  | 'linked'
  | 'confirmed'
  | 'released'
  | 'downloaded'
  | 'installed'
  | 'error'
  | 'unavailable'

/** A notification as it came, and what it proved. */
export interface ReceivedNotification {
  readonly event: NotificationEventName
  readonly receivedAt: number
  readonly seqNumber: number
  /** The card's signature held under a chain to a CI this server trusts. */
  readonly verified: boolean
  readonly eid?: Eid
  /** Of an installation: how it ended. */
  readonly result?: 'success' | { readonly bppCommandId: number; readonly errorReason: number }
  /** The PendingNotification, hexadecimal. */
  readonly bytes: string
}

/** The card that a download was bound to; its installation result is verified with this key. */
export interface Binding {
  readonly eid: Eid
  readonly transactionId: string
  /** CERT.EUICC, hexadecimal. */
  readonly euiccCertificate: string
}

/** What the card gets: made by us to a size, or a file of the user's own. */
export type PackageSource =
  | { readonly kind: 'built-in'; readonly size: number }
  | { readonly kind: 'given'; readonly bytes: string }

export interface ProfileRecord {
  readonly iccid: Iccid
  readonly profileType: string
  readonly description: ProfileDescription
  readonly source: PackageSource
  readonly state: OrderState
  readonly eid?: Eid | undefined
  readonly matchingId?: string | undefined
  /** SHA-256 of the confirmation code, hexadecimal. */
  readonly confirmationCodeHash?: string | undefined
  readonly confirmationAttempts: number
  readonly downloadAttempts: number
  readonly expiresAt?: number | undefined
  readonly bindings: readonly Binding[]
  readonly notifications: readonly ReceivedNotification[]
}

/** A profile nobody has ordered. */
export const inStock = (profile: {
  readonly iccid: Iccid
  readonly profileType: string
  readonly description: ProfileDescription
  readonly source: PackageSource
}): ProfileRecord => ({
  ...profile,
  state: 'available',
  confirmationAttempts: 0,
  downloadAttempts: 0,
  bindings: [],
  notifications: [],
})

/** The record as if nobody had ever ordered it; what cards reported of it stays. */
export const backInStock = (record: ProfileRecord): ProfileRecord => ({
  ...record,
  state: 'available',
  eid: undefined,
  matchingId: undefined,
  confirmationCodeHash: undefined,
  confirmationAttempts: 0,
  downloadAttempts: 0,
  expiresAt: undefined,
})

const before: Readonly<Record<'ordered' | 'confirmable' | 'cancellable', readonly OrderState[]>> = {
  ordered: ['available'],
  confirmable: ['allocated', 'linked'],
  cancellable: ['allocated', 'linked', 'confirmed', 'released', 'downloaded', 'error'],
}

/** Whether a function of ES2+ may act on a record in this state. */
export const mayBe = (what: keyof typeof before, record: ProfileRecord): boolean =>
  before[what].includes(record.state)

/** Reasons after which the same order may be tried again: room, a cut, or nothing known. */
const passing: readonly number[] = [10, 11, 127]

/** The state after an installation result of this download. */
export function stateAfterInstallation(
  record: ProfileRecord,
  result: NonNullable<ReceivedNotification['result']>,
  attemptsMax: number,
): OrderState {
  if (result === 'success') return 'installed'
  const mayRetry = passing.includes(result.errorReason) && record.downloadAttempts < attemptsMax
  return mayRetry ? 'released' : 'error'
}
