// The shape of the server's side: one handler per row, typed by the row. The object that holds
// them all does not compile while one is missing or of the wrong shape.

import type { ReplyOf, RequestOf } from './route.ts'
import type { RouteName, RouteNamed } from './route-table.ts'
import type { Scope } from './scope.ts'

/** Who calls, as the token says. */
export interface Caller {
  /** As events name it: `token:…` or `person:…`; `nobody` where nobody was asked. */
  readonly actor: string
  readonly name: string
  readonly tenant: string
  readonly scopes: readonly Scope[]
}

export type Handler<Name extends RouteName> = (
  request: RequestOf<RouteNamed<Name>>,
  caller: Caller,
) => Promise<ReplyOf<RouteNamed<Name>>>

export type Handlers = { readonly [Name in RouteName]: Handler<Name> }
