// What is known of combinations of device, module, card, software, server, operator and radio: their
// outcomes, counted from operations, and which of them are held.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { CombinationShape } from '../shapes/campaign.ts'

export const combinationRoutes = [
  route({
    name: 'listCombinations',
    tag: 'combinations',
    method: 'GET',
    path: '/v1/combinations',
    permission: 'campaigns:read',
    summary: 'combinations with their outcomes, sample size and interval',
    query: Type.Object({ minDevices: Type.Optional(Type.Integer({ minimum: 0 })) }),
    reply: {
      kind: 'json',
      status: 200,
      shape: Type.Object({ items: Type.Array(CombinationShape) }),
    },
    problems: [400],
  }),
  route({
    name: 'releaseCombination',
    tag: 'combinations',
    method: 'POST',
    path: '/v1/combinations/{key}/release',
    permission: 'campaigns:approve',
    summary: 'let a held combination go on',
    params: Type.Object({ key: Type.String({ minLength: 1, maxLength: 2000 }) }),
    body: {
      json: Type.Object(
        { reason: Type.String({ maxLength: 500 }) },
        { additionalProperties: false },
      ),
    },
    reply: { kind: 'json', status: 200, shape: CombinationShape },
    problems: [400, 404, 409],
  }),
] as const
