// The storm guard (C8, F53, F61): whether something that makes a device attach (a wake, a retry, a
// re-enable, a reactivation, a reboot) may happen now. Two rules: by cause, so that a permanent
// reject is never hammered; and by token buckets per operator and per area, so that devices that
// fail together do not come back together. Pure: buckets go in and come out.

import type { Instant } from '../evidence.ts'
import type { RejectCause } from '../lines/reject-cause.ts'
import type { AttachClass } from './attach-pace.ts'
import { attachPaces, classOfReject } from './attach-pace.ts'

export interface AttachBucket {
  /** Whose ceiling: `operator:<name>` or `area:<plmn>-<site>`. */
  readonly key: string
  /** Attaches a second that the network is to meet at most. */
  readonly ceilingPerSecond: number
  readonly tokens: number
  /** When `tokens` was true. */
  readonly at: Instant
  /** How many were put off by this bucket and have not gone since. */
  readonly waiting: number
}

export interface AttachAsk {
  /** What the network last said, if anything. */
  readonly rejectCause?: RejectCause
  /** Attaches that Holdfast caused for this case since line, profile or place last changed. */
  readonly attempts: number
  /** Line, profile or place changed since the reject, or this very action changes it. */
  readonly isChanged: boolean
  readonly lastAttemptAt?: Instant
  /** Whether the answer to the last ask was `put-off` for the ceiling. */
  readonly hasWaited: boolean
  /** In [0, 1): spreads those that must come back. */
  readonly chance: number
}

export type AttachAdmission =
  /** It may happen now; keep the buckets. */
  | { readonly kind: 'go'; readonly buckets: readonly AttachBucket[] }
  /** Ask again then; keep the buckets. */
  | {
      readonly kind: 'put-off'
      readonly until: Instant
      readonly reason: 'ceiling' | 'back-off'
      readonly why: string
      readonly buckets: readonly AttachBucket[]
    }
  /** Not before something changes; the ladder goes on to another rung or to a person. */
  | {
      readonly kind: 'refused'
      readonly code: 'permanent-reject' | 'attach-attempts-used-up'
      readonly why: string
    }

/**
 * Attaches follow a permission after a delay that scatters, so their count in one second scatters
 * too: five standard deviations of Poisson arrivals stay free below the ceiling.
 */
const deviations = 5
const coverSeconds = 0.1
const putOffLeastMs = 1_000

/** A bucket that has rested. */
export function newAttachBucket(key: string, ceilingPerSecond: number, now: Instant): AttachBucket {
  const bucket = { key, ceilingPerSecond, tokens: 0, at: now, waiting: 0 }
  return { ...bucket, tokens: burstOf(bucket) }
}

/** Permissions a second: what is left of the ceiling below its scatter; half for small ceilings. */
export function permitsPerSecond(ceilingPerSecond: number): number {
  const scatter = deviations * Math.sqrt(ceilingPerSecond)
  return Math.max(ceilingPerSecond / 2, ceilingPerSecond * (1 - coverSeconds) - scatter)
}

/**
 * Whether it may happen now. All buckets must have room (the operator's and the area's): none is
 * charged unless all are.
 */
export function admitAttach(
  buckets: readonly AttachBucket[],
  ask: AttachAsk,
  now: Instant,
): AttachAdmission {
  const attachClass = classOfReject(ask.rejectCause)
  const refused = refuseByCause(attachClass, ask)
  if (refused) return refused
  const until = backOffUntil(attachClass, ask)
  if (until !== undefined && until > now) {
    const why = `the last attempt failed (${attachClass}); the next one waits`
    return { kind: 'put-off', until, reason: 'back-off', why, buckets }
  }
  return admitByCeiling(
    buckets.map((bucket) => refill(bucket, now)),
    ask,
    now,
  )
}

function refuseByCause(attachClass: AttachClass, ask: AttachAsk): AttachAdmission | undefined {
  const { attemptsMax, needsChange } = attachPaces[attachClass]
  if (needsChange && !ask.isChanged) {
    return {
      kind: 'refused',
      code: 'permanent-reject',
      why: 'the network rejects this line or device for good; only another line or profile helps',
    }
  }
  if (ask.attempts < attemptsMax) return undefined
  return {
    kind: 'refused',
    code: attachClass === 'permanent' ? 'permanent-reject' : 'attach-attempts-used-up',
    why: `${ask.attempts} attempts did not help (${attachClass}); repeating them will not either`,
  }
}

function backOffUntil(attachClass: AttachClass, ask: AttachAsk): Instant | undefined {
  if (ask.lastAttemptAt === undefined || ask.attempts === 0) return undefined
  const { firstMs, maxMs } = attachPaces[attachClass]
  const pauseMs = Math.min(firstMs * 2 ** Math.min(ask.attempts - 1, 20), maxMs)
  // Within one ask the answer must not wander, so the jitter comes from the attempt, not the call.
  const spread = 0.75 + 0.5 * fractionOf(ask.lastAttemptAt)
  return ask.lastAttemptAt + Math.round(pauseMs * spread)
}

/** A fraction that depends on an instant alone: golden-ratio hashing of its milliseconds. */
const fractionOf = (at: Instant): number => (at * 0.618_033_988_749_895) % 1

function refill(bucket: AttachBucket, now: Instant): AttachBucket {
  const burst = burstOf(bucket)
  const gained = (Math.max(0, now - bucket.at) / 1000) * permitsPerSecond(bucket.ceilingPerSecond)
  const tokens = Math.min(burst, bucket.tokens + gained)
  // Nobody came while it filled up: those who wait are fewer than were counted.
  const isIdle = tokens === burst && bucket.tokens < burst
  const waiting = isIdle ? Math.floor(bucket.waiting / 2) : bucket.waiting
  return { ...bucket, tokens, waiting, at: Math.max(now, bucket.at) }
}

const burstOf = ({ ceilingPerSecond }: { readonly ceilingPerSecond: number }): number =>
  Math.max(1, ceilingPerSecond * coverSeconds)

function admitByCeiling(
  buckets: readonly AttachBucket[],
  ask: AttachAsk,
  now: Instant,
): AttachAdmission {
  const full = buckets.filter(({ tokens }) => tokens < 1)
  if (full.length === 0) {
    const left = ask.hasWaited ? 1 : 0
    const charged = buckets.map((bucket) => ({
      ...bucket,
      tokens: bucket.tokens - 1,
      waiting: Math.max(0, bucket.waiting - left),
    }))
    return { kind: 'go', buckets: charged }
  }
  const came = ask.hasWaited ? 0 : 1
  const counted = buckets.map((bucket) =>
    bucket.tokens < 1 ? { ...bucket, waiting: bucket.waiting + came } : bucket,
  )
  const queueMs = Math.max(...counted.filter(({ tokens }) => tokens < 1).map(drainMs))
  return {
    kind: 'put-off',
    until: now + putOffLeastMs + Math.round(ask.chance * queueMs),
    reason: 'ceiling',
    why: `${full.map(({ key }) => key).join(' and ')} takes no more attaches at this moment`,
    buckets: counted,
  }
}

/** Those who were put off are spread over the time that all of them need. */
const drainMs = ({ waiting, ceilingPerSecond }: AttachBucket): number =>
  (waiting / permitsPerSecond(ceilingPerSecond)) * 1000
