// Time and energy that one run of a plan takes over a radio, for pre-flight: the download by itself
// too, because the SM-DP+'s session must outlast it.

import type { Plan } from '../plan.ts'
import { type AirCost, addAirCost, airCostOf, noAirCost, type Radio } from './radio-model.ts'
import { exchangeOf } from './step-exchange.ts'

export interface PlanCost extends AirCost {
  readonly downloadSeconds: number
}

/** What the plan takes once, when nothing is lost. */
export function planCostOf(
  { steps }: Pick<Plan, 'steps'>,
  radio: Radio,
  about: { readonly profileBytes?: number } = {},
): PlanCost {
  let all = noAirCost
  let downloadSeconds = 0
  for (const { step } of steps) {
    const route = step.kind === 'download' ? (step.route ?? 'direct') : 'direct'
    const cost = airCostOf(exchangeOf(step.kind, { ...about, route }), radio)
    all = addAirCost(all, cost)
    if (step.kind === 'download') downloadSeconds += cost.seconds
  }
  return { ...all, downloadSeconds }
}
