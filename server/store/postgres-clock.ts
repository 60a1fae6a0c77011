// The clock of the machine that PostgreSQL runs on. Read every few seconds beside the requests.

import type { Pool } from 'pg'
import { storeErrorOf } from './postgres-connection.ts'

/**
 * Not `now()`, which stands still within a transaction.
 * @throws StoreError `unavailable` when the database does not answer
 */
export async function readMachineClock(pool: Pool): Promise<number> {
  try {
    const { rows } = await pool.query<{ readonly now: number }>({
      name: 'machine-clock',
      text: 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now',
    })
    // One row, whatever happens.
    return rows[0]?.now as number
  } catch (cause) {
    throw storeErrorOf(cause, 'its clock could not be read')
  }
}
