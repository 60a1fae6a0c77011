// The silences of a device, from its true contacts and its true rhythm alone; the rhythm is the one
// that it truly keeps, also after it has changed. A silence longer than
// 1.2 times the device's own interval (its nights left out) is a stranding, whatever made it; one
// that is shorter is not, and one that ends within the grace after that bound counts for nothing,
// neither as found nor as a false alarm.

import { afterNightAt, longSleepFactor } from '../device/wake-times.ts'
import type { Contact } from './contact-log.ts'
import type { DevicePlan } from './device-plan.ts'
import type { Instant } from './timeline.ts'

const minuteMs = 60_000

export interface Silence {
  readonly eid: string
  /** The last request before it. */
  readonly since: Instant
  /** 1.2 intervals later, or later still when the night comes between. */
  readonly lateAt: Instant
  /** The next request; absent when none came until the world ended. */
  readonly endedAt?: Instant
  readonly kind: 'usual' | 'grace' | 'stranded'
}

export interface SilenceBounds {
  readonly endedAt: Instant
  /** How long after `lateAt` it counts for nothing. */
  readonly graceMs: number
}

/** When a device of this plan must have been in contact, by its rhythm times 1.2. */
export function lateAfter(plan: DevicePlan, since: Instant): Instant {
  const { pollEveryMs, sleepsAtNight, place } = plan
  const usual = since + 1.2 * pollEveryMs
  if (!sleepsAtNight) return usual
  // Its own waking lies anywhere between 0.9 and 1.1 intervals; the night may begin in between, or
  // cover the bound itself. What the night put off is late a fifth of an interval after the night.
  const wakings = [0.9, 1, 1.1, 1.2].map((share) => since + share * pollEveryMs)
  const dues = wakings.map((at) => {
    const waking = afterNightAt(at, place.offsetMs)
    return waking === at ? at : waking + Math.max(0.2 * pollEveryMs, 10 * minuteMs)
  })
  return Math.max(usual, ...dues)
}

/** So many gaps of a new length make it the device's own. */
const ownGapsMin = 3
const scatter = 0.1

/**
 * The device as it lives at each of its contacts. One that began to sleep longer, and that has done
 * so for three gaps, has the longer interval for its own, until it calls at the old one again: what
 * it does then is its rhythm, and no longer a silence that anybody could call late.
 */
function livesAt(plan: DevicePlan, contacts: readonly Contact[]): readonly DevicePlan[] {
  const longs = plan.fates.troubles.filter(({ kind }) => kind === 'sleeps-longer')
  const longMs = longSleepFactor * plan.pollEveryMs
  let gaps = 0
  return contacts.map(({ to }, at) => {
    const sleepsLonger = (when: Instant) =>
      longs.some(({ from, until = Number.POSITIVE_INFINITY }) => when >= from && when < until)
    const before = contacts[at - 1]
    if (!sleepsLonger(to)) gaps = 0
    else if (before && sleepsLonger(before.to) && to - before.to >= (1 - scatter) * longMs) gaps++
    return gaps >= ownGapsMin ? { ...plan, pollEveryMs: longMs } : plan
  })
}

/** Every silence of a device between and after its contacts. */
export function silencesOf(
  plan: DevicePlan,
  contacts: readonly Contact[],
  { endedAt, graceMs }: SilenceBounds,
): readonly Silence[] {
  const lives = livesAt(plan, contacts)
  return contacts.map((contact, at): Silence => {
    const life = lives[at] ?? plan
    const next = contacts[at + 1]?.from
    const since = contact.to
    const lateAt = lateAfter(life, since)
    const until = next ?? endedAt
    // What the world's end cuts off just before the bound cannot be judged either way.
    const isCutOff = next === undefined && until > lateAt - 0.1 * life.pollEveryMs
    const isGrace = isCutOff || until > lateAt
    const kind = until > lateAt + graceMs ? 'stranded' : isGrace ? 'grace' : 'usual'
    return { eid: plan.eid, since, lateAt, kind, ...(next === undefined ? {} : { endedAt: next }) }
  })
}
