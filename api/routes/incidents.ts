// Incidents, the bootstrap ledger, and the figures of the fleet's service.

import { Type } from 'typebox'
import { route } from '../route.ts'
import {
  BootstrapLedgerShape,
  IncidentDetailShape,
  IncidentPageShape,
  SloShape,
} from '../shapes/incident.ts'

export const incidentRoutes = [
  route({
    name: 'listIncidents',
    tag: 'recovery',
    method: 'GET',
    path: '/v1/incidents',
    permission: 'devices:read',
    summary: 'causes that concern many devices, the newest first',
    detail:
      'Many silent devices with one cause; a wave that failed, a combination that is held, a campaign ' +
      'that paused by itself; an SM-DP+, an operator or the hook that does not work.',
    query: Type.Object({
      state: Type.Optional(Type.Enum(['open', 'ended'])),
      campaign: Type.Optional(
        Type.String({ maxLength: 100, description: 'only those of this campaign' }),
      ),
    }),
    reply: { kind: 'json', status: 200, shape: IncidentPageShape },
    problems: [400],
  }),
  route({
    name: 'incident',
    tag: 'recovery',
    method: 'GET',
    path: '/v1/incidents/{id}',
    permission: 'devices:read',
    summary: 'one cause: its devices, its clock, and what to do about it in words',
    params: Type.Object({ id: Type.String({ maxLength: 200 }) }),
    reply: { kind: 'json', status: 200, shape: IncidentDetailShape },
    problems: [404],
  }),
  route({
    name: 'bootstrapLedger',
    tag: 'recovery',
    method: 'GET',
    path: '/v1/bootstrap',
    permission: 'devices:read',
    summary: 'what is left on bootstrap lines, by operator, and which devices will run out',
    reply: { kind: 'json', status: 200, shape: BootstrapLedgerShape },
    problems: [],
  }),
  route({
    name: 'slo',
    tag: 'server',
    method: 'GET',
    path: '/v1/slo',
    permission: 'devices:read',
    summary: 'swap success, time to service, stranded share, recovery time, with denominators',
    detail: 'Each figure follows from the exported events alone: examples/slo-from-events.ts.',
    reply: { kind: 'json', status: 200, shape: SloShape },
    problems: [],
  }),
] as const
