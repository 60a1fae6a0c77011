// Many silent devices with one cause are one incident, with its runbook in words; the ledger of
// bootstrap lines; and the figures by which the service is judged, each with its denominator.

import { Type } from 'typebox'
import { SilenceClassShape } from './silence.ts'
import { Eid, Iccid, Instant, pageOf } from './value.ts'

export const IncidentShape = Type.Object(
  {
    incidentId: Type.String(),
    cause: Type.String({ description: 'stable code of the cause' }),
    words: Type.String({ description: 'the cause in one sentence' }),
    class: Type.Optional(SilenceClassShape),
    about: Type.Record(Type.String(), Type.String(), {
      description: 'what the devices have in common: operator, plmn, country, campaign, wave, …',
    }),
    state: Type.Enum(['open', 'ended']),
    openedAt: Instant,
    updatedAt: Instant,
    endedAt: Type.Optional(Instant),
    devices: Type.Integer({ description: 'that it concerns now' }),
    devicesEver: Type.Integer(),
    runbook: Type.Array(Type.String(), { description: 'what to do, in order' }),
    campaigns: Type.Array(Type.Object({ campaignId: Type.String(), name: Type.String() }), {
      description: 'the campaigns that it stops or concerns; empty for silent devices',
    }),
  },
  { title: 'Incident' },
)

export const IncidentPageShape = Type.Object({ ...pageOf(IncidentShape).properties, now: Instant })

export const IncidentDetailShape = Type.Object(
  {
    ...IncidentShape.properties,
    eids: Type.Array(Eid, { description: 'of the devices, at most 1,000' }),
    now: Instant,
  },
  { title: 'IncidentDetail' },
)

const Left = Type.Optional(Type.Integer({ description: 'over all its lines that say it' }))

export const BootstrapOperatorShape = Type.Object(
  {
    operator: Type.String(),
    lines: Type.Integer(),
    bytesLeft: Left,
    smsLeft: Left,
    daysLeftLeast: Type.Optional(Type.Integer()),
    countries: Type.Array(Type.String()),
    fine: Type.Integer(),
    warned: Type.Integer({ description: 'lines that will be used up soon' }),
    usedUp: Type.Integer(),
    holdShip: Type.Integer({ description: 'never used, and most of their validity is over' }),
  },
  { title: 'BootstrapOperator' },
)

export const RunningOutShape = Type.Object(
  {
    eid: Eid,
    iccid: Iccid,
    operator: Type.Optional(Type.String()),
    level: Type.Enum(['warn', 'used-up']),
    what: Type.Optional(Type.Enum(['bytes', 'sms', 'validity'])),
    at: Type.Optional(Instant),
    bytesLeft: Type.Optional(Type.Integer()),
    smsLeft: Type.Optional(Type.Integer()),
    holdShip: Type.Boolean(),
    words: Type.String(),
  },
  { title: 'RunningOut' },
)

export const BootstrapLedgerShape = Type.Object(
  {
    now: Instant,
    operators: Type.Array(BootstrapOperatorShape),
    runningOut: Type.Array(RunningOutShape, { description: 'soonest first, at most 1,000' }),
    lines: Type.Integer({ description: 'lines of which an allowance or a validity was told' }),
  },
  { title: 'BootstrapLedger' },
)

const Share = Type.Object({
  numerator: Type.Integer(),
  denominator: Type.Integer(),
  words: Type.String({ description: 'what is counted, above and below the line' }),
})

const Span = Type.Object({
  count: Type.Integer(),
  medianSeconds: Type.Optional(Type.Integer()),
  p95Seconds: Type.Optional(Type.Integer()),
  words: Type.String(),
})

export const SloShape = Type.Object(
  {
    now: Instant,
    events: Type.Integer({ description: 'events of the log that these figures are made from' }),
    behind: Type.Integer({ description: 'events of the log that are not counted yet' }),
    swapSuccess: Share,
    timeToService: Span,
    strandedShare: Share,
    recoveryTime: Span,
  },
  { title: 'Slo' },
)
