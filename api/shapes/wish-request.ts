// Starting operations: the wish, whom it is for, and what a dry run or a start answers.

import { Type } from 'typebox'
import { RefusalShape } from './explanation.ts'
import { OperationShape, StepShape, WishShape } from './operation.ts'
import { PreflightTallyShape, RequiredChecks } from './preflight.ts'
import { Counts, Eid, Instant } from './value.ts'

export const TargetShape = Type.Union(
  [
    Type.Object(
      { eids: Type.Array(Eid, { minItems: 1, maxItems: 100_000 }) },
      { additionalProperties: false },
    ),
    Type.Object(
      { filter: Type.String({ maxLength: 2000, description: 'in the filter language' }) },
      { additionalProperties: false },
    ),
  ],
  { title: 'Target', description: 'which devices; the empty filter is all of them' },
)

export const WishRequestShape = Type.Object(
  {
    wish: WishShape,
    target: TargetShape,
    reason: Type.String({ maxLength: 500, description: 'why, for the log; may be empty' }),
    deadlineAt: Type.Optional(Instant),
    required: Type.Optional(RequiredChecks),
    expectedDevices: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'refused with `target-changed` when the target has another number of devices',
      }),
    ),
  },
  { title: 'WishRequest', additionalProperties: false },
)

export const CostShape = Type.Object(
  {
    messages: Type.Integer({ description: 'polls and answers over the air, all devices together' }),
    bytes: Type.Integer({ description: 'estimate of bytes over the air, all devices together' }),
    profilesFromStock: Type.Integer(),
  },
  { title: 'Cost' },
)

export const DeviceVerdictShape = Type.Object(
  {
    eid: Eid,
    serial: Type.Optional(Type.String()),
    model: Type.Optional(Type.String()),
    allowed: Type.Boolean(),
    refusals: Type.Optional(Type.Array(RefusalShape)),
    operationsInTheWay: Type.Optional(Type.Array(Type.String())),
  },
  { title: 'DeviceVerdict' },
)

export const DryRunShape = Type.Object(
  {
    devices: Type.Integer(),
    allowed: Type.Integer(),
    refused: Type.Integer(),
    refusals: Type.Array(
      Type.Object({
        code: Type.String(),
        devices: Type.Integer(),
        why: Type.String(),
        remedy: Type.Optional(Type.String()),
        sampleEids: Type.Array(Eid),
      }),
    ),
    steps: Type.Array(StepShape, { description: 'of the most frequent plan' }),
    whySafe: Type.Array(Type.String()),
    plans: Type.Integer({ description: 'how many different plans the devices have' }),
    cost: CostShape,
    perDevice: Type.Array(DeviceVerdictShape, { maxItems: 100 }),
    preflight: Type.Optional(PreflightTallyShape),
    problem: Type.Optional(RefusalShape),
  },
  { title: 'DryRun' },
)

export const StartedShape = Type.Object(
  {
    batchId: Type.String(),
    total: Type.Integer(),
    accepted: Type.Integer(),
    refused: Type.Integer(),
    refusals: Counts,
    operations: Type.Array(OperationShape, { maxItems: 100 }),
    repeated: Type.Boolean({ description: 'true when this Idempotency-Key was answered before' }),
  },
  { title: 'Started' },
)

export const BatchShape = Type.Object(
  {
    batchId: Type.String(),
    createdAt: Instant,
    createdBy: Type.String(),
    wish: WishShape,
    reason: Type.String(),
    total: Type.Integer(),
    accepted: Type.Integer(),
    refused: Type.Integer(),
    refusals: Counts,
    outcomes: Counts,
    open: Type.Integer(),
  },
  { title: 'Batch' },
)
