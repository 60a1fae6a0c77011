// What happened, for machines: live, in pages, and as the proven log.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { EventList, StreamShape } from '../shapes/event.ts'
import { Eid, Instant, Limit } from '../shapes/value.ts'

const After = Type.Integer({ minimum: -1, description: 'only events past this position; -1: all' })

export const eventRoutes = [
  route({
    name: 'eventStream',
    tag: 'events',
    method: 'GET',
    path: '/v1/events/stream',
    permission: 'devices:read',
    summary: 'events as they are committed, and counts that change with them',
    detail:
      '`event: event` carries one event, its position is the id; `event: subject` says that a ' +
      'campaign or incident changed; `event: counts` carries counts, ' +
      'once at the start and at most once a second. Without `after` and Last-Event-ID it begins ' +
      'now. A comment line comes every 15 seconds so that a dead connection is noticed.',
    query: Type.Object({ after: Type.Optional(After), eid: Type.Optional(Eid) }),
    headers: Type.Object({ 'last-event-id': Type.Optional(Type.String({ maxLength: 20 })) }),
    reply: { kind: 'event-stream', status: 200, shape: StreamShape },
    problems: [400],
  }),
  route({
    name: 'listEvents',
    tag: 'events',
    method: 'GET',
    path: '/v1/events',
    permission: 'devices:read',
    summary: 'events in their order: of devices, campaigns, incidents, rules and limits',
    detail:
      'An item with `eid` happened to a device, one with `subject` to something else, told in words. ' +
      'With a filter a page may hold fewer items than `limit` and still have a `next`.',
    query: Type.Object({
      eid: Type.Optional(Eid),
      campaign: Type.Optional(
        Type.String({
          maxLength: 100,
          description: 'only of this campaign, and of the breakers that its devices met',
        }),
      ),
      about: Type.Optional(
        Type.Enum(['device', 'campaign', 'incident', 'country-rules', 'limits', 'stock'], {
          description: 'only what happened to things of this kind',
        }),
      ),
      kind: Type.Optional(
        Type.String({ maxLength: 100, description: 'only facts of this kind, e.g. wave-opened' }),
      ),
      after: Type.Optional(After),
      limit: Type.Optional(Limit),
    }),
    reply: { kind: 'json', status: 200, shape: EventList },
    problems: [400, 404],
  }),
  route({
    name: 'auditExport',
    tag: 'audit',
    method: 'GET',
    path: '/v1/audit/export',
    permission: 'audit:read',
    summary: 'the whole event log with its checkpoints, one JSON text per line',
    detail:
      'The lines are the exact texts that the Merkle leaves were made of; keep them unchanged. ' +
      '`holdfast audit verify FILE` checks the file without a server.',
    reply: {
      kind: 'lines',
      status: 200,
      shape: Type.Object({ kind: Type.String() }, { additionalProperties: true }),
    },
    problems: [],
  }),
  route({
    name: 'auditCheckpoint',
    tag: 'audit',
    method: 'GET',
    path: '/v1/audit/checkpoint',
    permission: 'audit:read',
    summary: 'a signed statement of the log’s size and root, and the key to check it with',
    reply: {
      kind: 'json',
      status: 200,
      shape: Type.Object({
        tenant: Type.String(),
        size: Type.Integer(),
        at: Instant,
        note: Type.String({ description: 'C2SP checkpoint: text and signature lines' }),
        publicKeyPem: Type.String(),
        keyName: Type.String(),
      }),
    },
    problems: [],
  }),
] as const
