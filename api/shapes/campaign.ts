// Campaigns as the API takes and shows them: whom, what, in which waves, by which numbers a wave
// passes, when packages may leave, who approved which plan, and how far it is.

import { targetStates } from '@holdfast/fleet/campaign/target-state.ts'
import { Type } from 'typebox'
import { ReasonShape, RefusalShape } from './explanation.ts'
import { WishShape } from './operation.ts'
import { RequiredChecks } from './preflight.ts'
import { Counts, Eid, Instant, Possible, pageOf } from './value.ts'
import { DryRunShape, TargetShape } from './wish-request.ts'

const Share = Type.Number({ exclusiveMinimum: 0, maximum: 1 })

export const WaveWishShape = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    devices: Type.Optional(Type.Integer({ minimum: 1, description: 'so many devices' })),
    share: Type.Optional(Share),
  },
  {
    title: 'WaveWish',
    additionalProperties: false,
    description: 'devices or share; the last wave without either takes all that are left',
  },
)

export const ThresholdsShape = Type.Object(
  {
    successAtLeast: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'a wave passes when its share of success is at least this, with confidence',
    }),
    failureAtMost: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'the campaign stops when the share of failure is above this, with confidence',
    }),
    confidence: Type.Number({ minimum: 0.5, maximum: 0.9999, description: 'e.g. 0.95' }),
  },
  { title: 'Thresholds', additionalProperties: false },
)

export const WindowShape = Type.Object(
  {
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      minItems: 1,
      description: '1 is Monday',
    }),
    from: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
    until: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
  },
  { title: 'Window', additionalProperties: false, description: 'in the device’s own time' },
)

export const RatesShape = Type.Object(
  {
    atOnce: Type.Optional(Type.Integer({ minimum: 1, description: 'devices in the air at once' })),
    perSmdpPerMinute: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    perOperatorPerMinute: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  },
  { title: 'Rates', additionalProperties: false },
)

export const CampaignRequestShape = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    wish: WishShape,
    target: TargetShape,
    follow: Type.Enum(['frozen', 'live'], {
      description: 'live: devices that begin to match the filter later join the last wave',
    }),
    waves: Type.Array(WaveWishShape, { minItems: 1, maxItems: 50 }),
    thresholds: ThresholdsShape,
    windows: Type.Optional(Type.Array(WindowShape, { maxItems: 20 })),
    rates: Type.Optional(RatesShape),
    deviceDeadlineMinutes: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    approvalsNeeded: Type.Integer({ minimum: 0, maximum: 10 }),
    required: Type.Optional(RequiredChecks),
    startAt: Type.Optional(Instant),
    reason: Type.String({ maxLength: 500, description: 'why, for the log; may be empty' }),
  },
  { title: 'CampaignRequest', additionalProperties: false },
)

/** What may become of one device of a campaign. */
export const TargetStateShape = Type.Enum([...targetStates], {
  title: 'CampaignTargetState',
  description:
    'waiting: no operation yet; admitted: its operation is open; refused: it did not allow the ' +
    'wish, nothing was sent; stopped: the campaign ended before its turn; returned: sent back',
})

export const CampaignPhaseShape = Type.Enum(
  [
    'draft',
    'awaiting-approval',
    'scheduled',
    'running',
    'paused',
    'rolling-back',
    'aborted',
    'finished',
  ],
  { title: 'CampaignPhase' },
)

export const WavePhaseShape = Type.Enum(
  ['planned', 'open', 'passed', 'failed', 'rolling-back', 'rolled-back'],
  { title: 'WavePhase' },
)

export const WaveShape = Type.Object(
  {
    index: Type.Integer({ minimum: 0 }),
    name: Type.String(),
    devices: Type.Integer(),
    phase: WavePhaseShape,
    reason: Type.Optional(ReasonShape),
    openedAt: Type.Optional(Instant),
    endedAt: Type.Optional(Instant),
    heldSince: Type.Optional(Instant),
    tally: Counts,
    waitsFor: Type.Array(Type.String(), { description: 'in words; empty when nothing' }),
  },
  { title: 'Wave' },
)

export const ApprovalShape = Type.Object(
  { by: Type.String(), at: Instant, planHash: Type.String() },
  { title: 'Approval' },
)

export const HeldCombinationShape = Type.Object(
  {
    key: Type.String(),
    words: Type.String(),
    reason: ReasonShape,
    at: Instant,
    released: Type.Optional(Type.Object({ by: Type.String(), at: Instant, reason: Type.String() })),
  },
  { title: 'HeldCombination', description: 'devices like this are not admitted' },
)

export const CampaignCanShape = Type.Object(
  {
    approve: Possible,
    start: Possible,
    pause: Possible,
    resume: Possible,
    abort: Possible,
    rollBack: Possible,
    retry: Possible,
    exclude: Possible,
  },
  { title: 'CampaignCan', description: 'what may be done with it now, and why not' },
)

const settled = {
  campaignId: Type.String(),
  name: Type.String(),
  phase: CampaignPhaseShape,
  reason: Type.Optional(ReasonShape),
  createdAt: Instant,
  createdBy: Type.String(),
  startedAt: Type.Optional(Instant),
  endedAt: Type.Optional(Instant),
  devices: Type.Integer({ description: 'of all waves' }),
  tally: Counts,
  waitsFor: Type.Array(Type.String(), { description: 'in words; empty when it is over' }),
}

export const CampaignRowShape = Type.Object(settled, { title: 'CampaignRow' })

export const CampaignShape = Type.Object(
  {
    ...settled,
    wish: WishShape,
    target: Type.Union([
      Type.Object({ filter: Type.String() }),
      Type.Object({ eids: Type.Integer({ description: 'how many were named' }) }),
    ]),
    follow: Type.Enum(['frozen', 'live']),
    why: Type.String({ description: 'the reason that its maker gave' }),
    waves: Type.Array(WaveShape),
    thresholds: ThresholdsShape,
    windows: Type.Array(WindowShape),
    rates: RatesShape,
    deviceDeadlineMinutes: Type.Integer(),
    required: RequiredChecks,
    startAt: Type.Optional(Instant),
    planHash: Type.String({ description: 'what an approval is for' }),
    approvalsNeeded: Type.Integer(),
    approvals: Type.Array(ApprovalShape),
    stockReserved: Type.Optional(Type.Integer()),
    held: Type.Array(HeldCombinationShape),
    excluded: Type.Integer(),
    can: CampaignCanShape,
    now: Instant,
  },
  { title: 'Campaign' },
)

export const CampaignPage = pageOf(CampaignRowShape)

export const CampaignDeviceShape = Type.Object(
  {
    eid: Eid,
    wave: Type.Integer(),
    state: TargetStateShape,
    operationId: Type.Optional(Type.String()),
    code: Type.Optional(Type.String({ description: 'why, as a code' })),
    combination: Type.Optional(Type.String()),
    changedAt: Type.Optional(Instant),
  },
  { title: 'CampaignDevice' },
)

export const CampaignDevicePage = pageOf(CampaignDeviceShape)

export const CampaignDryRunShape = Type.Object(
  {
    preflight: DryRunShape,
    waves: Type.Array(Type.Object({ name: Type.String(), devices: Type.Integer() })),
    planHash: Type.String(),
    approvalsNeeded: Type.Integer({
      description: 'what the plan asks for, or a rule of one of its countries',
    }),
    stock: Type.Optional(Type.Object({ needed: Type.Integer(), available: Type.Integer() })),
    problems: Type.Array(RefusalShape, { description: 'why it could not be started as it is' }),
  },
  { title: 'CampaignDryRun' },
)

/** The outcome of `retry` and `exclude`. */
export const CampaignChangedShape = Type.Object(
  { campaign: CampaignShape, devices: Type.Integer({ description: 'devices that it concerned' }) },
  { title: 'CampaignChanged' },
)

/** A campaign's course: devices by state at instants, for a burn-up. */
export const CampaignSeriesShape = Type.Object(
  { points: Type.Array(Type.Object({ at: Instant, tally: Counts })), now: Instant },
  { title: 'CampaignSeries' },
)

export const CombinationShape = Type.Object(
  {
    key: Type.String(),
    parts: Type.Record(Type.String(), Type.String(), {
      description: 'device firmware, module firmware, eUICC OS, IPA, SM-DP+, operator, RAT',
    }),
    devices: Type.Integer({ description: 'sample size' }),
    outcomes: Counts,
    success: Type.Optional(
      Type.Object({
        share: Type.Number(),
        low: Type.Number(),
        high: Type.Number(),
        confidence: Type.Number(),
      }),
    ),
    state: Type.String({ description: 'unproven, proven, held, released …' }),
    words: Type.String(),
    codes: Counts,
  },
  { title: 'Combination' },
)
