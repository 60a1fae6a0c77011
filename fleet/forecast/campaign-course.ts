// What goes into one run of a forecast's flow and what comes out of it.

import type { Instant } from '../evidence.ts'
import type { CampaignOutline } from './campaign-outline.ts'
import type { DeviceClass, History } from './device-class.ts'
import type { TimeGrid } from './time-grid.ts'

const seriesMax = 120

/** What is drawn before a run. */
export interface Luck {
  /** For each wave: how early its last device comes, in (0, 1). */
  readonly lastDevice: readonly number[]
  /** For each wave: by how many deviations more succeed sooner than on average. */
  readonly deviations: readonly number[]
  /** For each wave: by how many deviations more fail than on average. */
  readonly failures: readonly number[]
  /** The true shares, drawn from what the history leaves open. */
  readonly brokenShare: number
  readonly failedShare: number
}

/** A class in this campaign: its devices, how long its session takes, whether it is tried at all. */
export interface FlowClass {
  readonly of: DeviceClass
  readonly sessionMs: number
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
  /** When all devices of all waves are decided; absent: not within the span. */
  readonly finishedAt?: Instant
  /** When it may be through, one instant for each twentieth of the chance (finish-odds.ts). */
  readonly finishes: readonly Instant[]
  readonly waves: readonly WaveCourse[]
  /** By class, in the order given. */
  readonly expiredByClass: readonly number[]
  readonly sessionsByClass: readonly number[]
  /** Successes so far, for a chart: at most 120 points. */
  readonly series: readonly { readonly at: Instant; readonly succeeded: number }[]
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

export interface FlowInput {
  readonly classes: readonly FlowClass[]
  readonly outline: CampaignOutline
  readonly history: History
  readonly grid: TimeGrid
  readonly luck: Luck
  readonly observed?: Observed
}

/** Every so manieth point: enough for a chart. */
export function thinned<T>(points: readonly T[]): readonly T[] {
  const every = Math.max(1, Math.ceil(points.length / seriesMax))
  return points.filter((_, at) => at % every === 0 || at === points.length - 1)
}
