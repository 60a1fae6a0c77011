// Facts for the pre-flight.

import { route } from '../route.ts'
import { PreflightFactsChangeShape, PreflightFactsShape } from '../shapes/preflight.ts'

export const preflightRoutes = [
  route({
    name: 'preflightFacts',
    tag: 'stock',
    method: 'GET',
    path: '/v1/preflight-facts',
    permission: 'stock:read',
    summary: 'what the pre-flight knows of operators, SM-DP+ and profile types',
    reply: { kind: 'json', status: 200, shape: PreflightFactsShape },
    problems: [],
  }),
  route({
    name: 'putPreflightFacts',
    tag: 'stock',
    method: 'POST',
    path: '/v1/preflight-facts',
    permission: 'stock:write',
    summary: 'add or replace facts, each by its name; others stay',
    body: { json: PreflightFactsChangeShape },
    reply: { kind: 'json', status: 200, shape: PreflightFactsShape },
    problems: [400, 422],
  }),
] as const
