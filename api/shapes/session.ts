// About the server and the caller: health, who am I, the eIM's identity, tokens, statistics.

import { Type } from 'typebox'
import { scopes } from '../scope.ts'
import { Counts, Instant } from './value.ts'

export const ScopeShape = Type.Enum([...scopes], { title: 'Scope' })

export const HealthShape = Type.Object(
  {
    status: Type.Enum(['ok', 'degraded', 'starting', 'stopping']),
    version: Type.String(),
    now: Instant,
    checks: Type.Record(Type.String(), Type.Object({ ok: Type.Boolean(), why: Type.String() }), {
      description: 'by part, e.g. store, workers',
    }),
  },
  { title: 'Health' },
)

export const SessionShape = Type.Object(
  {
    actor: Type.String({ description: 'as events name it' }),
    name: Type.String(),
    tenant: Type.String(),
    scopes: Type.Array(ScopeShape),
    sandbox: Type.Boolean({ description: 'true: simulated devices and a virtual clock' }),
    now: Instant,
    version: Type.String(),
  },
  { title: 'Session' },
)

export const EimShape = Type.Object(
  {
    eimId: Type.String(),
    eimFqdn: Type.String(),
    publicKeyPem: Type.String(),
    addInitialEimRequest: Type.String({
      description: 'DER of AddInitialEimRequest for new cards (SGP.32 §5.9.4), hex',
    }),
    pollAddress: Type.String({ description: 'where IPAs poll' }),
    protocols: Type.Array(Type.String()),
  },
  { title: 'Eim' },
)

export const AddInitialEimShape = Type.Object(
  {
    eid: Type.String(),
    eimId: Type.String(),
    addInitialEimRequest: Type.String({ description: 'DER for this card, hex' }),
    counterValue: Type.Integer(),
    associationToken: Type.Optional(Type.Integer()),
  },
  { title: 'AddInitialEim' },
)

export const TokenShape = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    scopes: Type.Array(ScopeShape),
    createdAt: Instant,
    createdBy: Type.String(),
    expiresAt: Type.Optional(Instant),
    lastUsedAt: Type.Optional(Instant),
  },
  { title: 'Token' },
)

export const NewTokenShape = Type.Object(
  { token: TokenShape, secret: Type.String({ description: 'shown this once' }) },
  { title: 'NewToken' },
)

export const StatsShape = Type.Object(
  {
    now: Instant,
    devices: Type.Integer(),
    openOperations: Counts,
    operations: Counts,
    pollsPerSecond: Type.Number(),
    queues: Type.Record(Type.String(), Type.Integer(), { description: 'depth by queue' }),
    events: Type.Integer({ description: 'size of the event log' }),
    uptimeMs: Type.Integer(),
  },
  { title: 'Stats' },
)
