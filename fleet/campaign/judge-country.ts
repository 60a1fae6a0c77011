// Whether a country's rules allow this change for this device at all: the operator that it would
// have afterwards. For campaigns and single operations alike; time of day is hold-by-country.ts.

import type { CardState } from '../card-state.ts'
import { operatorOf } from '../combination/combination-key.ts'
import type { Refusal } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import { localDayAt } from '../local-time/local-time.ts'
import { zoneOfDevice } from '../local-time/zone-of-device.ts'
import { refuse } from '../reasons/reason.ts'
import type { Wish } from '../wish.ts'
import { type CountryRule, forbiddingRule, rulesFor } from './country-rules.ts'

export interface CountryQuestion {
  readonly rules: readonly CountryRule[]
  readonly state: CardState
  readonly wish: Wish
  readonly now: Instant
}

/** The rules that hold today where the device is, by its own clock. */
export function rulesOfDevice({
  rules,
  state,
  now,
}: Omit<CountryQuestion, 'wish'>): readonly CountryRule[] {
  const { country } = state.device
  if (country === undefined || !rules.some((rule) => rule.country === country)) return []
  return rulesFor(rules, country, localDayAt(now, zoneOfDevice(state.device).zone))
}

/** What would put an operator to use; deleting or disabling what is not allowed always may be. */
const usesOperator: ReadonlySet<Wish['kind']> = new Set([
  'swap',
  'download',
  'enable',
  'set-fallback',
])

/** The refusal, naming the rule, when one does not allow the operator. */
export function judgeCountry(question: CountryQuestion): Refusal | undefined {
  const { state, wish } = question
  if (!usesOperator.has(wish.kind)) return undefined
  const operator = operatorOf(state, wish)
  const rule = forbiddingRule(rulesOfDevice(question), operator)
  if (!rule) return undefined
  const facts = `${operator ?? 'unknown operator'} in ${rule.country}: ${rule.source.title}`
  return refuse('operator-not-allowed', facts)
}
