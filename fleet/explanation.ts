// The shape of an answer to "why?".

import type { Instant } from './evidence.ts'

/** One rule that applies, with the facts that it was asked with. */
export interface Ground {
  readonly rule: string
  readonly facts: readonly string[]
}

export interface Explanation {
  /** One sentence: what is going on. */
  readonly summary: string
  readonly because: readonly Ground[]
  /** What would move it on, most likely first. */
  readonly wouldChange: readonly string[]
}

/** When the device was last heard of by anyone, from the contact record. */
export interface LastContact {
  readonly lastSeenAt?: Instant
}

/** "in 5 min", "3 h ago"; coarse on purpose. */
export function spanInWords(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 90) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}

export const untilInWords = (at: Instant, now: Instant): string =>
  at <= now ? `since ${spanInWords(now - at)}` : `in ${spanInWords(at - now)}`

export const contactInWords = ({ lastSeenAt }: LastContact, now: Instant): string =>
  lastSeenAt === undefined
    ? 'the device has never called'
    : `the device last called ${spanInWords(now - lastSeenAt)} ago`
