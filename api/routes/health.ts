// Is it up, who am I, how is it doing: the rows a client reads first.

import { route } from '../route.ts'
import { HealthShape, SessionShape, StatsShape } from '../shapes/session.ts'

export const healthRoutes = [
  route({
    name: 'health',
    tag: 'server',
    method: 'GET',
    path: '/v1/health',
    permission: 'nobody-asked',
    summary: 'whether the server can work',
    reply: { kind: 'json', status: 200, shape: HealthShape },
    problems: [503],
  }),
  route({
    name: 'session',
    tag: 'server',
    method: 'GET',
    path: '/v1/session',
    permission: 'any-token',
    summary: 'who the caller is, and what the token may do',
    reply: { kind: 'json', status: 200, shape: SessionShape },
    problems: [],
  }),
  route({
    name: 'stats',
    tag: 'server',
    method: 'GET',
    path: '/v1/stats',
    permission: 'devices:read',
    summary: 'devices, operations by outcome, polls per second, queue depths',
    reply: { kind: 'json', status: 200, shape: StatsShape },
    problems: [],
  }),
] as const
