// Who calls, and whether the row's permission is theirs.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Caller } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import type { Permission } from '@holdfast/api/route.ts'
import type { FastifyRequest } from 'fastify'
import type { TokenBook } from './token-book.ts'

/** Where nobody was asked. */
export const nobody: Caller = { actor: 'nobody', name: 'nobody', tenant: 'default', scopes: [] }

/** The caller. @throws ApiProblem no-token, bad-token, scope-missing */
export async function admitCaller(
  permission: Permission,
  request: FastifyRequest,
  tokens: TokenBook,
): Promise<Caller> {
  if (permission === 'nobody-asked') return nobody
  const secret = bearerOf(request.headers.authorization)
  if (secret === undefined) {
    throw new ApiProblem(
      problemOf('no-token', 'the request has no Authorization: Bearer header', {
        remedy: 'send the token that `holdfast up` wrote at its first start, or make one',
      }),
    )
  }
  const caller = await tokens.caller(secret)
  if (!caller) {
    throw new ApiProblem(problemOf('bad-token', 'this token is unknown, revoked or over'))
  }
  if (permission !== 'any-token' && !caller.scopes.includes(permission)) {
    throw new ApiProblem(
      problemOf('scope-missing', `the token “${caller.name}” lacks the scope ${permission}`),
    )
  }
  return caller
}

function bearerOf(header: string | undefined): string | undefined {
  const match = /^Bearer +(\S+) *$/i.exec(header ?? '')
  return match?.[1]
}
