// The limits of the tenant.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { LimitsShape } from '../shapes/limit.ts'

export const limitRoutes = [
  route({
    name: 'limits',
    tag: 'limits',
    method: 'GET',
    path: '/v1/limits',
    permission: 'rules:read',
    summary: 'how much may be started at once without a campaign',
    reply: { kind: 'json', status: 200, shape: LimitsShape },
    problems: [],
  }),
  route({
    name: 'setLimits',
    tag: 'limits',
    method: 'PUT',
    path: '/v1/limits',
    permission: 'rules:write',
    summary: 'set how much may be started at once without a campaign',
    detail:
      'Whoever raises the limit cannot use the raise before another person sets the same or a higher ' +
      'number; everybody else can at once. Lower numbers are for all at once.',
    body: {
      json: Type.Object(
        {
          devicesPerStart: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
          reason: Type.String({ maxLength: 500, description: 'why, for the log; may be empty' }),
        },
        { additionalProperties: false },
      ),
    },
    reply: { kind: 'json', status: 200, shape: LimitsShape },
    problems: [400],
  }),
] as const
