// What a tenant states of a country: who may serve there, when it must be quiet, how many devices
// may change in a day, how many people must approve. Each rule with its dates and its source.

import { Type } from 'typebox'
import { Instant } from './value.ts'

const Day = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  description: 'a day, like 2026-01-31',
})

const Clock = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  description: 'by the device’s own clock',
})

export const RuleSourceShape = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 300 }),
    address: Type.String({ minLength: 1, maxLength: 1000, description: 'where it can be read' }),
    readOn: Day,
  },
  { title: 'RuleSource', additionalProperties: false, description: 'who says so' },
)

const stated = {
  from: Type.String({ ...Day, description: 'the first day on which it holds' }),
  until: Type.Optional(Type.String({ ...Day, description: 'the last; absent: it does not end' })),
  source: RuleSourceShape,
  operators: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      maxItems: 200,
      description: 'only these may be used there; absent: the rule does not speak of operators',
    }),
  ),
  quietHours: Type.Optional(
    Type.Array(Type.Object({ from: Clock, until: Clock }, { additionalProperties: false }), {
      maxItems: 10,
      description: 'nothing of a campaign leaves then, and of other operations no change',
    }),
  ),
  approvals: Type.Optional(
    Type.Object(
      {
        aboveDevices: Type.Integer({ minimum: 0 }),
        needed: Type.Integer({ minimum: 1, maximum: 10 }),
      },
      {
        additionalProperties: false,
        description: 'a campaign with more devices there than `aboveDevices` needs so many',
      },
    ),
  ),
  changesPerDay: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000_000,
      description: 'so many devices there begin to change in one day of the country’s clock',
    }),
  ),
}

export const StatedRuleShape = Type.Object(stated, {
  title: 'StatedRule',
  additionalProperties: false,
})

export const CountryRuleShape = Type.Object(
  {
    ruleId: Type.String(),
    country: Type.String({ description: 'two letters' }),
    ...stated,
    isInForce: Type.Boolean({ description: 'whether it holds today, by the country’s clock' }),
  },
  { title: 'CountryRule' },
)

export const CountryRulesShape = Type.Object(
  {
    country: Type.String({ description: 'two letters' }),
    rules: Type.Array(CountryRuleShape),
    setAt: Instant,
    setBy: Type.String(),
    reason: Type.String({ description: 'why, in the words of who stated them' }),
    day: Type.String({ description: 'today there' }),
    changesToday: Type.Integer({
      description: 'changes that were given out there today; counted where a rule limits them',
    }),
  },
  { title: 'CountryRules' },
)
