// The clock of the machine that PostgreSQL runs on. Read every few seconds beside the requests.

import type { Pool } from 'pg'
import { onceReachable } from './postgres-connection.ts'

/**
 * Not `now()`, which stands still within a transaction.
 * @throws StoreError `unavailable` when the database does not answer
 */
export async function readMachineClock(pool: Pool): Promise<number> {
  const asked = {
    name: 'machine-clock',
    text: 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now',
  }
  const { rows } = await onceReachable(() => pool.query<{ readonly now: number }>(asked))
  // One row, whatever happens.
  return rows[0]?.now as number
}
