// Operations as the API shows them: wishes (secrets masked), plans in steps, outcomes.

import { Type } from 'typebox'
import { ReasonShape } from './explanation.ts'
import { Eid, Iccid, Instant, OutcomeShape, Possible, pageOf } from './value.ts'

const byIccid = (kind: 'enable' | 'disable' | 'delete' | 'set-fallback') =>
  Type.Object({ kind: Type.Literal(kind), iccid: Iccid }, { additionalProperties: false })

const plain = (kind: 'unset-fallback' | 'audit') =>
  Type.Object({ kind: Type.Literal(kind) }, { additionalProperties: false })

export const ProfileChoiceShape = Type.Union(
  [
    Type.Object(
      { kind: Type.Literal('iccid'), iccid: Iccid },
      { additionalProperties: false, description: 'a profile that is on the card already' },
    ),
    Type.Object(
      {
        kind: Type.Literal('activation-code'),
        activationCode: Type.String({ minLength: 1, maxLength: 1024 }),
        confirmationCode: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
        iccid: Type.Optional(Iccid),
        operator: Type.Optional(Type.String({ maxLength: 200 })),
        profileBytes: Type.Optional(Type.Integer({ minimum: 1 })),
        ciPkIds: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { maxItems: 16 })),
      },
      { additionalProperties: false, description: 'one activation code, so for one device' },
    ),
    Type.Object(
      {
        kind: Type.Literal('stock'),
        operator: Type.String({ minLength: 1, maxLength: 200 }),
        profileType: Type.Optional(Type.String({ maxLength: 200 })),
      },
      { additionalProperties: false, description: 'one activation code per device from the stock' },
    ),
  ],
  { title: 'ProfileChoice' },
)

export const WishShape = Type.Union(
  [
    Type.Object(
      { kind: Type.Literal('swap'), profile: ProfileChoiceShape },
      { additionalProperties: false },
    ),
    Type.Object(
      { kind: Type.Literal('download'), profile: ProfileChoiceShape },
      { additionalProperties: false },
    ),
    byIccid('enable'),
    byIccid('disable'),
    byIccid('delete'),
    byIccid('set-fallback'),
    plain('unset-fallback'),
    plain('audit'),
  ],
  { title: 'Wish', description: 'what is wanted; activation and confirmation codes are masked' },
)

export const WayBackShape = Type.Object(
  {
    kind: Type.Enum([
      'nothing-changes',
      'rollback-flag',
      'fallback-profile',
      'old-profile-stays',
      'other-authority',
    ]),
    why: Type.String(),
  },
  { title: 'WayBack', description: 'how the card stays reachable if the step fails half-way' },
)

export const StepShape = Type.Object(
  {
    kind: Type.Enum([
      'identify',
      'read',
      'download',
      'enable',
      'disable',
      'delete',
      'set-fallback',
      'unset-fallback',
      'confirm',
    ]),
    words: Type.String({ description: 'the step in words' }),
    iccid: Type.Optional(Iccid),
    route: Type.Optional(Type.Enum(['direct', 'indirect'])),
    rollbackFlag: Type.Optional(Type.Boolean()),
    deadlineMs: Type.Integer(),
    dispatchDeadlineMs: Type.Integer(),
    proof: Type.String(),
    wayBack: WayBackShape,
  },
  { title: 'Step' },
)

export const PlanShape = Type.Object(
  {
    steps: Type.Array(StepShape),
    goal: Type.Enum(['serving', 'applied']),
    whySafe: Type.Array(Type.String()),
    madeAt: Instant,
  },
  { title: 'Plan' },
)

export const OperationShape = Type.Object(
  {
    operationId: Type.String(),
    eid: Eid,
    wish: WishShape,
    plan: PlanShape,
    stepIndex: Type.Integer({
      minimum: 0,
      description: 'equals the number of steps when all done',
    }),
    outcome: OutcomeShape,
    reason: Type.Optional(ReasonShape),
    createdAt: Instant,
    createdBy: Type.String(),
    deadlineAt: Instant,
    stepDeadlineAt: Type.Optional(Instant),
    batchId: Type.Optional(Type.String()),
    endedAt: Type.Optional(Instant),
    targetIccid: Type.Optional(Iccid),
    formerIccid: Type.Optional(Iccid),
    can: Type.Object({ cancel: Possible }),
  },
  { title: 'Operation' },
)

export const OperationPage = pageOf(OperationShape)
