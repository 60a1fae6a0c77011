// What a country asks for: which operators may serve there, when it must be quiet, from how many
// devices on more people must approve (B2, first form). Rules are data with a date and a source;
// Holdfast ships none, because law is for its users to state.

import { isTimeOfDay } from '../local-time/time-of-day.ts'

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
  /** Nothing of a campaign leaves in these hours. */
  readonly quietHours?: readonly QuietHours[]
  /** A campaign with more devices there than this needs so many approvals. */
  readonly approvals?: { readonly aboveDevices: number; readonly needed: number }
}

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

/** Approvals that the rules ask for, given how many devices the target has by country. */
export function approvalsAsked(
  rules: readonly CountryRule[],
  devicesByCountry: ReadonlyMap<string, number>,
  day: string,
): number {
  const asked = [...devicesByCountry].flatMap(([country, devices]) =>
    rulesFor(rules, country, day).flatMap(({ approvals }) =>
      approvals && devices > approvals.aboveDevices ? [approvals.needed] : [],
    ),
  )
  return Math.max(0, ...asked)
}

/** What is wrong with a rule, in words; nothing when it can be used. */
export function judgeCountryRule(rule: CountryRule): readonly string[] {
  const { country, from, until, source, operators, quietHours = [], approvals } = rule
  const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)
  const saysNothing = !operators && quietHours.length === 0 && !approvals
  const areClocks = quietHours.every((hours) => isTimeOfDay(hours.from) && isTimeOfDay(hours.until))
  return [
    ...(/^[A-Z]{2}$/.test(country) ? [] : ['the country is not two letters']),
    ...(isDay(from) && (until === undefined || isDay(until)) ? [] : ['a day is like 2026-01-31']),
    ...(source.title && source.address && isDay(source.readOn) ? [] : ['the source is not named']),
    ...(saysNothing ? ['the rule says nothing'] : []),
    ...(areClocks ? [] : ['quiet hours begin and end at times like 22:00']),
  ]
}
