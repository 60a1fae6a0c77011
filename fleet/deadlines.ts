// How long things may take, in one place. Every wait of an operation has one of these; all may be
// given otherwise when an operation is accepted. A device that sleeps is not late: what runs from
// a dispatch runs only once the device has come to fetch something.

/** Milliseconds. */
export interface Deadlines {
  /** From handing over a signed package until its result is missed. */
  readonly packageMs: number
  /** From handing over a data request until its answer is missed. */
  readonly identifyMs: number
  /** From a download trigger, or the last sign of progress, until its result is missed. */
  readonly downloadMs: number
  /** From the first dispatch of a step until it must be done, all tries together. */
  readonly stepMs: number
  /** From the proven enable until the device's own software must have called. */
  readonly confirmMs: number
  /** From acceptance until the operation expires, if it has not begun to change the card. */
  readonly operationMs: number
  /** From the first doubt until an unknown outcome ends as unknown. */
  readonly doubtMs: number
  /** Before a step is tried again that the card could not do just now. */
  readonly putOffMs: number
  /** The last wait for a heartbeat, after the card was re-read and has the target enabled. */
  readonly lastWaitMs: number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/**
 * The package deadline leaves room for the slowest radio (38 s for one exchange at CE2) and a
 * modem restart; the download deadline for ten minutes of transfer at CE2 and its retries.
 */
export const defaultDeadlines: Deadlines = {
  packageMs: 15 * minute,
  identifyMs: 10 * minute,
  downloadMs: 30 * minute,
  stepMs: 14 * day,
  confirmMs: 2 * day,
  operationMs: 30 * day,
  doubtMs: 30 * day,
  putOffMs: 5 * minute,
  lastWaitMs: 7 * day,
}

/** Each pause before a further try is four times the one before, up to this. */
export const pauseMaxMs = 6 * hour

/** Dispatches of one kind of step in one operation; then it ends (S11, L1). */
export const attemptsMax = {
  identify: 5,
  read: 8,
  download: 4,
  enable: 3,
  disable: 3,
  delete: 3,
  'set-fallback': 3,
  'unset-fallback': 3,
  confirm: 0,
} as const

/** Sessions that one operation may begin at an SM-DP+, which allows a few per order (S11). */
export const relaySessionsMax = 6

/** Requests that may be spent on settling one doubt (L2). */
export const doubtAsksMax = 12

/** Open operations of one card; one more is refused. */
export const openOperationsMax = 20

/** The highest counterValue a card accepts: 3 octets, positive. SGP.32 §2.11.1.1. */
export const counterValueMax = 8_388_607

/** A list of profiles older than this is read again before a change rests on it. */
export const profileListFreshMs = 30 * day

/** An audit asks again who the card is when that is older than this. */
export const identityFreshMs = day

/** Audits that Holdfast begins by itself, and within which time no more than those. */
export const ownAuditsMax = 3
export const ownAuditsWithinMs = hour

/** What was on its way over the former profile while the modem switched says nothing yet. */
export const switchSettlesMs = 30_000

/** Heartbeats on an unchanged ICCID, with nothing waiting for them, are recorded this often. */
export const heartbeatEveryMs = hour

/** The limits of what one card's state keeps. */
export const kept = {
  endedOperations: 10,
  seqNumbers: 64,
  dispatches: 32,
  notifications: 16,
  flips: 8,
} as const
