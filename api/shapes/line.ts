// What an operator's system says of a line (the subscription behind an ICCID): as it is told, and
// as it is kept with its age.

import { Type } from 'typebox'
import { EvidenceShape, Iccid, Instant } from './value.ts'

export const LineStateShape = Type.Enum(
  ['active', 'not-yet-active', 'suspended', 'barred', 'terminated', 'unknown'],
  { title: 'LineState', description: 'the state of a line as its operator’s system says it' },
)

const lineValues = {
  iccid: Iccid,
  state: LineStateShape,
  bytesLeft: Type.Optional(Type.Integer({ minimum: 0, description: 'of the data allowance' })),
  smsLeft: Type.Optional(Type.Integer({ minimum: 0 })),
  validFrom: Type.Optional(Instant),
  validUntil: Type.Optional(Instant),
  countries: Type.Optional(
    Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), {
      maxItems: 300,
      description: 'where it may be used, ISO 3166-1 alpha-2; absent: not said',
    }),
  ),
  apn: Type.Optional(Type.String({ maxLength: 200 })),
  imeiLock: Type.Optional(
    Type.String({ maxLength: 20, description: 'the only IMEI it works with' }),
  ),
  operator: Type.Optional(Type.String({ maxLength: 200 })),
  lastSeenInNetworkAt: Type.Optional(Instant),
  rejectCause: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 255, description: 'last EMM, GMM or ESM reject cause' }),
  ),
}

export const LineReportShape = Type.Object(
  { ...lineValues, at: Type.Optional(Instant) },
  { title: 'LineReport', additionalProperties: false },
)

const SuspensionShape = Type.Object(
  {
    kind: Type.Enum(['safe', 'needs-power-cycle', 'needs-fplmn-cleared', 'cuts-off', 'not-known']),
    words: Type.String(),
    facts: Type.Array(Type.String()),
    remedy: Type.String({ description: 'so that the device comes back when the line is resumed' }),
  },
  { title: 'Suspension', description: 'what refusing the line leaves behind in the device' },
)

export const LineShape = Type.Object(
  {
    ...lineValues,
    at: Instant,
    evidence: EvidenceShape,
    ifSuspended: Type.Optional(SuspensionShape),
    whenResumed: Type.Optional(SuspensionShape),
  },
  { title: 'Line' },
)

export const LinesTakenShape = Type.Object(
  {
    taken: Type.Integer(),
    unknown: Type.Array(Type.String(), { description: 'ICCIDs that are on no card that is known' }),
  },
  { title: 'LinesTaken' },
)

export const LineListShape = Type.Object({ items: Type.Array(LineShape), now: Instant })
