// The table of routes on Fastify: every row becomes a route that is checked before its handler runs
// (who calls, may they, is it in the shape) and whose reply is written by its kind. No behaviour of
// the product stands here.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Caller, Handlers } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import type { Route, StreamEvent } from '@holdfast/api/route.ts'
import { formatColonPath } from '@holdfast/api/route-path.ts'
import { routeTable } from '@holdfast/api/route-table.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { admitCaller, nobody } from './admit-caller.ts'
import { limitedBytes } from './body-bytes.ts'
import { sendEvents, sendLines } from './long-replies.ts'
import { readQueryValues } from './query-values.ts'
import type { TokenBook } from './token-book.ts'

/** What the checks know of a request besides what Fastify holds. */
const callers = new WeakMap<FastifyRequest, Caller>()

const jsonOctetsMax = 33_554_432

export interface Binding {
  readonly handlers: Handlers
  readonly tokens: TokenBook
  /** Signals long replies that the server stops. */
  readonly stopping: AbortSignal
}

/** Puts every row of the table on `app`. */
export function bindRoutes(app: FastifyInstance, binding: Binding): void {
  for (const row of routeTable) bindRoute(app, row, binding)
}

type AnyHandler = (request: object, caller: Caller) => Promise<unknown>

function bindRoute(app: FastifyInstance, row: Route, binding: Binding): void {
  // The table and the handlers are typed by the same rows; a loop over them cannot show it.
  const handler = binding.handlers[row.name as keyof Handlers] as AnyHandler
  app.route({
    method: row.method,
    url: formatColonPath(row.path),
    bodyLimit: jsonOctetsMax,
    schema: {
      ...(row.params ? { params: row.params } : {}),
      ...(row.query ? { querystring: row.query } : {}),
      ...(row.headers ? { headers: row.headers } : {}),
      ...(row.body?.json && !row.body.bytes ? { body: row.body.json } : {}),
    },
    onRequest: async (request) => {
      callers.set(request, await admitCaller(row.permission, request, binding.tokens))
    },
    preValidation: async (request) => {
      if (row.query) request.query = readQueryValues(row.query, textQuery(request))
      checkMediaType(row, request)
    },
    preHandler: async (request) => checkEitherBody(row, request),
    handler: async (request, reply) => {
      const { params, query, headers } = request
      const body = bodyOf(row, request)
      const caller = callers.get(request) ?? nobody
      const value = await handler({ params, query, headers, body }, caller)
      return writeReply({ row, value, request, reply, stopping: binding.stopping })
    },
  })
}

/** Fastify's own reader gives text or lists of text. */
const textQuery = (request: FastifyRequest): Record<string, string | string[]> =>
  request.query as Record<string, string | string[]>

const mediaTypeOf = (request: FastifyRequest): string =>
  (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

function checkMediaType(row: Route, request: FastifyRequest): void {
  if (row.body === undefined) return
  const given = mediaTypeOf(request)
  const wanted = [
    ...(row.body.json ? ['application/json'] : []),
    ...(row.body.bytes?.mediaTypes ?? []),
  ]
  if (wanted.includes(given)) return
  const detail = `${given || 'no media type'} was sent, ${wanted.join(' or ')} is read here`
  throw new ApiProblem(problemOf('wrong-media-type', detail))
}

/** A row that takes JSON or bytes is checked here: Fastify would check the bytes too. */
function checkEitherBody(row: Route, request: FastifyRequest): void {
  if (!row.body?.json || !row.body.bytes || mediaTypeOf(request) !== 'application/json') return
  const isGood = request.validateInput(request.body, row.body.json as object)
  if (isGood) return
  throw new ApiProblem(problemOf('bad-request', 'the body is not in the shape of the contract'))
}

function bodyOf(row: Route, request: FastifyRequest): unknown {
  if (!row.body?.bytes || mediaTypeOf(request) === 'application/json') return request.body
  return limitedBytes(request.body as AsyncIterable<Uint8Array>, row.body.bytes.maxBytes)
}

interface Writing {
  readonly row: Route
  readonly value: unknown
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly stopping: AbortSignal
}

async function writeReply({ row, value, reply, stopping }: Writing): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store')
  switch (row.reply.kind) {
    case 'empty':
      return reply.code(row.reply.status).send()
    case 'json':
      return reply.code(row.reply.status).send(value)
    case 'event-stream':
      return sendEvents(reply, value as AsyncIterable<StreamEvent<unknown>>, stopping)
    case 'lines':
      return sendLines(reply, value as AsyncIterable<string>)
  }
}
