// What a card keeps without power. Plain values, so that the caller can write it as JSON; octets
// are upper-case hexadecimal. A change of it is a commit: it happens whole or not at all.
// SGP.22 §2.4 (ISD-R, ISD-P), SGP.32 §2.11 (eIM configuration), §3.4 (rollback, fallback).

export type NotificationEventName = 'install' | 'enable' | 'disable' | 'delete'

/** A profile in its ISD-P. */
export interface StoredProfile {
  /** As EF.ICCID holds it: 10 octets, nibbles swapped. */
  readonly iccid: string
  readonly isdpAid: string
  readonly state: 'enabled' | 'disabled'
  /** The StoreMetadata command (BF25) it came with. */
  readonly metadata: string
  readonly nickname?: string
  /** Octets of memory it takes. */
  readonly footprint: number
  readonly fallbackAttribute: boolean
  /** OID of the SM-DP+ that installed it; absent on what came with the card. */
  readonly dpOid?: string
}

/** A signed notification waiting to be delivered and removed. */
export type StoredNotification =
  | {
      readonly kind: 'install'
      readonly seqNumber: number
      readonly address: string
      readonly iccid?: string
      /** The whole ProfileInstallationResult (BF37). */
      readonly bytes: string
    }
  | {
      readonly kind: 'other'
      readonly seqNumber: number
      readonly event: NotificationEventName
      readonly address: string
      readonly iccid: string
      readonly signature: string
      /** Which of the card's certificates signed it. */
      readonly credential: number
    }

/** A signed eUICC Package Result (BF51), kept until it is removed. */
export interface StoredPackageResult {
  readonly seqNumber: number
  readonly eimId: string
  readonly bytes: string
}

/** An eIM that may change this card. */
export interface AssociatedEim {
  readonly eimId: string
  /** EimConfigurationData (30…) without counter and token, which follow here. */
  readonly configuration: string
  readonly counterValue: number
  readonly associationToken?: number
}

/** What a package result is bound to: fixed when its package was accepted. */
export interface ResultContext {
  readonly eimId: string
  readonly counterValue: number
  readonly eimTransactionId?: string
  readonly associationToken?: number
  /** The eimSignature of the request; cards of SGP.32 v1.0 sign it instead of the token. */
  readonly eimSignature: string
  readonly credential: number
}

/** A package that was accepted and whose result does not stand yet. */
export interface PackageUnderWay extends ResultContext {
  /** EuiccResultData TLVs of the operations that are done. */
  readonly results: readonly string[]
  /** Set once an enable with rollbackFlag is done: the profile enabled before it. */
  readonly rollbackToIccid?: string
}

/** The right to go back to the profile enabled before. SGP.32 §3.4.2. */
export interface RollbackRight extends ResultContext {
  readonly returnToIccid: string
  readonly seqNumber: number
  readonly results: readonly string[]
}

/** A profile whose elements are still coming in; it vanishes when the power does. */
export interface InstallationUnderWay {
  readonly transactionId: string
  readonly serverAddress: string
  readonly smdpOid: string
  readonly iccid?: string
  readonly credential: number
}

/** A one-time key that no bound profile package was opened with yet. SGP.22 §3.1.3. */
export interface UnusedOneTimeKey {
  readonly smdpOid: string
  readonly curve: 'P-256' | 'brainpoolP256r1'
  readonly scalar: string
  readonly point: string
}

export interface ImmediateEnableConfiguration {
  readonly smdpOid?: string
  readonly smdpAddress?: string
}

export interface CardNvm {
  readonly profiles: readonly StoredProfile[]
  readonly notifications: readonly StoredNotification[]
  readonly packageResults: readonly StoredPackageResult[]
  readonly eims: readonly AssociatedEim[]
  readonly nextSeqNumber: number
  readonly nextAssociationToken: number
  /** Counts ISD-Ps ever made: AIDs are not used again. */
  readonly nextInstance: number
  readonly rootSmdsAddress: string
  readonly defaultSmdpAddress?: string
  readonly immediateEnable?: ImmediateEnableConfiguration
  readonly rollback?: RollbackRight
  /** The profile that ReturnFromFallback goes back to. */
  readonly returnFromFallback?: string
  /** The profile that was enabled before the emergency profile; null when none was. */
  readonly returnFromEmergency?: string | null
  readonly packageUnderWay?: PackageUnderWay
  readonly installation?: InstallationUnderWay
  readonly unusedOneTimeKey?: UnusedOneTimeKey
  /** Set by a card whose enable does not last: what is enabled after the next reset. */
  readonly enabledAfterReset?: string | null
}

/** A card as it leaves the factory. */
export const blankNvm = (rootSmdsAddress = 'testrootsmds.example.com'): CardNvm => ({
  profiles: [],
  notifications: [],
  packageResults: [],
  eims: [],
  nextSeqNumber: 1,
  nextAssociationToken: 1,
  nextInstance: 0,
  rootSmdsAddress,
})

/** The one enabled profile. */
export const enabledProfile = (nvm: CardNvm): StoredProfile | undefined =>
  nvm.profiles.find((profile) => profile.state === 'enabled')

/** Whether the emergency profile is enabled: everything else then waits (ecallActive). */
export const isEmergency = (nvm: CardNvm): boolean => nvm.returnFromEmergency !== undefined
