// Silence of devices: what was expected, the case that is open for a stranded one, what was tried
// and what comes next; and the visits that are left when nothing else is.

import { recoveryActions } from '@holdfast/fleet/recovery/rung.ts'
import { silenceClasses } from '@holdfast/fleet/silence/silence-class.ts'
import { Type } from 'typebox'
import { Counts, Eid, Iccid, Instant, pageOf } from './value.ts'

const isOneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string): text is T =>
    (words as readonly string[]).includes(text)

export const isSilenceClass = isOneOf(silenceClasses)

export const SilenceClassShape = Type.Enum([...silenceClasses], { title: 'SilenceClass' })

export const isRecoveryAction = isOneOf(recoveryActions)

export const RecoveryActionShape = Type.Enum([...recoveryActions], { title: 'RecoveryAction' })

export const ExpectedContactShape = Type.Object(
  {
    intervalMs: Type.Integer(),
    by: Type.Optional(Instant),
    lateAt: Type.Optional(Instant),
    asleepUntil: Type.Optional(Instant),
    from: Type.Enum(['configured', 'learned', 'assumed']),
    why: Type.String(),
  },
  { title: 'ExpectedContact', description: 'when the device should call, and why we think so' },
)

export const RungShape = Type.Object(
  {
    action: RecoveryActionShape,
    at: Instant,
    actionId: Type.Optional(Type.String({ description: 'as the operator’s system got it' })),
    iccid: Type.Optional(Iccid),
    operator: Type.Optional(Type.String()),
    dueAt: Type.Optional(Instant),
    outcome: Type.Enum(['asked', 'accepted', 'refused', 'unanswered', 'no-help'], {
      description: 'what the asked side said; whether it helped is seen by later contacts alone',
    }),
    answeredAt: Type.Optional(Instant),
    code: Type.Optional(Type.String()),
    why: Type.Optional(Type.String()),
    by: Type.Optional(Type.String({ description: 'the person who asked for it' })),
  },
  { title: 'Rung', description: 'one thing that was tried for a stranded device' },
)

const CauseShape = Type.Object(
  {
    code: Type.String(),
    side: Type.Enum(['card', 'network', 'application'], { description: 'who tells it' }),
    weight: Type.Number({ description: '0 to 1, for ranking only' }),
    words: Type.String(),
    helps: Type.String(),
    facts: Type.Array(Type.String()),
  },
  { title: 'SilenceCause' },
)

export const StrandedCaseShape = Type.Object(
  {
    caseId: Type.String(),
    eid: Eid,
    class: SilenceClassShape,
    firstClass: SilenceClassShape,
    state: Type.Enum(['open', 'ended']),
    raisedAt: Instant,
    judgedAt: Type.Integer({
      description:
        'when the class and its causes were judged, as an instant; the facts are of then',
    }),
    since: Instant,
    intervalMs: Type.Optional(Type.Integer({ description: 'the device’s own contact interval' })),
    recoverable: Type.Boolean(),
    cause: Type.String({ description: 'stable code, one step finer than the class' }),
    causes: Type.Array(CauseShape, { description: 'the most likely first' }),
    confidence: Type.Enum(['sure', 'likely', 'guess']),
    iccid: Type.Optional(Iccid),
    operator: Type.Optional(Type.String()),
    plmn: Type.Optional(Type.String()),
    country: Type.Optional(Type.String()),
    rejectCause: Type.Optional(Type.Integer()),
    nextAt: Type.Optional(Instant),
    exhaustedAt: Type.Optional(Instant),
    because: Type.Array(Type.String(), { description: 'the facts it was judged by' }),
    rungs: Type.Array(RungShape),
    isStopped: Type.Boolean({ description: 'a person stopped its recovery' }),
    stopped: Type.Optional(
      Type.Object({ by: Type.String(), at: Instant, reason: Type.Optional(Type.String()) }),
    ),
    endedAt: Type.Optional(Instant),
    endedBy: Type.Optional(Type.String()),
    visitId: Type.Optional(Type.String()),
  },
  { title: 'StrandedCase' },
)

export const StrandedPageShape = Type.Object({
  ...pageOf(StrandedCaseShape).properties,
  now: Instant,
})

export const StrandedCountsShape = Type.Object(
  {
    now: Instant,
    open: Type.Integer(),
    byClass: Counts,
    byAge: Type.Record(Type.String(), Counts, {
      description: 'by class, then by age: day, week, month, older',
    }),
    ended: Counts,
  },
  { title: 'StrandedCounts', description: 'open cases by class and age; ended ones by class' },
)

export const DeviceSilenceShape = Type.Object(
  {
    eid: Eid,
    now: Instant,
    lastSeenAt: Type.Optional(Instant),
    expected: Type.Optional(ExpectedContactShape),
    case: Type.Optional(StrandedCaseShape),
    next: Type.Optional(
      Type.Object({
        action: Type.Optional(RecoveryActionShape),
        at: Type.Optional(Instant),
        words: Type.String(),
      }),
    ),
  },
  { title: 'DeviceSilence' },
)

export const RecoveryOrderShape = Type.Object(
  {
    action: Type.Enum(['stop', 'resume', 'try']),
    rung: Type.Optional(RecoveryActionShape),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { title: 'RecoveryOrder', additionalProperties: false },
)

export const visitFindings = ['mended', 'replaced', 'no-fault-found', 'not-mended'] as const

export const isVisitFinding = isOneOf(visitFindings)

export const VisitFindingShape = Type.Enum([...visitFindings], { title: 'VisitFinding' })

export const FieldVisitShape = Type.Object(
  {
    visitId: Type.String(),
    eid: Eid,
    state: Type.Enum(['open', 'closed']),
    orderedAt: Instant,
    class: SilenceClassShape,
    reason: Type.String(),
    evidence: Type.Array(Type.String(), { description: 'what is known and what was tried' }),
    model: Type.Optional(Type.String()),
    serial: Type.Optional(Type.String()),
    site: Type.Optional(Type.String()),
    country: Type.Optional(Type.String()),
    closedAt: Type.Optional(Instant),
    finding: Type.Optional(Type.String()),
    words: Type.Optional(Type.String()),
  },
  { title: 'FieldVisit' },
)

export const FieldVisitPageShape = Type.Object({
  ...pageOf(FieldVisitShape).properties,
  now: Instant,
})

export const VisitClosingShape = Type.Object(
  { finding: VisitFindingShape, words: Type.String({ maxLength: 2000 }) },
  { title: 'VisitClosing', additionalProperties: false },
)
