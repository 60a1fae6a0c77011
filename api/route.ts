// What one row of the operator contract is: method, path, who may call it, and the shapes of what
// goes in and comes out. Everything else (server bindings, typed client, OpenAPI) is derived from
// rows, so that none of them can disagree.

import type { Static, TObject, TSchema } from 'typebox'
import type { Scope } from './scope.ts'

/** Who may call: a scope of the token, any valid token, or anybody. */
export type Permission = Scope | 'any-token' | 'nobody-asked'

/** What may be sent: JSON of a shape, raw bytes of some media types, or either. */
export interface RouteBody {
  readonly json?: TSchema
  readonly bytes?: { readonly mediaTypes: readonly string[]; readonly maxBytes: number }
}

export type RouteReply =
  | { readonly kind: 'json'; readonly status: 200 | 201 | 202; readonly shape: TSchema }
  | { readonly kind: 'empty'; readonly status: 204 }
  /** Server-sent events; `shape` is the union of what `data` may be. */
  | { readonly kind: 'event-stream'; readonly status: 200; readonly shape: TSchema }
  /** One JSON text per line (application/x-ndjson), of any length. */
  | { readonly kind: 'lines'; readonly status: 200; readonly shape: TSchema }

export interface Route {
  /** Name of the client's method and the OpenAPI operationId. */
  readonly name: string
  readonly tag: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `{name}` for parameters, e.g. `/v1/devices/{eid}`. */
  readonly path: `/v1/${string}`
  readonly permission: Permission
  readonly summary: string
  readonly detail?: string
  readonly params?: TObject
  readonly query?: TObject
  /** Names in lower case. */
  readonly headers?: TObject
  readonly body?: RouteBody
  readonly reply: RouteReply
  /** Statuses of problems beside 401, 403, 429 and 500, which every protected route may give. */
  readonly problems: readonly (400 | 404 | 409 | 413 | 415 | 422 | 503)[]
}

/** Keeps the row's exact type, which the client and the handlers are typed by. */
export function route<const R extends Route>(row: R): R {
  return row
}

/** The same type with nothing writable in it, so that readonly values fit. */
export type Frozen<T> = T extends (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T

export type ShapeOf<S> = S extends TSchema ? Frozen<Static<S>> : undefined

type Part<R extends Route, K extends 'params' | 'query' | 'headers'> = R[K] extends TObject
  ? ShapeOf<R[K]>
  : Record<never, never>

/** Raw bytes as they are sent by a client and as they reach a handler. */
export type BodyOf<R extends Route, Bytes> = R['body'] extends RouteBody
  ?
      | (R['body'] extends { json: infer J } ? ShapeOf<J> : never)
      | (R['body'] extends { bytes: object } ? Bytes : never)
  : undefined

/** What a handler of this route is given, after checking. `Bytes`: how raw bodies arrive. */
export interface RequestOf<R extends Route, Bytes = AsyncIterable<Uint8Array>> {
  readonly params: Part<R, 'params'>
  readonly query: Part<R, 'query'>
  readonly headers: Part<R, 'headers'>
  readonly body: BodyOf<R, Bytes>
}

/** One server-sent event. */
export interface StreamEvent<T> {
  /** Position in the log, for `Last-Event-ID` and `after`. */
  readonly id?: string
  readonly event: string
  readonly data: T
}

/** What a handler of this route gives, and a client gets. */
export type ReplyOf<R extends Route> = R['reply'] extends { kind: 'json'; shape: infer S }
  ? ShapeOf<S>
  : R['reply'] extends { kind: 'event-stream'; shape: infer S }
    ? AsyncIterable<StreamEvent<ShapeOf<S>>>
    : R['reply'] extends { kind: 'lines' }
      ? AsyncIterable<string>
      : undefined
