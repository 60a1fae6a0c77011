// What a scenario says: how devices are made and what goes wrong, as rates. Everything else follows
// from the seed. Shares are of devices, rates of single events.

import type { LinkRates } from '../device/link.ts'
import type { PowerRates } from '../device/power.ts'
import type { CoverageRates } from '../network/coverage.ts'
import type { CampaignPlan } from './campaign-plan.ts'
import type { FateRates } from './fate-rates.ts'
import type { OperatorFaults } from './operator-faults.ts'

export interface Scenario {
  readonly name: string
  /** One sentence for people. */
  readonly words: string
  /** How many devices it is meant for; another number may be asked for. */
  readonly devices: number
  /** How long faults happen, from the start. */
  readonly faultHours: number
  /** How long the world goes on without faults, at least. */
  readonly livenessHours: number
  /** When it ends at the latest, whatever is still open. */
  readonly boundHours: number
  readonly link: LinkRates
  readonly power: PowerRates
  readonly coverage: CoverageRates
  /** Weights of poll intervals in minutes. */
  readonly pollMinutes: Readonly<Record<string, number>>
  readonly makers: MakerShares
  readonly lines: LineShares
  readonly cards: CardShares
  readonly smdp: SmdpFaults
  /** How the fleet is moved; absent: one swap of every device at once. */
  readonly campaign?: CampaignPlan
  /** Part of the fleet that is moved; absent: all. */
  readonly movedShare?: number
  /** What befalls single devices and their lines, beyond what radio and power do. */
  readonly fates?: FateRates
  /** What operators do to many lines at once, and what they tell; their hooks exist with it. */
  readonly operators?: OperatorFaults
  /** Share of devices whose rhythm the inventory tells; absent: it has no such columns. */
  readonly knownRhythm?: number
  /** Length of the clock's windows; absent: 30 s. */
  readonly windowSeconds?: number
  /** Ends at the bound at the latest, even if the faults were given another length. */
  readonly endsAtBound?: boolean
}

/** How devices and their software differ. */
export interface MakerShares {
  readonly dialect: Readonly<Record<'v1.0' | 'v1.2' | 'v1.3', number>>
  /** Of those that speak v1.2 or later. */
  readonly jsonBinding: number
  readonly downloads: Readonly<Record<'direct' | 'indirect' | 'both', number>>
  /** Offer stored results only when asked. */
  readonly forgetsStoredResults: number
  readonly bundlesNotifications: number
  readonly omitsInfo2: number
  readonly newConnectionPerPoll: number
  /** Do not wake between 22:00 and 06:00 UTC. */
  readonly nightSleepers: number
  readonly ignoresRefresh: number
  /** Send the heartbeat of a new profile before the IPA has reported. */
  readonly heartbeatFirst: number
  /** Sleep with PSM between contacts: no message wakes them. */
  readonly psm?: number
  /** An IPA that falls over whatever download it is sent (F46). */
  readonly brokenIpa?: number
}

/** How operators treat the lines of new profiles. */
export interface LineShares {
  /** Activated some hours after the profile was installed. */
  readonly activatedLate: number
  readonly lateHoursMax: number
  /** Never activated, until a person does something that the world does not simulate. */
  readonly neverActivated: number
  /** Registers, but has no data service. */
  readonly withoutSession: number
  /** Bound to another device's IMEI. */
  readonly imeiLocked?: number
  /** The device does not know the new operator's APN. */
  readonly wrongApn?: number
}

export interface CardShares {
  /** No room for another profile. */
  readonly full: number
  /** An operating system that does not know an element of the new profile. */
  readonly unknownElement: number
  /** Installs, and says that it did not. */
  readonly reportsWrongly: number
  /** The profile that came with the card has the Fallback Attribute. */
  readonly factoryFallback: number
  /** Package results without their arm, certificates nested: encodings seen in the field. */
  readonly oddEncodings: number
  /** Weights of eUICC operating systems; absent: all have the same. */
  readonly systems?: Readonly<Record<string, number>>
  /** The operating system that does not know an element of the new profile (F17). */
  readonly unknownElementSystem?: string
  /** An enable holds only until the next reset (F33). */
  readonly flipFlop?: number
}

export interface SmdpFaults {
  /** Share of orders that need a confirmation code. */
  readonly confirmationCode: number
  /** Share of orders released only some hours after the start. */
  readonly releasedLate: number
  /** Hours after the start at which each outage begins, and how long it lasts. */
  readonly outages: readonly {
    readonly smdp: number
    readonly fromHour: number
    readonly hours: number
  }[]
}
