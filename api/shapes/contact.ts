// What the outside reports about devices: heartbeats of their software, attaches of the network.

import { Type } from 'typebox'
import { Eid, Iccid, Instant } from './value.ts'

export const HeartbeatShape = Type.Object(
  {
    eid: Type.Optional(Eid),
    serial: Type.Optional(Type.String({ maxLength: 200, description: 'instead of the EID' })),
    iccid: Iccid,
    at: Type.Optional(Instant),
  },
  { title: 'Heartbeat', additionalProperties: false },
)

export const NetworkEventShape = Type.Object(
  {
    iccid: Iccid,
    kind: Type.Enum(['attach', 'reject']),
    plmn: Type.Optional(Type.String({ pattern: '^[0-9]{5,6}$' })),
    cause: Type.Optional(Type.Integer({ description: 'EMM or 5GMM cause of a reject' })),
    at: Type.Optional(Instant),
  },
  { title: 'NetworkEvent', additionalProperties: false },
)

export const ContactReportShape = Type.Object(
  {
    accepted: Type.Integer(),
    unknown: Type.Array(Type.Integer(), {
      description: 'indexes of items whose device or ICCID is not known',
    }),
  },
  { title: 'ContactReport' },
)
