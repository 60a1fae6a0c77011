// When a device wakes next: its own interval with some scatter, sooner after a contact that failed,
// and not at night when it sleeps then. Pure.

import type { Chance } from '../world/chance.ts'
import type { Instant } from '../world/timeline.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const nightFromMs = 22 * hourMs
const nightUntilMs = 6 * hourMs

/** A device that sleeps longer than it should sleeps so many of its intervals. */
export const longSleepFactor = 4

export interface WakeFacts {
  readonly now: Instant
  readonly pollEveryMs: number
  readonly sleepsAtNight: boolean
  /** What its clocks show beyond UTC; absent: nothing. */
  readonly offsetMs?: number
  /** Contacts in a row that did not reach the eIM. */
  readonly failures: number
}

/** The next instant at which the device wakes by itself. */
export function nextWakeAt(facts: WakeFacts, chance: Chance): Instant {
  const { now, pollEveryMs, failures } = facts
  const scatter = 0.9 + 0.2 * chance.roll(now)
  const usual = Math.round(pollEveryMs * scatter)
  const soon = Math.round(2 * minuteMs * 2 ** Math.min(failures - 1, 10) * scatter)
  const at = now + (failures > 0 ? Math.min(usual, soon) : usual)
  return facts.sleepsAtNight ? afterNightAt(at, facts.offsetMs) : at
}

/** The instant itself, or when the night ends that it lies in, by clocks that far from UTC. */
export const afterNightAt = (at: Instant, offsetMs = 0): Instant =>
  afterNight(at + offsetMs) - offsetMs

function afterNight(at: Instant): Instant {
  const ofDay = at % dayMs
  if (ofDay >= nightFromMs) return at - ofDay + dayMs + nightUntilMs + (ofDay % (10 * minuteMs))
  if (ofDay < nightUntilMs) return at - ofDay + nightUntilMs + (ofDay % (10 * minuteMs))
  return at
}
