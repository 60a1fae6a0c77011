// What a rule of a country asks, in words.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { StatedRuleShape } from '@holdfast/api/shapes/country-rule.ts'
import { devicesInWords } from '../start/number-words.ts'

export type StatedRule = ShapeOf<typeof StatedRuleShape>

/** One sentence for each thing that it asks; none for a rule that asks nothing. */
export function ruleInWords(rule: StatedRule): readonly string[] {
  const { quietHours, approvals, changesPerDay, operators } = rule
  const hours = quietHours?.map(({ from, until }) => `${from}–${until}`).join(' and ')
  return [
    hours && `quiet from ${hours}, by each device's own clock`,
    changesPerDay !== undefined &&
      `at most ${devicesInWords(changesPerDay)} begin to change in a day`,
    approvals &&
      `a campaign with more than ${devicesInWords(approvals.aboveDevices)} there needs ` +
        `${approvals.needed} ${approvals.needed === 1 ? 'approval' : 'approvals'}`,
    operators && `only these operators: ${operators.join(', ')}`,
  ].filter((words): words is string => typeof words === 'string' && words !== '')
}
