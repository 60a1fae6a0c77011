// The query builder's statements under names, so that PostgreSQL plans each once per connection and
// not at every call. A statement is known by its text; beyond so many texts (lists of many lengths
// give many) the others go without a name. So do searches for a part of a text: how they are best
// done depends on the part.

import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { isUnreachable, onceReachable } from './postgres-connection.ts'

const namesMax = 300
const textMax = 4_000

/** The pool as the query builder takes it. */
export function namingPool(pool: Pool): PostgresPool {
  const names = new Map<string, string>()
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text)
    if (known !== undefined || names.size >= namesMax) return known
    if (text.length > textMax || text.includes(' like ')) return undefined
    const name = `built-${names.size}`
    names.set(text, name)
    return name
  }
  const clients = new WeakMap<PoolClient, PostgresPoolClient>()
  const naming = (client: PoolClient): PostgresPoolClient => {
    const known = clients.get(client)
    if (known) return known
    let isLost = false
    const query = (text: string, values: readonly unknown[]) => {
      // Without values it may be several statements, or `begin`, which need no plan.
      const name = values.length > 0 ? nameOf(text) : undefined
      const asked = { ...(name ? { name } : {}), text, values: [...values] }
      return onceReachable(() => client.query(asked)).catch((cause: unknown) => {
        isLost ||= isUnreachable(cause) // a late answer must not meet the next statement
        throw cause
      })
    }
    const named = { query, release: (destroy?: boolean) => client.release(destroy || isLost) }
    // The builder has no cursor here, so it calls `query` with a text and its values only.
    const builders = named as unknown as PostgresPoolClient
    clients.set(client, builders)
    return builders
  }
  return {
    connect: async () => naming(await onceReachable(() => pool.connect())),
    end: () => pool.end(),
    options: pool.options,
  }
}
