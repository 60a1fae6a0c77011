// What a forecast says: a value to be shown, kept, and graded against what happened.

import type { Instant } from '../evidence.ts'

/**
 * In one run of ten it is sooner than `p10`; in nine of ten it is not later than `p90`; `p50` is the
 * time most likely to be within a tenth of the middle one.
 */
export interface Span {
  readonly p10: Instant
  readonly p50: Instant
  readonly p90: Instant
}

export interface WaveForecast {
  readonly name: string
  readonly devices: number
  readonly opens?: Span
  readonly ends?: Span
}

export interface ClassForecast {
  readonly name: string
  readonly devices: number
  readonly intervalFrom: 'configured' | 'learned' | 'assumed'
  /** For one device. */
  readonly seconds: number
  readonly bytes: number
  readonly joules: number
  /** What it takes in a day without the campaign. */
  readonly joulesPerDay: number
  readonly daysOfLife: number
  readonly daysLeft?: number
}

export type CannotFinishCode =
  | 'contact-interval-over-deadline'
  | 'window-never-meets-waking'
  | 'deadline-too-short'
  | 'no-route'
  | 'no-stock'
  | 'battery-too-low'

export interface CannotFinish {
  readonly code: CannotFinishCode
  readonly why: string
  readonly remedy: string
  /** Expected number. */
  readonly devices: number
  readonly className?: string
  readonly samples: readonly string[]
}

export interface Forecast {
  readonly madeAt: Instant
  readonly devices: number
  /** Absent: in no run all waves got through. */
  readonly finish?: Span
  /** The share of runs in which the thresholds stopped it. */
  readonly stopChance: number
  readonly waves: readonly WaveForecast[]
  /** Expected at the end. */
  readonly succeeded: number
  readonly failed: number
  readonly overDeadline: number
  /** Of all devices together. */
  readonly bytes: number
  readonly joules: number
  readonly classes: readonly ClassForecast[]
  readonly stock?: { readonly needed: number; readonly available: number }
  readonly cost?: { readonly currency: string; readonly amount: number }
  readonly cannotFinish: readonly CannotFinish[]
  /** What was assumed because nothing better is known, in words. */
  readonly restsOn: readonly string[]
  /** Successes over time in the middle run, for a chart. */
  readonly series: readonly { readonly at: Instant; readonly succeeded: number }[]
}

/** What people pay; amounts in the currency named. */
export interface PriceTable {
  readonly currency: string
  readonly perProfile: number
  readonly perMegabyte: number
}
