// The circuit breaker of one other side: an SM-DP+, an operator, a hook (F24). Closed while it
// works, open after too many failures, then half-open: a few tries tell whether it works again. The
// only one in Holdfast, a pure state machine; how many failures are too many its users say.

import type { Instant } from '../evidence.ts'

/** Names the other side: `smdp:host`, `operator:name`, an address. */
export type BreakerKey = string

export interface Breaker {
  readonly key: BreakerKey
  readonly state: 'closed' | 'open' | 'half-open'
  /** The last outcomes that count, oldest first. */
  readonly recent: readonly { readonly at: Instant; readonly isFailure: boolean }[]
  readonly since: Instant
  /** Until when nothing is tried. */
  readonly until?: Instant
  /** How often it opened without having closed in between: each time for longer. */
  readonly openings: number
  /** Tries that a half-open breaker has let through and that have not told yet. */
  readonly tries: number
}

export interface BreakerLimits {
  /** It opens at so many failures … */
  readonly failures: number
  /** … that are this share of the outcomes … */
  readonly share: number
  /** … that are not older than this … */
  readonly withinMs: number
  /** … among the last so many. */
  readonly lastOutcomes: number
  /** How long it is open first; each time without a success in between twice as long. */
  readonly openMs: number
  readonly openMaxMs: number
  readonly triesAtOnce: number
}

const minute = 60_000

/** For outcomes that come in from everywhere, some good and some bad. */
export const usualBreakerLimits: BreakerLimits = {
  failures: 5,
  share: 0.5,
  withinMs: 10 * minute,
  lastOutcomes: 20,
  openMs: minute,
  openMaxMs: 60 * minute,
  triesAtOnce: 3,
}

export const newBreaker = (key: BreakerKey, now: Instant): Breaker => ({
  key,
  state: 'closed',
  recent: [],
  since: now,
  openings: 0,
  tries: 0,
})

/** What the one behind the key did. */
export interface BreakerOutcome {
  readonly at: Instant
  readonly isFailure: boolean
}

/** The breaker after an outcome. */
export function applyBreakerOutcome(
  breaker: Breaker,
  { at, isFailure }: BreakerOutcome,
  limits: BreakerLimits = usualBreakerLimits,
): Breaker {
  const now = passBreakerTime(breaker, at, limits)
  const recent = [...now.recent, { at, isFailure }].slice(-limits.lastOutcomes)
  const noted: Breaker = { ...withoutTry(now), recent }
  if (now.state === 'half-open') return isFailure ? open(noted, at, limits) : closed(noted, at)
  if (now.state === 'closed' && isTooMany(recent, at, limits)) return open(noted, at, limits)
  return noted
}

/** A try ended without telling anything of the one behind the key. */
export const withoutTry = (breaker: Breaker): Breaker => ({
  ...breaker,
  tries: Math.max(0, breaker.tries - 1),
})

function isTooMany(recent: Breaker['recent'], at: Instant, limits: BreakerLimits): boolean {
  const fresh = recent.filter((one) => at - one.at <= limits.withinMs)
  const failures = fresh.filter(({ isFailure }) => isFailure).length
  return failures >= limits.failures && failures / fresh.length >= limits.share
}

function open(breaker: Breaker, at: Instant, limits: BreakerLimits): Breaker {
  const openings = breaker.openings + 1
  const ms = Math.min(limits.openMs * 2 ** Math.min(openings - 1, 20), limits.openMaxMs)
  return { ...breaker, state: 'open', since: at, until: at + ms, openings, tries: 0 }
}

function closed(breaker: Breaker, at: Instant): Breaker {
  const { until: _, ...rest } = breaker
  return { ...rest, state: 'closed', since: at, openings: 0, tries: 0, recent: [] }
}

/**
 * An open breaker whose pause is over lets a few through; so does one whose pause is longer than
 * any can be, because the clock was set back.
 */
function passBreakerTime(breaker: Breaker, now: Instant, limits: BreakerLimits): Breaker {
  const left = (breaker.until ?? 0) - now
  if (breaker.state !== 'open' || (left > 0 && left <= limits.openMaxMs)) return breaker
  const { until: _, ...rest } = breaker
  return { ...rest, state: 'half-open', since: now, tries: 0 }
}

export type BreakerVerdict =
  | { readonly kind: 'go'; readonly breaker: Breaker }
  | { readonly kind: 'wait'; readonly until: Instant; readonly why: string }

/** Whether something may go there now; keep the breaker that is given back. */
export function admitThrough(
  breaker: Breaker,
  now: Instant,
  limits: BreakerLimits = usualBreakerLimits,
): BreakerVerdict {
  const present = passBreakerTime(breaker, now, limits)
  if (present.state === 'closed') return { kind: 'go', breaker: present }
  if (present.state === 'open') {
    return { kind: 'wait', until: present.until ?? now, why: `${breaker.key} does not work` }
  }
  if (present.tries >= limits.triesAtOnce) return waitForTries(present, now, limits)
  return { kind: 'go', breaker: { ...present, tries: present.tries + 1 } }
}

/** Tries that never tell do not keep it half-open for ever: others are let through then. */
function waitForTries(breaker: Breaker, now: Instant, limits: BreakerLimits): BreakerVerdict {
  const until = breaker.since + limits.openMaxMs
  if (now >= until) return { kind: 'go', breaker: { ...breaker, since: now, tries: 1 } }
  return { kind: 'wait', until, why: `${breaker.key} is being tried out` }
}
