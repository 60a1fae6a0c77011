// Stranded devices, their recovery, and the visits that are left.

import { Type } from 'typebox'
import { route } from '../route.ts'
import {
  DeviceSilenceShape,
  FieldVisitPageShape,
  FieldVisitShape,
  RecoveryOrderShape,
  SilenceClassShape,
  StrandedCountsShape,
  StrandedPageShape,
  VisitClosingShape,
} from '../shapes/silence.ts'
import { Cursor, Eid, Limit } from '../shapes/value.ts'

const OneDevice = Type.Object({ eid: Eid })

export const recoveryRoutes = [
  route({
    name: 'deviceSilence',
    tag: 'recovery',
    method: 'GET',
    path: '/v1/devices/{eid}/silence',
    permission: 'devices:read',
    summary: 'when the device should call, whether it is stranded, what was tried, what is next',
    params: OneDevice,
    reply: { kind: 'json', status: 200, shape: DeviceSilenceShape },
    problems: [404],
  }),
  route({
    name: 'steerRecovery',
    tag: 'recovery',
    method: 'POST',
    path: '/v1/devices/{eid}/recovery',
    permission: 'operations:write',
    summary: 'stop or resume the recovery of a device, or try a rung of it now',
    params: OneDevice,
    body: { json: RecoveryOrderShape },
    reply: { kind: 'json', status: 200, shape: DeviceSilenceShape },
    problems: [400, 404, 409],
  }),
  route({
    name: 'listStranded',
    tag: 'recovery',
    method: 'GET',
    path: '/v1/stranded',
    permission: 'devices:read',
    summary: 'stranded devices, the newest case first',
    query: Type.Object({
      class: Type.Optional(SilenceClassShape),
      state: Type.Optional(Type.Enum(['open', 'ended'], { default: 'open' })),
      incident: Type.Optional(
        Type.String({ maxLength: 200, description: 'those that are silent now because of it' }),
      ),
      limit: Type.Optional(Limit),
      cursor: Type.Optional(Cursor),
    }),
    reply: { kind: 'json', status: 200, shape: StrandedPageShape },
    problems: [400, 404],
  }),
  route({
    name: 'strandedCounts',
    tag: 'recovery',
    method: 'GET',
    path: '/v1/stranded/counts',
    permission: 'devices:read',
    summary: 'how many devices are stranded, by class and age',
    reply: { kind: 'json', status: 200, shape: StrandedCountsShape },
    problems: [],
  }),
  route({
    name: 'listFieldVisits',
    tag: 'recovery',
    method: 'GET',
    path: '/v1/field-visits',
    permission: 'devices:read',
    summary: 'visits to devices whose recovery is exhausted, the newest first',
    query: Type.Object({
      state: Type.Optional(Type.Enum(['open', 'closed'], { default: 'open' })),
      limit: Type.Optional(Limit),
      cursor: Type.Optional(Cursor),
    }),
    reply: { kind: 'json', status: 200, shape: FieldVisitPageShape },
    problems: [400],
  }),
  route({
    name: 'closeFieldVisit',
    tag: 'recovery',
    method: 'POST',
    path: '/v1/field-visits/{id}/close',
    permission: 'operations:write',
    summary: 'say what a visit found; that ends it',
    params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
    body: { json: VisitClosingShape },
    reply: { kind: 'json', status: 200, shape: FieldVisitShape },
    problems: [400, 404, 409],
  }),
] as const
