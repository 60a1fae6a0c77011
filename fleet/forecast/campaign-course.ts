// What goes into one draw of a campaign and what comes out of it.

import type { Instant } from '../evidence.ts'
import type { CampaignOutline } from './campaign-outline.ts'
import type { DrawnChance } from './drawn-chance.ts'
import type { DrawnClass } from './drawn-devices.ts'
import type { OpenTimes } from './open-times.ts'

/** A class in one draw of the campaign: what is not known of it has been drawn. */
export interface WalkClass extends DrawnClass {
  readonly devices: number
  /** When the campaign may reach its devices. */
  readonly open: OpenTimes
  /** How long a session takes, on average. */
  readonly sessionMs: number
  /** Of its sessions, and of its devices. */
  readonly brokenShare: number
  readonly failedShare: number
  readonly sharedRates: readonly string[]
}

/** What was seen by now; the course before it follows what is recorded. */
export interface Observed {
  readonly now: Instant
  readonly waves: readonly {
    readonly openedAt?: Instant
    readonly endedAt?: Instant
    readonly succeeded: number
    readonly failed: number
  }[]
}

export interface WalkInput {
  readonly classes: readonly WalkClass[]
  readonly outline: CampaignOutline
  readonly retryMs: number
  readonly chance: DrawnChance
  readonly observed?: Observed
  /** In a larger wave one device stands for several, until few are left of it. */
  readonly devicesMax: number
}

export interface WaveCourse {
  readonly openedAt?: Instant
  readonly endedAt?: Instant
  readonly verdict?: 'passed' | 'failed'
  readonly succeeded: number
  readonly failed: number
  /** Devices over their declared time. */
  readonly expired: number
}

export interface CampaignCourse {
  /** When all devices of all waves are decided; absent: its thresholds stopped it. */
  readonly finishedAt?: Instant
  readonly waves: readonly WaveCourse[]
  /** By class, in the order given. */
  readonly expiredByClass: readonly number[]
  /** Successes so far, for a chart: at most some 120 points. */
  readonly series: readonly { readonly at: Instant; readonly succeeded: number }[]
  /** Wakings that were walked through: what it cost. */
  readonly wakings: number
}
