// The typed client: one method per row of the table, made from the row. It is given the function
// that sends (the platform's fetch, or a test's), so nothing here reaches out by itself.

import { type Problem, problemMediaType } from './problem.ts'
import type { ReplyOf, Route, ShapeOf, StreamEvent } from './route.ts'
import { formatPath, formatQuery } from './route-path.ts'
import { type RouteName, type RouteNamed, routeTable } from './route-table.ts'
import { linesOf, streamEventsOf } from './stream-lines.ts'

export type Send = typeof globalThis.fetch
export type ByteBody = NonNullable<RequestInit['body']>

export interface ClientOptions {
  readonly send: Send
  /** Without a path, e.g. `https://127.0.0.1:8443`; empty for the page's own origin. */
  readonly url: string
  readonly token?: string
}

type ClientBody<R extends Route> =
  | (R['body'] extends { json: infer J } ? ShapeOf<J> : never)
  | (R['body'] extends { bytes: object }
      ? { readonly bytes: ByteBody; readonly mediaType: string }
      : never)

type Needed<K extends string, T> = { readonly [N in K]: T }

/** What a call of this route is given; parts that the row does not have are absent. */
export type ClientRequest<R extends Route> = (R['params'] extends object
  ? Needed<'params', ShapeOf<R['params']>>
  : unknown) &
  (R['query'] extends object ? { readonly query?: ShapeOf<R['query']> } : unknown) &
  (R['headers'] extends object ? { readonly headers?: ShapeOf<R['headers']> } : unknown) &
  (R['body'] extends object ? Needed<'body', ClientBody<R>> : unknown) & {
    readonly signal?: AbortSignal
  }

type Method<R extends Route> =
  Record<never, never> extends ClientRequest<R>
    ? (request?: ClientRequest<R>) => Promise<ReplyOf<R>>
    : (request: ClientRequest<R>) => Promise<ReplyOf<R>>

export type Client = { readonly [N in RouteName]: Method<RouteNamed<N>> }

/** The server said no; `problem` says why and what to do. */
export class ApiProblem extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ApiProblem'
    this.problem = problem
  }
}

/** The server could not be reached, or answered something that is not of this contract. */
export class NoAnswer extends Error {
  constructor(why: string, cause?: unknown) {
    super(why, { cause })
    this.name = 'NoAnswer'
  }
}

/**
 * A client whose methods resolve to the reply, reject with `ApiProblem` when the server says no,
 * and with `NoAnswer` when it cannot be reached or is not a Holdfast server.
 */
export function apiClient(options: ClientOptions): Client {
  const methods = routeTable.map((row) => [
    row.name,
    (request?: AnyRequest) => call(options, row, request ?? {}),
  ])
  // Each entry was made from the row of its name; the mapped type says no more than that.
  return Object.fromEntries(methods) as Client
}

interface AnyRequest {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

async function call(options: ClientOptions, row: Route, request: AnyRequest): Promise<unknown> {
  const path = formatPath(row.path, request.params ?? {})
  const response = await sendOrExplain(options, `${path}${formatQuery(request.query ?? {})}`, {
    method: row.method,
    ...sending(options, row, request),
  })
  if (!response.ok) throw await problemFrom(response)
  if (row.reply.kind === 'empty') return undefined
  if (row.reply.kind === 'lines') return linesOf(response.body)
  if (row.reply.kind === 'event-stream') return jsonEvents(response.body)
  return readJson(response)
}

async function sendOrExplain(
  { send, url }: ClientOptions,
  pathAndQuery: string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await send(`${url.replace(/\/$/, '')}${pathAndQuery}`, init)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new NoAnswer(`no answer from ${url || 'the server'}`, cause)
  }
}

function sending(options: ClientOptions, row: Route, request: AnyRequest): RequestInit {
  const headers: Record<string, string> = { accept: acceptOf(row) }
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (value !== undefined) headers[name] = value
  }
  const signal = request.signal === undefined ? {} : { signal: request.signal }
  if (request.body === undefined) return { headers, ...signal }
  if (isRawBody(request.body)) {
    headers['content-type'] = request.body.mediaType
    // `duplex` is what the fetch standard asks of a body that is a stream.
    return { headers, body: request.body.bytes, ...signal, ...{ duplex: 'half' } }
  }
  headers['content-type'] = 'application/json'
  return { headers, body: JSON.stringify(request.body), ...signal }
}

function isRawBody(body: unknown): body is { bytes: ByteBody; mediaType: string } {
  return typeof body === 'object' && body !== null && 'bytes' in body && 'mediaType' in body
}

function acceptOf(row: Route): string {
  const ok = { json: 'application/json', lines: 'application/x-ndjson', empty: '*/*' }
  const wanted = row.reply.kind === 'event-stream' ? 'text/event-stream' : ok[row.reply.kind]
  return `${wanted}, ${problemMediaType}`
}

async function* jsonEvents(body: Response['body']): AsyncGenerator<StreamEvent<unknown>> {
  for await (const { data, ...rest } of streamEventsOf(body)) {
    yield { ...rest, data: JSON.parse(data) as unknown }
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NoAnswer(`not JSON: ${text.slice(0, 80)}`, cause)
  }
}

async function problemFrom(response: Response): Promise<Error> {
  const text = await response.text()
  try {
    const read: unknown = JSON.parse(text)
    // The contract: everything with a code and a detail is a problem of ours.
    if (isProblem(read)) return new ApiProblem(read)
  } catch (cause) {
    return new NoAnswer(`status ${response.status}: ${text.slice(0, 80)}`, cause)
  }
  return new NoAnswer(`status ${response.status}: ${text.slice(0, 80)}`)
}

function isProblem(read: unknown): read is Problem {
  return typeof read === 'object' && read !== null && 'code' in read && 'detail' in read
}
