// The circuit breaker of one SM-DP+ or one operator (F24): closed while it works, open after too many
// failures that are its own, then half-open: a few tries tell whether it works again. A pure state
// machine; what a failure is whose is decided in failure-class.ts.

import type { Instant } from '../evidence.ts'
import type { FailureCause } from './failure-class.ts'

/** `smdp:host` or `operator:name`. */
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
  readonly failures: number
  readonly share: number
  readonly withinMs: number
  readonly openMs: number
  readonly openMaxMs: number
  readonly triesAtOnce: number
}

const minute = 60_000

export const breakerLimits: BreakerLimits = {
  failures: 5,
  share: 0.5,
  withinMs: 10 * minute,
  openMs: minute,
  openMaxMs: 60 * minute,
  triesAtOnce: 3,
}

const recentMax = 20

export const smdpKey = (address: string): BreakerKey => `smdp:${address.toLowerCase()}`
export const isSmdpKey = (key: BreakerKey): boolean => key.startsWith('smdp:')
export const operatorKey = (name: string): BreakerKey => `operator:${name}`

export const newBreaker = (key: BreakerKey, now: Instant): Breaker => ({
  key,
  state: 'closed',
  recent: [],
  since: now,
  openings: 0,
  tries: 0,
})

/** What the one behind the key did: `cause` is whose failure it was, absent for a success. */
export interface BreakerOutcome {
  readonly at: Instant
  readonly cause?: FailureCause
}

/** Whether a failure of this cause speaks against the one behind this key. */
export const speaksAgainst = (key: BreakerKey, cause: FailureCause): boolean =>
  cause === (isSmdpKey(key) ? 'smdp' : 'operator')

/** The breaker after an outcome. A failure of somebody else shows that this one answered. */
export function applyBreakerOutcome(
  breaker: Breaker,
  { at, cause }: BreakerOutcome,
  limits: BreakerLimits = breakerLimits,
): Breaker {
  const isFailure = cause !== undefined && speaksAgainst(breaker.key, cause)
  if (cause !== undefined && cause !== 'card' && !isFailure) return withoutTry(breaker)
  const now = passBreakerTime(breaker, at)
  const recent = [...now.recent, { at, isFailure }].slice(-recentMax)
  const noted: Breaker = { ...withoutTry(now), recent }
  if (now.state === 'half-open') return isFailure ? open(noted, at, limits) : closed(noted, at)
  if (now.state === 'closed' && isTooMany(recent, at, limits)) return open(noted, at, limits)
  return noted
}

const withoutTry = (breaker: Breaker): Breaker => ({
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

/** An open breaker whose pause is over lets a few through. */
export function passBreakerTime(breaker: Breaker, now: Instant): Breaker {
  if (breaker.state !== 'open' || (breaker.until ?? 0) > now) return breaker
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
  limits: BreakerLimits = breakerLimits,
): BreakerVerdict {
  const present = passBreakerTime(breaker, now)
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
