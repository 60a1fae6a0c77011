// Everything Holdfast knows about one card and the device around it: one aggregate, changed only by
// events (`evolve`), so the stored state always equals the events replayed.

import type { Evidence, Instant } from './evidence.ts'
import type { KnownLine } from './lines/line.ts'
import type { Operation, OperationId } from './operation.ts'
import type { StepKind } from './plan.ts'
import type { SpentRung } from './recovery/rung.ts'
import type { SilenceCase } from './silence/silence-case.ts'

/** What a file or a person says the device is. */
export interface DeviceFacts {
  readonly serial?: string
  readonly imei?: string
  readonly model?: string
  readonly firmware?: string
  readonly module?: string
  readonly country?: string
  /** IANA name; without it the country's zone counts. */
  readonly timeZone?: string
  /** The radio it uses, e.g. `LTE-M`. */
  readonly rat?: string
  readonly site?: string
  readonly owner?: string
  readonly form?: 'removable' | 'soldered' | 'integrated'
  /** What the maker says: whether the IPA goes back when a new profile does not reach the eIM. */
  readonly ipaRollsBack?: boolean
  /** How often it calls by its configuration. */
  readonly contactEveryMinutes?: number
  /** `22:00`, by its own clock: it does not call between the two. */
  readonly sleepsFrom?: string
  readonly sleepsUntil?: string
  /** T3412 extended: it wakes for the network at least this often. */
  readonly psmPeriodMinutes?: number
  readonly edrxSeconds?: number
  readonly batteryMwh?: number
  readonly coverageClass?: 'CE0' | 'CE1' | 'CE2'
  readonly apn?: string
  readonly bootstrapIccid?: string
}

export interface ProfileOnCard {
  readonly iccid: string
  readonly state: 'enabled' | 'disabled'
  readonly class?: 'test' | 'provisioning' | 'operational'
  readonly isdpAid?: string
  readonly serviceProviderName?: string
  readonly profileName?: string
  readonly fallbackAttribute?: boolean
  readonly fallbackAllowed?: boolean
  /** PPR bits that forbid disable or delete, by the standard's names. */
  readonly policyRules?: readonly string[]
  readonly evidence: Evidence
  readonly asOf: Instant
}

/** The eIM association of this card with us (SGP.32 ESep). */
export interface Association {
  readonly eimId: string
  /** The last counterValue used; the next package takes one more (S1). */
  readonly counterValue: number
  readonly associationToken?: number
  readonly evidence: Evidence
  /** replayErrors in a row: the second one makes the counter jump ahead (F37). */
  readonly replayErrors?: number
}

/** What the card is, proven by certificates or reported. Hex strings are upper-case DER. */
export interface EuiccFacts {
  readonly eumCertificate?: string
  readonly euiccCertificate?: string
  /** Set only when the chain to a trusted CI was verified. */
  readonly chainVerifiedAt?: Instant
  readonly euiccInfo2?: string
  readonly freeNonVolatileMemory?: number
  readonly firmwareVersion?: string
  readonly iotVersions?: readonly string[]
  readonly fallbackSupported?: boolean
  readonly ciPkIdsForVerification?: readonly string[]
  readonly ipaMode?: 'ipad' | 'ipae'
  readonly ipaFeatures?: readonly string[]
  /** Set when the IPA's messages show which edition of the standard it speaks. */
  readonly dialect?: 'v1.0' | 'v1.2'
  /** When the certificates of the verified chain end. */
  readonly certificateUntil?: {
    readonly euicc: Instant
    readonly eum: Instant
    readonly ci: Instant
  }
  readonly asOf: Instant
  readonly evidence: Evidence
}

/** What was handed to the device and has no result yet; at most one per card (S1). */
export interface InFlight {
  readonly what: 'package' | 'data-request' | 'download-trigger'
  /**
   * The plan's step (also when absent), a request that settles a doubt, or one that gives the card a
   * way back again while the device is waited for.
   */
  readonly purpose?: 'step' | 'ask-stored' | 'read-back' | 'way-back'
  /** What is asked for a way back; the plan's step is another. */
  readonly wayBack?: Extract<StepKind, { kind: 'set-fallback' | 'enable' }>
  /** Where the device said that it was registered when it was given an enable. */
  readonly plmn?: string
  readonly operationId: OperationId
  readonly stepIndex: number
  /** Upper-case hex; first octet is the card's bucket, so it can be looked up by itself. */
  readonly eimTransactionId: string
  readonly counterValue?: number
  /** The exact GetEimPackageResponse arm that left (BF51, BF52 or BF54), upper-case hex. */
  readonly bytes: string
  readonly sentAt: Instant
  readonly resultDueAt: Instant
}

/** A dispatch that is over or may still be answered: late truth finds its operation here (F43). */
export interface PastDispatch {
  readonly what: InFlight['what']
  readonly operationId: OperationId
  readonly stepIndex: number
  readonly eimTransactionId: string
  readonly counterValue?: number
  /** What was asked of the card. */
  readonly step: StepKind
  /** The ICCID that the step was about, and the one enabled when it left. */
  readonly iccid?: string
  readonly formerIccid?: string
  readonly sentAt: Instant
  /** Of the package, upper-case hex: a card of v1.0 signs it with its result. */
  readonly eimSignature?: string
  /** seqNumbers of the results that answered it; a signed error has none and leaves `true` below. */
  readonly answeredBy: readonly number[]
  readonly answered?: true
}

/** The card left a profile that we had enabled. */
export interface Flip {
  readonly at: Instant
  readonly from: string
  readonly to?: string
  /** A stateChangeCause, or `rollback`, or `unknown`. */
  readonly cause: string
}

export interface CardState {
  readonly eid: string
  readonly tenant: string
  readonly generation: 'sgp02' | 'sgp22' | 'sgp32' | 'none'
  /** Count of events applied: the optimistic lock of the store. */
  readonly version: number
  readonly device: DeviceFacts
  readonly importedIccids: readonly string[]
  readonly association?: Association
  readonly euicc?: EuiccFacts
  readonly profiles: Readonly<Record<string, ProfileOnCard>>
  /** When the whole list was last read, and how surely. */
  readonly profilesRead?: {
    readonly at: Instant
    readonly evidence: Evidence
    /** The card's count at that time: what it counted before is older than this list. */
    readonly seqNumber?: number
  }
  /** The ICCID of the last heartbeat. */
  readonly serving?: { readonly iccid: string; readonly at: Instant }
  readonly attached?: { readonly iccid: string; readonly plmn?: string; readonly at: Instant }
  readonly attachRefused?: {
    readonly iccid: string
    readonly plmn?: string
    readonly rejectCause: number
    readonly at: Instant
  }
  /** Open operations and the last ten that ended; a record keeps no order, `ordinal` does. */
  readonly operations: Readonly<Record<OperationId, Operation>>
  readonly inFlight?: InFlight
  /** The last 32 dispatches, oldest first. */
  readonly dispatches?: readonly PastDispatch[]
  /** seqNumbers of results and notifications already applied (S2); a bounded window. */
  readonly appliedSeqNumbers: readonly number[]
  /** The last signed notifications, for telling whether a result is older than they are. */
  readonly notified?: readonly { readonly seqNumber: number; readonly at: Instant }[]
  readonly lastStateChange?: { readonly cause: string; readonly at: Instant }
  /** Whether this card has signed a rollback, or refused the flag while a profile was enabled. */
  readonly rollback?: { readonly shows: boolean; readonly at: Instant }
  /** When the device last stayed on the old profile although the card had switched (F26). */
  readonly refreshIgnoredAt?: Instant
  /** Times at which the card left a profile that we had enabled, and not through us (F32, F33). */
  readonly flips?: readonly Flip[]
  /** Flips before this no longer count; and when the guard last held the card. */
  readonly flapReleasedAt?: Instant
  readonly flapHeldAt?: Instant
  /** When something last spoke against the list of profiles that we hold; a read clears it. */
  readonly profilesDoubtedAt?: Instant
  /** Of when the latest of that speaks which no card signed: what was asked before is too old. */
  readonly spokenAgainstAt?: Instant
  readonly firstSeenAt?: Instant
  /** What operators' systems say, by ICCID. */
  readonly lines?: Readonly<Record<string, KnownLine>>
  /** The open case of a silent device. */
  readonly silence?: SilenceCase
  /** The card refuses our packages as not from its eIM; what it signs afterwards clears it. */
  readonly authorityRefused?: { readonly at: Instant; readonly times: number }
  /** What recovery has taken from the device lately, oldest first (S11). */
  readonly recoverySpent?: readonly SpentRung[]
  /** The latest instant of its events, without those that carry a reported one (event-time.ts). */
  readonly lastEventAt?: Instant
  /** When `applyTime` must look at this card; absent when nothing waits. */
  readonly dueAt?: Instant
}
