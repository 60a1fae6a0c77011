// Facts that the pre-flight of a start checks against: what holds for an operator's lines, what an
// SM-DP+ needs, how large the profiles of a type are. And what the pre-flight of a target says.

import { checkNames } from '@holdfast/fleet/preflight/check.ts'
import { Type } from 'typebox'
import { Instant } from './value.ts'

const Name = Type.String({ minLength: 1, maxLength: 200 })
const KeyId = Type.String({ pattern: '^([0-9A-Fa-f]{2}){1,64}$' })
const Country = Type.String({ pattern: '^[A-Z]{2}$' })

export const OperatorFactsShape = Type.Object(
  {
    operator: Name,
    apn: Type.Optional(Type.String({ maxLength: 100 })),
    countries: Type.Optional(Type.Array(Country, { maxItems: 250 })),
    smdpAddress: Type.Optional(Type.String({ maxLength: 255 })),
  },
  { title: 'OperatorFacts', additionalProperties: false },
)

export const SmdpFactsShape = Type.Object(
  {
    address: Type.String({ minLength: 1, maxLength: 255 }),
    ciPkIds: Type.Optional(
      Type.Array(KeyId, { maxItems: 16, description: 'of the CIs its certificates lead to, hex' }),
    ),
    certificateUntil: Type.Optional(Instant),
    sessionSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
  },
  { title: 'SmdpFacts', additionalProperties: false },
)

export const ProfileTypeFactsShape = Type.Object(
  {
    operator: Name,
    profileType: Type.Optional(Type.String({ maxLength: 200 })),
    profileBytes: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
  },
  { title: 'ProfileTypeFacts', additionalProperties: false },
)

export const PreflightFactsShape = Type.Object(
  {
    operators: Type.Array(OperatorFactsShape, { maxItems: 1_000 }),
    smdps: Type.Array(SmdpFactsShape, { maxItems: 1_000 }),
    profileTypes: Type.Array(ProfileTypeFactsShape, { maxItems: 10_000 }),
  },
  { title: 'PreflightFacts', additionalProperties: false },
)

export const PreflightFactsChangeShape = Type.Object(
  {
    operators: Type.Optional(Type.Array(OperatorFactsShape, { maxItems: 1_000 })),
    smdps: Type.Optional(Type.Array(SmdpFactsShape, { maxItems: 1_000 })),
    profileTypes: Type.Optional(Type.Array(ProfileTypeFactsShape, { maxItems: 10_000 })),
  },
  { title: 'PreflightFactsChange', additionalProperties: false },
)

/** The checks of the pre-flight, by name. */
export const CheckNameShape = Type.Enum([...checkNames], { title: 'CheckName' })

export const RequiredChecks = Type.Array(CheckNameShape, {
  maxItems: 13,
  uniqueItems: true,
  description:
    'facts that must be known of a device: where one of them is missing, its swap or download ' +
    'is refused with `fact-missing`; without it a missing fact only counts as unknown',
})

export const PreflightTallyShape = Type.Object(
  {
    held: Type.Integer({ description: 'devices for which something is missing just now' }),
    checks: Type.Array(
      Type.Object({
        check: Type.String(),
        ok: Type.Integer(),
        held: Type.Integer(),
        refused: Type.Integer(),
        unknown: Type.Integer(),
        how: Type.Optional(Type.String({ description: 'how to get the missing fact' })),
      }),
    ),
  },
  { title: 'PreflightTally' },
)
