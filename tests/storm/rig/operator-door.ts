// The operator API without sockets: a method and path find their row of the contract, the caller's
// scopes are looked at, the handler runs, and refusals become statuses as over HTTP.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Caller } from '@holdfast/api/handlers.ts'
import { parameterNames } from '@holdfast/api/route-path.ts'
import { routeTable } from '@holdfast/api/route-table.ts'
import { readQueryValues } from '@holdfast/server/operator-api/query-values.ts'
import { StoreError } from '@holdfast/server/store/store-error.ts'
import type { ServerLife } from './server-life.ts'

export interface ApiAsked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With its query. */
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface ApiAnswer {
  /** 0 when the server gave no answer. */
  readonly status: number
  readonly value: unknown
}

const rows = routeTable.map((row) => ({
  row,
  names: parameterNames(row.path),
  pattern: new RegExp(`^${row.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '([^/]+)')}$`),
}))

type AnyHandler = (request: object, caller: Caller) => Promise<unknown>

/** The answer of this life of the server. */
export async function askApi(
  life: ServerLife,
  caller: Caller,
  asked: ApiAsked,
): Promise<ApiAnswer> {
  const url = new URL(asked.path, 'http://api')
  const found = rows.find(
    ({ row, pattern }) => row.method === asked.method && pattern.test(url.pathname),
  )
  if (!found) return { status: 404, value: 'no such route' }
  const { row, names, pattern } = found
  if (row.permission !== 'any-token' && row.permission !== 'nobody-asked') {
    if (!caller.scopes.includes(row.permission)) return { status: 403, value: row.permission }
  }
  const values = (pattern.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent)
  const params = Object.fromEntries(names.map((name, at) => [name, values[at]]))
  const query = 'query' in row ? readQueryValues(row.query, queryOf(url)) : {}
  const request = { params, query, headers: asked.headers ?? {}, body: asked.body }
  // The table and the handlers are typed by the same rows; a look-up by path cannot show it.
  const handler = life.handlers[row.name] as AnyHandler
  const answer = handler(request, caller).then((value) => ({ status: 200, value }), refusalOf)
  const told = await life.death.orDead(answer)
  return told === 'dead' ? noAnswer : told
}

export const noAnswer: ApiAnswer = { status: 0, value: undefined }

function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const name of new Set(url.searchParams.keys())) {
    const all = url.searchParams.getAll(name)
    query[name] = all.length === 1 ? (all[0] as string) : all
  }
  return query
}

function refusalOf(cause: unknown): ApiAnswer {
  if (cause instanceof ApiProblem) return { status: cause.problem.status, value: cause.problem }
  if (cause instanceof StoreError) return { status: 503, value: cause.code }
  return { status: 500, value: cause instanceof Error ? (cause.stack ?? cause.message) : cause }
}
