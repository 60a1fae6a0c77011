// Tokens: who may call, and what they may do. Nobody can give what they do not have.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import type { OperatorShop } from '../shop.ts'
import type { KeptToken } from '../token-book.ts'

type TokenHandlers = Pick<Handlers, 'listTokens' | 'createToken' | 'revokeToken'>

export const tokenHandlers = ({ tokens }: OperatorShop): TokenHandlers => ({
  async listTokens(_request, { tenant }) {
    const all = await tokens.list()
    return { items: all.filter((token) => token.tenant === tenant).map(viewToken) }
  },
  async createToken({ body }, caller) {
    const { name, scopes, expiresAt } = body
    const lacking = scopes.filter((scope) => !caller.scopes.includes(scope))
    if (lacking.length > 0) {
      const detail = `the caller’s own token lacks ${lacking.join(', ')}`
      throw new ApiProblem(problemOf('scope-not-held', detail))
    }
    const { tenant, actor: createdBy } = caller
    const limit = expiresAt === undefined ? {} : { expiresAt }
    const [token, secret] = await tokens.make({ name, scopes, tenant, createdBy, ...limit })
    return { token: viewToken(token), secret }
  },
  async revokeToken({ params }, { tenant }) {
    const known = (await tokens.list()).find((token) => token.id === params.id)
    if (known?.tenant === tenant && (await tokens.revoke(params.id))) return undefined
    throw new ApiProblem(problemOf('unknown-token', `no token has the id ${params.id}`))
  },
})

function viewToken({ id, name, scopes, createdAt, createdBy, expiresAt, lastUsedAt }: KeptToken) {
  return {
    ...{ id, name, scopes, createdAt, createdBy },
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  }
}
