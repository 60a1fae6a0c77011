// The tables of codes: ours with words and remedies, and the standards'.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { ReasonCodeShape, ResultCodeShape } from '../shapes/explanation.ts'

export const reasonRoutes = [
  route({
    name: 'reasons',
    tag: 'codes',
    method: 'GET',
    path: '/v1/reasons',
    permission: 'any-token',
    summary: 'every refusal, reason and problem code in words',
    reply: {
      kind: 'json',
      status: 200,
      shape: Type.Object({ items: Type.Array(ReasonCodeShape) }),
    },
    problems: [],
  }),
  route({
    name: 'reason',
    tag: 'codes',
    method: 'GET',
    path: '/v1/reasons/{code}',
    permission: 'any-token',
    summary: 'one code in words, and what to do',
    params: Type.Object({ code: Type.String({ maxLength: 100 }) }),
    reply: { kind: 'json', status: 200, shape: ReasonCodeShape },
    problems: [404],
  }),
  route({
    name: 'resultCodes',
    tag: 'codes',
    method: 'GET',
    path: '/v1/result-codes',
    permission: 'any-token',
    summary: 'the standards’ result codes: name, meaning, what can be done, source',
    reply: {
      kind: 'json',
      status: 200,
      shape: Type.Object({ items: Type.Array(ResultCodeShape) }),
    },
    problems: [],
  }),
] as const
