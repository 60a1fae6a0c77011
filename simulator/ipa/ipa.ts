// The IPA of one device: what it is made of and how it behaves. The scripts beside this file take
// it as their first argument. SGP.32 §3 (procedures of the IPA).

import type { CardPort } from './card-port.ts'
import type { DownloadServer, Esipa } from './esipa.ts'
import type { Dialect } from './esipa-asn1.ts'

/** How the maker built it; real ones differ in all of these. */
export interface IpaTraits {
  readonly dialect: Dialect
  readonly binding: 'asn1' | 'json'
  readonly downloads: 'direct' | 'indirect' | 'both'
  /** Offers what the card still keeps at every poll; others must be asked by the eIM. */
  readonly offersStoredResults: boolean
  /** Sends results together with all pending notifications; others send the result alone. */
  readonly bundlesNotifications: boolean
  /** Leaves EUICCInfo2 out of its answers (seen in the field). */
  readonly omitsInfo2: boolean
  /** Ends its contact without a word whatever download it is sent. */
  readonly fallsOverDownloads?: boolean
  /** How long a new profile may be silent before the IPA goes back to the old one. */
  readonly rollbackPatienceMs: number
  /** How long the eIM may be out of reach before the fallback profile is used. */
  readonly fallbackPatienceMs: number
  /** 8 digits of type allocation code, and the IMEI. */
  readonly imei: string
}

/** The modem as its IPA sees it. */
export interface IpaModem {
  /** Follows a REFRESH that the card asked for; false when there was none. */
  followRefresh(): Promise<boolean>
  /** Whether data gets through, after trying to register when it does not. */
  isReady(): Promise<boolean>
  /** Three octets as TS 24.008 has them; absent while not registered. */
  rPlmn(): Uint8Array | undefined
}

export interface Ipa {
  readonly traits: IpaTraits
  readonly card: CardPort
  readonly modem: IpaModem
  readonly esipa: Esipa
  /** The SM-DP+ at an address, for direct downloads. */
  smdp(address: string): DownloadServer
  now(): number
  wait(milliseconds: number): Promise<void>
  /** For the ground-truth log. */
  note(what: string, facts?: Readonly<Record<string, unknown>>): void
}
