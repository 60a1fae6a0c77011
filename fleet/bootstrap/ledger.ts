// The ledger of a line with an allowance, above all a bootstrap line (C1): how much data, how many
// messages and days are left, in which countries; how fast they go, and when the first of them is
// used up, time in the warehouse included. Warns before that, holds polls off when little is left
// (F18), and keeps aged stock from being shipped (F19).

import type { Instant } from '../evidence.ts'
import { spanInWords } from '../explanation.ts'
import type { KnownLine, LineReading } from '../lines/line.ts'
import { fastestUse } from './usage.ts'

export type RunsOutBy = 'bytes' | 'sms' | 'validity'

export interface LedgerRow {
  readonly iccid: string
  readonly operator?: string
  readonly bytesLeft?: number
  readonly smsLeft?: number
  readonly daysLeft?: number
  readonly countries?: readonly string[]
  /** As counted from the operator's readings; the faster of the whole and the latest stretch. */
  readonly bytesPerDay?: number
  readonly smsPerDay?: number
  /** When the first of them is used up, if it goes on like this. */
  readonly runsOutAt?: Instant
  readonly runsOutBy?: RunsOutBy
  readonly level: 'fine' | 'warn' | 'used-up'
  /** How much of its validity has passed, 0 to 1 and more. */
  readonly ageShare?: number
  /** Its validity is mostly over and the device was never seen: it must not be shipped (F19). */
  readonly holdShip: boolean
  readonly why: string
  readonly asOf: Instant
}

const dayMs = 86_400_000

/** A warning must leave time to order: this long before the end, or this much of what was left. */
export const warnBeforeMs = 21 * dayMs
const warnLeftShare = 0.2

/** Of its validity; then a device that was never seen is held back. */
export const shipHoldShare = 0.8

interface LedgerQuestion {
  readonly now: Instant
  /** Whether the device was ever in the field. */
  readonly wasSeen: boolean
}

/** One line's row. */
export function ledgerRow(line: KnownLine, { now, wasSeen }: LedgerQuestion): LedgerRow {
  const ends = endsOf(line)
  const [first] = ends.toSorted((a, b) => a.at - b.at)
  const ageShare = ageOf(line, now)
  const isUsedUp = first !== undefined && first.at <= now
  const isWarned = !isUsedUp && (ends.some(({ at }) => at - now <= warnBeforeMs) || isLow(line))
  const holdShip = !wasSeen && ageShare !== undefined && ageShare >= shipHoldShare
  return {
    iccid: line.iccid,
    ...pick(line),
    ...given('daysLeft', line.validUntil && Math.max(0, (line.validUntil - now) / dayMs)),
    ...given('bytesPerDay', fastestUse(line.readings ?? [], 'bytesLeft')),
    ...given('smsPerDay', fastestUse(line.readings ?? [], 'smsLeft')),
    ...(first ? { runsOutAt: first.at, runsOutBy: first.by } : {}),
    level: isUsedUp ? 'used-up' : isWarned ? 'warn' : 'fine',
    ...given('ageShare', ageShare),
    holdShip,
    why: whyOf(first, now, holdShip),
    asOf: line.at,
  }
}

const pick = ({ operator, bytesLeft, smsLeft, countries }: KnownLine) => ({
  ...given('operator', operator),
  ...given('bytesLeft', bytesLeft),
  ...given('smsLeft', smsLeft),
  ...given('countries', countries),
})

const given = <K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, V>)

interface End {
  readonly at: Instant
  readonly by: RunsOutBy
}

/** When each part of the allowance ends. */
function endsOf(line: KnownLine): readonly End[] {
  const bytesAt = emptyAt(line, 'bytesLeft')
  const smsAt = emptyAt(line, 'smsLeft')
  return [
    ...(bytesAt === undefined ? [] : [{ at: bytesAt, by: 'bytes' as const }]),
    ...(smsAt === undefined ? [] : [{ at: smsAt, by: 'sms' as const }]),
    ...(line.validUntil === undefined ? [] : [{ at: line.validUntil, by: 'validity' as const }]),
  ]
}

/** When the data of this line ends by its use so far; nothing while no use is known. */
export const ranOutAt = (line: KnownLine): Instant | undefined => emptyAt(line, 'bytesLeft')

function emptyAt(line: KnownLine, kind: 'bytesLeft' | 'smsLeft'): Instant | undefined {
  const left = line[kind]
  if (left === undefined) return undefined
  const readAt = line.readings?.findLast((one) => one[kind] !== undefined)?.at ?? line.at
  if (left <= 0) return readAt
  const perDay = fastestUse(line.readings ?? [], kind)
  return perDay === undefined || perDay <= 0 ? undefined : readAt + (left / perDay) * dayMs
}

/** Little is left of the most that was ever seen, whatever the forecast says. */
function isLow({ readings = [], bytesLeft }: KnownLine): boolean {
  const most = Math.max(0, ...readings.map((one: LineReading) => one.bytesLeft ?? 0))
  return bytesLeft !== undefined && readings.length > 1 && bytesLeft <= warnLeftShare * most
}

function ageOf({ validFrom, validUntil, readings }: KnownLine, now: Instant): number | undefined {
  const from = validFrom ?? readings?.[0]?.at
  if (validUntil === undefined || from === undefined || validUntil <= from) return undefined
  return (now - from) / (validUntil - from)
}

const endWords: Readonly<Record<RunsOutBy, string>> = {
  bytes: 'the data',
  sms: 'the messages',
  validity: 'the validity',
}

function whyOf(first: End | undefined, now: Instant, holdShip: boolean): string {
  if (!first) return 'no use is known yet, and no end'
  const when =
    first.at <= now
      ? `ended ${spanInWords(now - first.at)} ago`
      : `ends in ${spanInWords(first.at - now)}`
  const hold = holdShip ? '; most of it passed before the device was ever used: do not ship it' : ''
  return `${endWords[first.by]} of the line ${when}${hold}`
}

/** What one contact without anything to do costs a line, handshake included (bytes). */
export const contactBytes = 6_000

/** How many contacts must stay possible: below this, polls that are not needed are held off. */
const contactsInReserve = 10

/** Whether polls should be held off because the line would not last (F18). */
export const holdPolls = ({ bytesLeft }: Pick<LedgerRow, 'bytesLeft'>): boolean =>
  bytesLeft !== undefined && bytesLeft < contactsInReserve * contactBytes
