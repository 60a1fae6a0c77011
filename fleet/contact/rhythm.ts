// How often a device calls, learned from its calls: the gaps between contacts, and at which hours of
// the day it was ever heard. Small and bounded, because one is kept for every device and rewritten
// at each of its contacts. What is expected of the device follows in expected-contact.ts.

import type { Instant } from '../evidence.ts'

export interface Rhythm {
  /** The latest call. */
  readonly lastAt: Instant
  /** When the present contact began: a contact may be many calls in a row. */
  readonly contactAt: Instant
  readonly lastPlmn?: string
  /** From the beginning of one contact to that of the next, in ms; newest last, at most 12. */
  readonly gaps: readonly number[]
  /** Contacts by hour of the day in UTC, 24 counts up to `hourCountMax`. */
  readonly hours?: readonly number[]
  /** The first contact of all. */
  readonly firstAt: Instant
  /** When we woke it, until it has called. */
  readonly wokenAt?: Instant
}

/** Calls closer together than this are one contact: a package, its result, a download's steps. */
export const sameContactMs = 2 * 60_000

/** A contact that goes on for longer than this is cut, so that a restless device has a rhythm. */
export const contactMaxMs = 20 * 60_000

/** A call this soon after we woke the device is our own doing. */
const wokenWithinMs = 30 * 60_000

export const gapsMax = 12
const hourCountMax = 250
const hourMs = 3_600_000

export interface ContactNews {
  readonly at: Instant
  /** `MCC-MNC`. */
  readonly plmn?: string
}

/** The rhythm with one more call; one that is older than the latest changes nothing. */
export function noteContact(rhythm: Rhythm | undefined, { at, plmn }: ContactNews): Rhythm {
  const network = plmn === undefined ? {} : { lastPlmn: plmn }
  if (!rhythm) {
    const hours = countHour(undefined, at)
    return { lastAt: at, contactAt: at, firstAt: at, gaps: [], hours, ...network }
  }
  if (at < rhythm.lastAt) return rhythm
  if (isSameContact(rhythm, at)) return { ...rhythm, lastAt: at, ...network }
  const { wokenAt, ...before } = rhythm
  const called = { ...before, lastAt: at, contactAt: at, ...network }
  // It sleeps anew from here on, but the gap before says when we woke it, not when it wakes.
  if (wokenAt !== undefined && at - wokenAt <= wokenWithinMs) return called
  return {
    ...called,
    gaps: [...rhythm.gaps, at - rhythm.contactAt].slice(-gapsMax),
    hours: countHour(rhythm.hours, at),
  }
}

/** How many contacts began after an instant, of those that are remembered. */
export function contactsAfter({ contactAt, gaps }: Rhythm, after: Instant): number {
  let count = 0
  let at = contactAt
  for (let i = gaps.length; at > after; i--) {
    count++
    const gap = gaps[i - 1]
    if (gap === undefined) break
    at -= gap
  }
  return count
}

/** The rhythm of a device that we let wake: its next call shows nothing of its own interval. */
export const noteWake = (rhythm: Rhythm, at: Instant): Rhythm => ({ ...rhythm, wokenAt: at })

const isSameContact = (rhythm: Rhythm, at: Instant): boolean =>
  at - rhythm.lastAt < sameContactMs && at - rhythm.contactAt < contactMaxMs

function countHour(hours: readonly number[] | undefined, at: Instant): readonly number[] {
  const hour = Math.floor(at / hourMs) % 24
  const counts = hours ?? new Array<number>(24).fill(0)
  return counts.map((count, i) => (i === hour ? Math.min(count + 1, hourCountMax) : count))
}
