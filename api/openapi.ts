// The OpenAPI 3.1 document, made from the table of routes and from nothing else. A shape with a
// `title` becomes a named component; the golden copy is api/openapi.json.

import { problemMediaType } from './problem.ts'
import type { Permission, Route, RouteReply } from './route.ts'
import { parameterNames } from './route-path.ts'
import { routeTable } from './route-table.ts'
import { scopes, scopeWords } from './scope.ts'
import { ProblemShape } from './shapes/problem.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
type JsonObject = { [name: string]: Json }

/** The document as a JSON value; the same table always gives the same document. */
export function openapiDocument(version: string): JsonObject {
  const components = new Map<string, Json>()
  const hoist = (shape: unknown): Json => hoisted(shape, components)
  const paths: Record<string, JsonObject> = {}
  for (const row of routeTable) {
    const path = paths[row.path] ?? {}
    path[row.method.toLowerCase()] = operationOf(row, hoist)
    paths[row.path] = path
  }
  const names = [...components.keys()].sort()
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast operator API',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Errors are application/problem+json (RFC 9457). Instants are milliseconds since 1970 UTC. ' +
        `Scopes: ${scopes.map((scope) => `${scope} (${scopeWords[scope]})`).join('; ')}.`,
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(names.map((name) => [name, components.get(name) ?? null])),
    },
  }
}

type Hoist = (shape: unknown) => Json

function operationOf(row: Route, hoist: Hoist): JsonObject {
  const parameters = parametersOf(row, hoist)
  return {
    operationId: row.name,
    tags: [row.tag],
    summary: row.summary,
    ...(row.detail === undefined ? {} : { description: row.detail }),
    ...securityOf(row.permission),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...bodyOf(row, hoist),
    responses: { [row.reply.status]: replyOf(row.reply, hoist), ...problemsOf(row, hoist) },
  }
}

function securityOf(permission: Permission): JsonObject {
  if (permission === 'nobody-asked') return { security: [] }
  const needed = permission === 'any-token' ? [] : [permission]
  return { security: [{ token: needed }] }
}

function parametersOf(row: Route, hoist: Hoist): Json[] {
  const parts = [
    { place: 'path', shape: row.params },
    { place: 'query', shape: row.query },
    { place: 'header', shape: row.headers },
  ]
  const order = parameterNames(row.path)
  return parts.flatMap(({ place, shape }) => {
    const needed = new Set<string>(shape?.required ?? [])
    const entries = Object.entries(shape?.properties ?? {})
    if (place === 'path') entries.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    return entries.map(([name, property]) => {
      const schema = hoist(property)
      return { name, in: place, required: needed.has(name), schema }
    })
  })
}

function bodyOf(row: Route, hoist: Hoist): JsonObject {
  if (row.body === undefined) return {}
  const content: JsonObject = {}
  if (row.body.json !== undefined) content['application/json'] = { schema: hoist(row.body.json) }
  for (const mediaType of row.body.bytes?.mediaTypes ?? []) content[mediaType] = {}
  return { requestBody: { required: true, content } }
}

function replyOf(reply: RouteReply, hoist: Hoist): JsonObject {
  if (reply.kind === 'empty') return { description: 'done' }
  const mediaType = {
    json: 'application/json',
    'event-stream': 'text/event-stream',
    lines: 'application/x-ndjson',
  }[reply.kind]
  return { description: 'the answer', content: { [mediaType]: { schema: hoist(reply.shape) } } }
}

const problemWords: Readonly<Record<number, string>> = {
  400: 'not in the shape of the contract',
  401: 'no valid token',
  403: 'the token lacks the scope',
  404: 'not found',
  409: 'refused in the present state',
  413: 'too large',
  415: 'media type not read here',
  422: 'understood and refused',
  429: 'too many requests',
  500: 'an error of the server',
  503: 'not ready',
}

function problemsOf(row: Route, hoist: Hoist): JsonObject {
  const always = row.permission === 'nobody-asked' ? [] : [401, 403]
  const statuses = [...row.problems, ...always, 429, 500].sort((a, b) => a - b)
  const content = { [problemMediaType]: { schema: hoist(ProblemShape) } }
  return Object.fromEntries(
    statuses.map((status) => [status, { description: problemWords[status] ?? '', content }]),
  )
}

/** The shape with every titled part moved to `components` and referred to. */
function hoisted(shape: unknown, components: Map<string, Json>): Json {
  if (Array.isArray(shape)) return shape.map((item) => hoisted(item, components))
  if (typeof shape !== 'object' || shape === null) return shape as Json
  const copy: JsonObject = {}
  for (const [name, value] of Object.entries(shape)) {
    if (value !== undefined) copy[name] = hoisted(value, components)
  }
  const title = copy.title
  if (typeof title !== 'string') return copy
  delete copy.title
  keepOnce(title, copy, components)
  return { $ref: `#/components/schemas/${title}` }
}

function keepOnce(title: string, shape: JsonObject, components: Map<string, Json>): void {
  const known = components.get(title)
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(shape)) {
    throw new Error(`two different shapes are titled ${title}`)
  }
  components.set(title, shape)
}
