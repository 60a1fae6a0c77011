// Brings a database to the newest schema: a short ordered list of SQL texts, each run once, in its
// own transaction, recorded in a table, under a lock that lets one process do it.

import type { ClientBase } from 'pg'
import { campaigns } from './migrations/campaigns.ts'
import { contacts } from './migrations/contacts.ts'
import { spine } from './migrations/spine.ts'
import { stockOwners } from './migrations/stock-owners.ts'

/** In order; entries are only ever added at the end. */
export const migrations: readonly { readonly name: string; readonly sql: string }[] = [
  spine,
  campaigns,
  contacts,
  stockOwners,
]

/** Any number that no other program on this database uses: "Hold" in ASCII. */
const migrationLock = 0x486f6c64

/**
 * Runs what is missing. Waits for another process that is at it.
 * @throws Error when the database was migrated by a newer Holdfast, or by something else
 */
export async function migrate(client: ClientBase): Promise<void> {
  // A large database may take its time; another process waits for it.
  await client.query(`SET lock_timeout = '10min'; SET statement_timeout = 0`)
  await client.query('SELECT pg_advisory_lock($1)', [migrationLock])
  try {
    await client.query(`CREATE TABLE IF NOT EXISTS schema_migration (
      number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL)`)
    const { rows } = await client.query<{ number: number; name: string }>(
      'SELECT number, name FROM schema_migration ORDER BY number',
    )
    refuseStrangeHistory(rows)
    for (const [number, migration] of migrations.entries()) {
      if (number >= rows.length) await apply(client, number, migration)
    }
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [migrationLock])
    await client.query('RESET lock_timeout; RESET statement_timeout')
  }
}

function refuseStrangeHistory(
  rows: readonly { readonly number: number; readonly name: string }[],
): void {
  for (const { number, name } of rows) {
    const known = migrations[number]
    if (known?.name === name) continue
    throw new Error(
      known
        ? `The database's migration ${number} is "${name}", here it is "${known.name}": this ` +
            'database belongs to another program or to a changed Holdfast.'
        : `The database was migrated by a newer Holdfast ("${name}"). Start that one, or give this ` +
            'one another database.',
    )
  }
}

async function apply(
  client: ClientBase,
  number: number,
  migration: { readonly name: string; readonly sql: string },
): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await client.query('INSERT INTO schema_migration VALUES ($1, $2, now())', [
      number,
      migration.name,
    ])
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK')
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `The migration "${migration.name}" failed and the database is as before: ${why}. The user ` +
        "needs to own the database; the extension pg_trgm comes with PostgreSQL's contrib package.",
      { cause },
    )
  }
}
