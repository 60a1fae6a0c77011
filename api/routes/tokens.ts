// Tokens: who may call, and what they may do.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { NewTokenShape, ScopeShape, TokenShape } from '../shapes/session.ts'
import { Instant } from '../shapes/value.ts'

export const tokenRoutes = [
  route({
    name: 'listTokens',
    tag: 'tokens',
    method: 'GET',
    path: '/v1/tokens',
    permission: 'tokens:write',
    summary: 'tokens, without their secrets',
    reply: { kind: 'json', status: 200, shape: Type.Object({ items: Type.Array(TokenShape) }) },
    problems: [],
  }),
  route({
    name: 'createToken',
    tag: 'tokens',
    method: 'POST',
    path: '/v1/tokens',
    permission: 'tokens:write',
    summary: 'make a token; its secret is shown once',
    detail: '403 `scope-not-held` when a scope is asked that the caller’s own token lacks.',
    body: {
      json: Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 100 }),
          scopes: Type.Array(ScopeShape, { minItems: 1, uniqueItems: true }),
          expiresAt: Type.Optional(Instant),
        },
        { additionalProperties: false },
      ),
    },
    reply: { kind: 'json', status: 201, shape: NewTokenShape },
    problems: [400, 409],
  }),
  route({
    name: 'revokeToken',
    tag: 'tokens',
    method: 'DELETE',
    path: '/v1/tokens/{id}',
    permission: 'tokens:write',
    summary: 'revoke a token at once',
    params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) }),
    reply: { kind: 'empty', status: 204 },
    problems: [404],
  }),
] as const
