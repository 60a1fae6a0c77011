// What a country asks for: which operators may serve there, when it must be quiet, how many devices
// may be changed in a day, from how many devices on more people must approve (B2, first form). Rules
// are data with a date and a source; Holdfast ships none, because law is for its users to state.

import type { Instant } from '../evidence.ts'
import { localDayAt } from '../local-time/local-time.ts'
import { isTimeOfDay } from '../local-time/time-of-day.ts'
import { zoneOfCountry } from '../local-time/zone-of-device.ts'

/** `22:00` to `06:00`, by the device's clock. */
export interface QuietHours {
  readonly from: string
  readonly until: string
}

export interface CountryRule {
  readonly ruleId: string
  /** Two letters. */
  readonly country: string
  /** First and last day on which it holds, `2026-01-31`. */
  readonly from: string
  readonly until?: string
  readonly source: { readonly title: string; readonly address: string; readonly readOn: string }
  /** Only these may be used there; absent: the rule does not speak of operators. */
  readonly operators?: readonly string[]
  /** Nothing of a campaign leaves in these hours, and of other operations nothing that changes. */
  readonly quietHours?: readonly QuietHours[]
  /** A campaign with more devices there than this needs so many approvals. */
  readonly approvals?: { readonly aboveDevices: number; readonly needed: number }
  /** So many devices there begin to change in one day of the country's clock. */
  readonly changesPerDay?: number
}

/** What a person states of a rule: the rest follows from where it is put. */
export type StatedRule = Omit<CountryRule, 'ruleId' | 'country'>

/** The rules of this country that hold on that day (`2026-01-31`). */
export const rulesFor = (
  rules: readonly CountryRule[],
  country: string | undefined,
  day: string,
): readonly CountryRule[] =>
  rules.filter(
    (rule) =>
      rule.country === country &&
      rule.from <= day &&
      (rule.until === undefined || day <= rule.until),
  )

/** The rule that does not allow this operator; nothing when all do, or none speaks of it. */
export const forbiddingRule = (
  rules: readonly CountryRule[],
  operator: string | undefined,
): CountryRule | undefined =>
  rules.find(({ operators }) => operators !== undefined && !operators.includes(operator ?? ''))

/** Quiet hours of all the rules, as windows of the day. */
export const quietHoursOf = (rules: readonly CountryRule[]) =>
  rules.flatMap(({ quietHours = [] }) => quietHours)

/** The lowest number of devices that the rules let begin to change in a day; absent: no limit. */
export function changesPerDayOf(rules: readonly CountryRule[]): number | undefined {
  const stated = rules.flatMap(({ changesPerDay }) => changesPerDay ?? [])
  return stated.length === 0 ? undefined : Math.min(...stated)
}

/** Today by the clock of the country where most of its people live. */
export const dayIn = (country: string, now: Instant): string =>
  localDayAt(now, zoneOfCountry(country)?.zone ?? 'UTC')

/** Approvals that the rules ask for today, given how many devices the target has by country. */
export function approvalsAsked(
  rules: readonly CountryRule[],
  devicesByCountry: ReadonlyMap<string, number>,
  now: Instant,
): number {
  const asked = [...devicesByCountry].flatMap(([country, devices]) =>
    rulesFor(rules, country, dayIn(country, now)).flatMap(({ approvals }) =>
      approvals && devices > approvals.aboveDevices ? [approvals.needed] : [],
    ),
  )
  return Math.max(0, ...asked)
}

/** A day as rules write it, and one that the calendar has. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? []
  if (!year || !month || !day || month > 12) return false
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day <= days
}

/** What is wrong with a rule, in words; nothing when it can be used. */
export function judgeCountryRule(rule: CountryRule): readonly string[] {
  const { country, source } = rule
  return [
    ...(/^[A-Z]{2}$/.test(country) ? [] : ['the country is not two letters']),
    ...judgeDays(rule),
    ...(source.title && source.address && isDay(source.readOn) ? [] : ['the source is not named']),
    ...judgeContents(rule),
  ]
}

function judgeDays({ from, until }: CountryRule): readonly string[] {
  const areDays = isDay(from) && (until === undefined || isDay(until))
  if (!areDays) return ['a day is like 2026-01-31']
  return until !== undefined && until < from ? ['the rule ends before it begins'] : []
}

function judgeContents(rule: CountryRule): readonly string[] {
  const { operators, quietHours = [], approvals, changesPerDay } = rule
  const isCount = (value: number | undefined): boolean =>
    value === undefined || (Number.isInteger(value) && value >= 0)
  const saysNothing =
    !operators && quietHours.length === 0 && !approvals && changesPerDay === undefined
  const areClocks = quietHours.every((hours) => isTimeOfDay(hours.from) && isTimeOfDay(hours.until))
  const isWholeDay = quietHours.some((hours) => hours.from === hours.until)
  const areCounts = [approvals?.aboveDevices, approvals?.needed, changesPerDay].every(isCount)
  return [
    ...(saysNothing ? ['the rule says nothing'] : []),
    ...(areClocks ? [] : ['quiet hours begin and end at times like 22:00']),
    ...(isWholeDay ? ['quiet hours that begin when they end never let anything through'] : []),
    ...(operators?.length === 0
      ? ['no operator is allowed: name one, or say nothing of them']
      : []),
    ...(areCounts ? [] : ['a number of the rule is not a whole number from 0']),
    ...(changesPerDay === 0 ? ['no change a day is no rule of pace: name the operators'] : []),
  ]
}
