// From the form of a country's rules to a request, and back. It says what is missing or misspelt;
// whether the rules can be is for the server to say.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CountryRulesShape } from '@holdfast/api/shapes/country-rule.ts'
import { isDay } from '@holdfast/fleet/campaign/country-rules.ts'
import type { StatedRule } from './rule-words.ts'

export type CountryRules = ShapeOf<typeof CountryRulesShape>

/** One rule as it is typed. */
export interface RuleFields {
  readonly from: string
  readonly until: string
  readonly sourceTitle: string
  readonly sourceAddress: string
  readonly readOn: string
  readonly quietHours: string
  readonly aboveDevices: string
  readonly needed: string
  readonly changesPerDay: string
  readonly operators: string
}

export interface CountryFields {
  readonly country: string
  readonly reason: string
  readonly rules: readonly RuleFields[]
}

export interface RulesRequest {
  readonly country: string
  readonly body: { readonly rules: StatedRule[]; readonly reason: string }
}

export type ReadRules =
  | { readonly kind: 'ready'; readonly request: RulesRequest }
  | { readonly kind: 'lacking'; readonly at: keyof RuleFields | 'country'; readonly why: string }

const hoursPattern = /^(([01]\d|2[0-3]):[0-5]\d)\s*[-–]\s*(([01]\d|2[0-3]):[0-5]\d)$/

export const newRule = (today: string): RuleFields => ({
  ...{ from: today, until: '', sourceTitle: '', sourceAddress: '', readOn: today },
  ...{ quietHours: '', aboveDevices: '', needed: '', changesPerDay: '', operators: '' },
})

/** What was stated, as it would be typed. */
export const fieldsOf = ({ country, rules }: CountryRules): CountryFields => ({
  country,
  reason: '',
  rules: rules.map((rule) => ({
    ...{ from: rule.from, until: rule.until ?? '', readOn: rule.source.readOn },
    ...{ sourceTitle: rule.source.title, sourceAddress: rule.source.address },
    quietHours: (rule.quietHours ?? []).map(({ from, until }) => `${from}–${until}`).join(', '),
    aboveDevices: String(rule.approvals?.aboveDevices ?? ''),
    needed: String(rule.approvals?.needed ?? ''),
    changesPerDay: String(rule.changesPerDay ?? ''),
    operators: (rule.operators ?? []).join(', '),
  })),
})

class Lacking extends Error {
  readonly at: keyof RuleFields | 'country'

  constructor(at: keyof RuleFields | 'country', why: string) {
    super(why)
    this.at = at
  }
}

export function readRules({ country, reason, rules }: CountryFields): ReadRules {
  try {
    const code = country.trim().toUpperCase()
    if (!/^[A-Z]{2}$/.test(code)) throw new Lacking('country', 'A country has two letters, as DE.')
    return {
      kind: 'ready',
      request: { country: code, body: { rules: rules.map(ruleOf), reason: reason.trim() } },
    }
  } catch (cause) {
    if (cause instanceof Lacking) return { kind: 'lacking', at: cause.at, why: cause.message }
    throw cause
  }
}

function ruleOf(fields: RuleFields): StatedRule {
  const title = fields.sourceTitle.trim()
  const address = fields.sourceAddress.trim()
  if (title === '') throw new Lacking('sourceTitle', 'Say who asks for it: a law, a contract.')
  if (address === '') throw new Lacking('sourceAddress', 'Say where it can be read.')
  const rule: StatedRule = {
    from: dayOf('from', fields.from),
    ...(fields.until.trim() === '' ? {} : { until: dayOf('until', fields.until) }),
    source: { title, address, readOn: dayOf('readOn', fields.readOn) },
    ...quietOf(fields.quietHours),
    ...approvalsOf(fields),
    ...changesOf(fields.changesPerDay),
    ...operatorsOf(fields.operators),
  }
  if (rule.quietHours ?? rule.approvals ?? rule.changesPerDay ?? rule.operators) return rule
  throw new Lacking('quietHours', 'A rule asks for at least one thing: hours, approvals, a limit.')
}

function dayOf(at: keyof RuleFields, text: string): string {
  const day = text.trim()
  if (isDay(day)) return day
  throw new Lacking(at, `A day is written as 2026-01-31, not “${text}”.`)
}

const partsOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

function quietOf(text: string): Pick<StatedRule, 'quietHours'> {
  const hours = partsOf(text).map((part) => {
    const [, from, , until] = hoursPattern.exec(part) ?? []
    if (from !== undefined && until !== undefined && from !== until) return { from, until }
    throw new Lacking('quietHours', `Quiet hours are written as 22:00–06:00, not “${part}”.`)
  })
  return hours.length === 0 ? {} : { quietHours: hours }
}

function wholeOf(at: keyof RuleFields, text: string, least: number): number {
  const value = Number(text.trim())
  if (text.trim() !== '' && Number.isInteger(value) && value >= least) return value
  throw new Lacking(at, `This must be a whole number from ${least} on, not “${text}”.`)
}

function approvalsOf({ aboveDevices, needed }: RuleFields): Pick<StatedRule, 'approvals'> {
  if (aboveDevices.trim() === '' && needed.trim() === '') return {}
  const approvals = {
    aboveDevices: wholeOf('aboveDevices', aboveDevices.trim() === '' ? '0' : aboveDevices, 0),
    needed: wholeOf('needed', needed, 1),
  }
  return { approvals }
}

const changesOf = (text: string): Pick<StatedRule, 'changesPerDay'> =>
  text.trim() === '' ? {} : { changesPerDay: wholeOf('changesPerDay', text, 1) }

function operatorsOf(text: string): Pick<StatedRule, 'operators'> {
  const operators = [...partsOf(text)]
  return operators.length === 0 ? {} : { operators }
}
