// The operator API's HTTP server: Fastify with the contract's routes, problems for every error, a
// rate limit a caller, the OpenAPI document and the console's files.

import rateLimit from '@fastify/rate-limit'
import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { openapiDocument } from '@holdfast/api/openapi.ts'
import {
  type Problem,
  type ProblemField,
  problemMediaType,
  problemOf,
} from '@holdfast/api/problem.ts'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify'
import { StoreError } from '../store/store-error.ts'
import type { World } from '../world.ts'
import { bindRoutes } from './bind-routes.ts'
import { answerWithConsole, type ConsoleFiles } from './console-files.ts'
import type { TokenBook } from './token-book.ts'

export interface OperatorServerWish {
  readonly handlers: Handlers
  readonly tokens: TokenBook
  readonly version: string
  readonly log: World['log']
  readonly console?: ConsoleFiles
  /** Requests a minute from one token or, without one, one address. */
  readonly requestsPerMinute?: number
}

export interface OperatorServer {
  readonly app: FastifyInstance
  listen(host: string, port: number): Promise<string>
  close(): Promise<void>
}

const requestsPerMinuteUsual = 12_000

/** The server, not listening yet. */
export async function openOperatorServer(wish: OperatorServerWish): Promise<OperatorServer> {
  const stopping = new AbortController()
  const app = fastify({
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: true } },
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
  })
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    sendProblem(reply, problemOfError(error, wish.log)),
  )
  app.addContentTypeParser(['text/csv', 'application/octet-stream'], (_request, payload, done) =>
    done(null, payload),
  )
  app.addHook('onSend', async (_request, reply) => addSecurityHeaders(reply))
  await app.register(rateLimit, {
    max: wish.requestsPerMinute ?? requestsPerMinuteUsual,
    timeWindow: 60_000,
    keyGenerator: ({ headers, ip }) => headers.authorization ?? ip,
    errorResponseBuilder: (_request, { after }) =>
      new ApiProblem(problemOf('too-many-requests', `too many requests; try again in ${after}`)),
  })
  bindRoutes(app, { handlers: wish.handlers, tokens: wish.tokens, stopping: stopping.signal })
  const document = openapiDocument(wish.version)
  app.get('/v1/openapi.json', async () => document)
  app.setNotFoundHandler(async (request, reply) => {
    if (wish.console && !request.url.startsWith('/v1/')) {
      return answerWithConsole(wish.console, request, reply)
    }
    const detail = `there is nothing at ${request.method} ${request.url.split('?', 1)[0]}`
    return sendProblem(reply, problemOf('no-such-route', detail))
  })
  return {
    app,
    listen: (host, port) => app.listen({ host, port }),
    async close() {
      stopping.abort()
      await app.close()
    },
  }
}

function addSecurityHeaders(reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff')
  reply.header('referrer-policy', 'no-referrer')
  reply.header('x-frame-options', 'DENY')
}

const sendProblem = (reply: FastifyReply, problem: Problem): FastifyReply =>
  reply.code(problem.status).type(problemMediaType).send(JSON.stringify(problem))

function problemOfError(error: FastifyError, log: World['log']): Problem {
  if (error instanceof ApiProblem) return error.problem
  if (error instanceof StoreError) {
    return problemOf('not-ready', `the store cannot do this now: ${error.message}`, {
      remedy: 'try again in a few seconds',
    })
  }
  if (error.validation) {
    const where = error.validationContext ?? 'request'
    const errors = error.validation.map(
      ({ instancePath, message }): ProblemField => ({
        at: `${where}${instancePath}`,
        why: message ?? 'is not in the shape of the contract',
      }),
    )
    return problemOf('bad-request', `the ${where} is not in the shape of the contract`, { errors })
  }
  const status = error.statusCode ?? 500
  if (status === 413) return problemOf('too-large', error.message)
  if (status === 415) return problemOf('wrong-media-type', error.message)
  if (status === 429) return problemOf('too-many-requests', error.message)
  if (status < 500) return problemOf('bad-request', error.message)
  log('error', 'a request of the operator API failed', { cause: error.stack ?? String(error) })
  return problemOf('internal-error', 'the request failed; what went wrong stands in the log')
}
