// Bytes by name.

import { route } from '../route.ts'
import { DecodeReplyShape, DecodeRequestShape } from '../shapes/dump.ts'

export const decodeRoutes = [
  route({
    name: 'decode',
    tag: 'codes',
    method: 'POST',
    path: '/v1/decode',
    permission: 'any-token',
    summary: 'any ESipa, ESep, ES9+, ES10 or certificate bytes as a tree of names',
    detail: '422 `undecodable` says at which offset and path reading stopped.',
    body: { json: DecodeRequestShape },
    reply: { kind: 'json', status: 200, shape: DecodeReplyShape },
    problems: [400, 413, 422],
  }),
] as const
