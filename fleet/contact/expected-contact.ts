// When a device is expected to call next, and from when on it is late: well before 1.2 times
// its own interval after the last contact, the time it sleeps left out. What the inventory says of
// the device comes first, what its contacts show second, an assumption last.

import type { DeviceFacts } from '../card-state.ts'
import type { Instant } from '../evidence.ts'
import { spanInWords } from '../explanation.ts'
import { dayHabit } from './day-habit.ts'
import type { LearnedInterval } from './learned-interval.ts'
import { habitOf, keptLately, latelyOf, roundTimer, slowMs } from './learned-interval.ts'
import type { Rhythm } from './rhythm.ts'
import type { SiblingInterval } from './sibling-interval.ts'
import type { SleepWindow } from './sleep-window.ts'
import { isAsleep, sleepWindowOf, wakesAt } from './sleep-window.ts'

export interface ExpectedContact {
  readonly intervalMs: number
  /** When the next contact is due. */
  readonly by: Instant
  /** From here on the device is late. */
  readonly lateAt: Instant
  readonly from: 'configured' | 'learned' | 'assumed'
  readonly why: string
  /** Set when a sleep window lies between the last contact and the expected one. */
  readonly asleepUntil?: Instant
}

export interface ContactQuestion {
  readonly device: DeviceFacts
  /** Of the channel that is asked about; absent for a device that never called. */
  readonly rhythm?: Rhythm
  readonly now: Instant
  /** What devices like it do; read only for one that `isStranger`. */
  readonly siblings?: SiblingInterval
  /** Since when our own side could be reached without a break; lateness before it was ours. */
  readonly listeningSince?: Instant
}

/** No instant that can come: a device that has never called is not expected. */
export const neverAt: Instant = 8_640_000_000_000_000

/**
 * A device is late after this many of its intervals (C5), less a while for the look that finds it
 * and its commit: how long these take has nothing to do with the device's interval, and whoever is
 * called late any sooner than that may be about to call.
 */
export const latenessFactor = 1.2
const lookMsMax = 30_000
const lookShareMax = 0.03

const minuteMs = 60_000
const assumedMs = 24 * 60 * minuteMs

/** Devices scatter their waking by minutes, so that a night's end is not one great knock. */
const wakingScatterMs = 12 * minuteMs

/** When this device should call. */
export function expectedContact(question: ContactQuestion): ExpectedContact {
  const { rhythm, device, listeningSince = 0 } = question
  const { intervalMs, from, why } = intervalOf(question)
  if (!rhythm) return { intervalMs, by: neverAt, lateAt: neverAt, from, why: 'it never called' }
  const since = Math.max(rhythm.lastAt, listeningSince)
  const window = sleepWindowOf(device, rhythm, intervalMs)
  const by = since + intervalMs
  const lookMs = Math.min(lookMsMax, lookShareMax * intervalMs)
  const lateAt = since + Math.ceil(latenessFactor * intervalMs - lookMs)
  if (!window) return { intervalMs, by, lateAt, from, why }
  return { intervalMs, from, why, ...afterSleep(window, { by, lateAt }, intervalMs) }
}

/** A timer goes off within this share of its length. */
const timerScatter = 0.1

interface Due {
  readonly by: Instant
  readonly lateAt: Instant
}

/** A contact that falls due while the device sleeps comes when it wakes. */
function afterSleep(
  window: SleepWindow,
  { by, lateAt }: Due,
  intervalMs: number,
): Due & { readonly asleepUntil?: Instant } {
  // Where a night is only presumed, it must be the device's own timer that falls into it.
  const latest = window.known === 'presumed' ? [] : [latenessFactor - 1]
  const dues = [-timerScatter, 0, timerScatter, ...latest].map((share) => by + share * intervalMs)
  const asleep = dues.filter((at) => isAsleep(window, at))
  if (asleep.length === 0) return { by, lateAt }
  const asleepUntil = Math.max(...asleep.map((at) => wakesAt(window, at)))
  const slackMs = Math.max(wakingScatterMs, (latenessFactor - 1) * intervalMs)
  return {
    by: isAsleep(window, by) ? wakesAt(window, by) : Math.max(by, asleepUntil),
    lateAt: Math.max(lateAt, Math.ceil(asleepUntil + slackMs)),
    asleepUntil,
  }
}

type Interval = Pick<ExpectedContact, 'intervalMs' | 'from' | 'why'>

/**
 * A length kept lately that is clearly longer than what the inventory says is believed: the device
 * was set up otherwise. A shorter one is not: retries and restarts look the same. Once it calls
 * again as the inventory says, it is back to that.
 */
function intervalOf({ device, rhythm, siblings }: ContactQuestion): Interval {
  const gaps = rhythm?.gaps ?? []
  const lately = keptLately(gaps)
  const configuredMs = configuredInterval(device)
  if (configuredMs !== undefined) {
    const isLonger = lately && lately.intervalMs > clearlyLonger * configuredMs
    return isLonger && !isLike(gaps.at(-1) ?? 0, configuredMs)
      ? learnedFrom(lately)
      : { intervalMs: configuredMs, from: 'configured', why: configuredWords(configuredMs) }
  }
  const habit = dayHabit(device, rhythm) ?? habitOf(gaps)
  if (lately && lately.intervalMs >= slowMs) {
    const isLonger = lately.intervalMs > clearlyLonger * (habit?.intervalMs ?? 0)
    if (isLonger || lately.like === latelyOf) return learnedFrom(lately)
  }
  if (habit) return learnedFrom(habit)
  const psmMs = device.psmPeriodMinutes === undefined ? 0 : device.psmPeriodMinutes * minuteMs
  return psmMs > 0
    ? { intervalMs: psmMs, from: 'configured', why: `its PSM period is ${spanInWords(psmMs)}` }
    : assumedOf(gaps, siblings)
}

const learnedFrom = (learned: LearnedInterval): Interval => ({
  intervalMs: roundTimer(learned.intervalMs),
  from: 'learned',
  why: learnedWords(learned),
})

const clearlyLonger = 1.5

/** A gap that the device makes by itself when its interval is this one. */
const isLike = (gapMs: number, intervalMs: number): boolean =>
  gapMs >= 0.8 * intervalMs && gapMs <= latenessFactor * intervalMs

const weekMs = 7 * assumedMs
/** Whoever calls less often than weekly must be told of in the inventory. */
const assumedMsMax = weekMs + assumedMs

/**
 * A day; the longest silence that the device broke, when that was longer; and a week once that
 * was clearly longer than a day, for our own wake may have cut it short. To believe in a longer
 * interval takes less than to believe in a shorter one: each false alarm costs somebody's time,
 * and a rhythm of hours is known after three calls.
 */
function assumedOf(gaps: readonly number[], siblings: SiblingInterval | undefined): Interval {
  if (siblings && siblings.intervalMs > assumedMs && gaps.every((gap) => gap < slowMs)) {
    const why = siblingWords(siblings)
    return { intervalMs: Math.min(siblings.intervalMs, assumedMsMax), from: 'assumed', why }
  }
  const longestMs = roundTimer(Math.min(assumedMsMax, Math.max(0, ...gaps)))
  if (longestMs <= assumedMs) {
    const why = 'nothing is known of it yet: a day is assumed'
    return { intervalMs: assumedMs, from: 'assumed', why }
  }
  const why = `all that is known is that it came back after ${spanInWords(longestMs)}`
  const isWeekly = longestMs > clearlyLonger * assumedMs
  const intervalMs = isWeekly ? Math.max(weekMs, longestMs) : longestMs
  return { intervalMs, from: 'assumed', why }
}

/**
 * Whether a device is so new, and so little is told of it, that its siblings say more: it never
 * came back after hours, and has no interval of its own.
 */
export const isStranger = (device: DeviceFacts, rhythm: Rhythm | undefined): boolean =>
  device.contactEveryMinutes === undefined &&
  device.psmPeriodMinutes === undefined &&
  (rhythm?.gaps ?? []).every((gap) => gap < slowMs) &&
  habitOf(rhythm?.gaps ?? []) === undefined

const siblingWords = ({ intervalMs, like, of }: SiblingInterval): string =>
  `it is new: of ${of} devices like it ${like} call every ${spanInWords(intervalMs)} or less often`

const configuredInterval = ({ contactEveryMinutes }: DeviceFacts): number | undefined =>
  contactEveryMinutes === undefined ? undefined : contactEveryMinutes * minuteMs

const configuredWords = (ms: number): string => `the inventory says every ${spanInWords(ms)}`

const learnedWords = ({ intervalMs, like, of }: { intervalMs: number; like: number; of: number }) =>
  `${like} of its last ${of} contacts were ${spanInWords(intervalMs)} apart`
