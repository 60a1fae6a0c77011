// What is known of a line (the operator's subscription behind an ICCID): what the operator's system
// says, with its evidence and its age. Foreign state names are mapped at the door; these six are all
// that a decision needs.

import type { Evidence, Instant } from '../evidence.ts'

export const lineStates = [
  'active',
  'not-yet-active',
  'suspended',
  'barred',
  'terminated',
  'unknown',
] as const

export type LineState = (typeof lineStates)[number]

export interface LineFacts {
  readonly iccid: string
  readonly state: LineState
  readonly bytesLeft?: number
  readonly smsLeft?: number
  readonly validFrom?: Instant
  readonly validUntil?: Instant
  /** Two letters each; where the line may be used. */
  readonly countries?: readonly string[]
  readonly apn?: string
  /** The only IMEI that may use the line. */
  readonly imeiLock?: string
  readonly operator?: string
  /** When the operator's network last had this SIM attached. */
  readonly lastSeenInNetworkAt?: Instant
  /** The last EMM or GMM cause with which the network refused the SIM. */
  readonly rejectCause?: number
  /** When the operator said it. */
  readonly at: Instant
  readonly evidence: Evidence
}

/** One reading of what is left, for the ledger: newest last, at most `readingsMax`. */
export interface LineReading {
  readonly at: Instant
  readonly bytesLeft?: number
  readonly smsLeft?: number
}

export const readingsMax = 8

/** A line with the readings of its allowance. */
export interface KnownLine extends LineFacts {
  readonly readings?: readonly LineReading[]
  /** When the operator said that the line is active again after it was not. */
  readonly mendedAt?: Instant
}

const dayMs = 86_400_000

/** What an operator said longer ago than this says nothing about today. */
export const lineFreshMs = 7 * dayMs

/** Whether what is known of the line may still be relied on. */
export const isFresh = (line: LineFacts, now: Instant): boolean => now - line.at <= lineFreshMs

/** What each state means for the device that has the line. */
export const lineStateWords: Readonly<Record<LineState, string>> = {
  active: 'the line is active',
  'not-yet-active': 'the line is not active yet at the operator',
  suspended: 'the operator has suspended the line; it can be resumed',
  barred: 'the operator has barred the line',
  terminated: 'the operator has terminated the line for good',
  unknown: 'the operator does not say how the line is',
}

/** Whether a device can be served over a line in this state; undefined where nobody knows. */
export const carries = (state: LineState): boolean | undefined =>
  state === 'unknown' ? undefined : state === 'active'

/** The line after a newer report: what it leaves out stays; an older report changes nothing. */
export function mergeLine(old: KnownLine | undefined, news: LineFacts): KnownLine {
  if (old && news.at < old.at) return old
  const { readings: _, rejectCause: __, ...kept } = old ?? { iccid: news.iccid }
  const reading: readonly LineReading[] =
    news.bytesLeft === undefined && news.smsLeft === undefined ? [] : [readingOf(news)]
  const readings = [...(old?.readings ?? []), ...reading].slice(-readingsMax)
  const isMended = news.state === 'active' && old !== undefined && carries(old.state) === false
  return {
    ...kept,
    ...news,
    ...(readings.length > 0 ? { readings } : {}),
    ...(isMended ? { mendedAt: news.at } : {}),
  }
}

const readingOf = ({ at, bytesLeft, smsLeft }: LineFacts): LineReading => ({
  at,
  ...(bytesLeft === undefined ? {} : { bytesLeft }),
  ...(smsLeft === undefined ? {} : { smsLeft }),
})

/** Whether a report says anything that is not known yet; its age alone is no news. */
export function isLineNews(old: KnownLine | undefined, news: LineFacts): boolean {
  if (!old) return true
  if (news.at < old.at) return false
  if (news.at - old.at > lineFreshMs / 2) return true
  return saidKeys.some((key) => news[key] !== undefined && differs(old[key], news[key]))
}

const saidKeys = [
  'state',
  'bytesLeft',
  'smsLeft',
  'validFrom',
  'validUntil',
  'countries',
  'apn',
  'imeiLock',
  'operator',
  'lastSeenInNetworkAt',
  'rejectCause',
] as const satisfies readonly (keyof LineFacts)[]

const differs = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other) ? one.join('|') !== other.join('|') : one !== other
