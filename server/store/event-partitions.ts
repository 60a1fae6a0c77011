// The event table's partitions, one per month of the events' own time (UTC), made before they are
// needed: when a month is first seen, it and the next one are made.

import type { Pool } from 'pg'

const lockNumber = 0x486f6c65

export class EventPartitions {
  readonly #pool: Pool
  #made: readonly Month[] = []

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Makes sure that events of these instants have a place. Asks the database once per month. */
  async ensure(instants: Iterable<number>): Promise<void> {
    for (const at of instants) {
      if (this.#made.some(({ from, until }) => at >= from && at < until)) continue
      const month = monthOf(at)
      await this.#make([month, monthOf(month.until)])
      // The newest first: nearly all events are of one month.
      this.#made = [month, ...this.#made]
    }
  }

  async #make(months: readonly Month[]): Promise<void> {
    const client = await this.#pool.connect()
    try {
      await client.query('BEGIN')
      await client.query('SELECT pg_advisory_xact_lock($1)', [lockNumber])
      for (const { name, from, until } of months) {
        const { rows } = await client.query('SELECT to_regclass($1) AS known', [name])
        if (rows[0]?.known) continue
        // Attaching a ready-made table does not stop readers and writers of the others.
        await client.query(`CREATE TABLE ${name} (LIKE event INCLUDING ALL)`)
        await client.query(
          `ALTER TABLE event ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${until})`,
        )
      }
      await client.query('COMMIT')
      client.release()
    } catch (cause) {
      client.release(true) // closing the connection undoes what was begun
      throw cause
    }
  }
}

interface Month {
  /** A plain SQL name: made of digits and underscores only. */
  readonly name: string
  readonly from: number
  readonly until: number
}

function monthOf(at: number): Month {
  const date = new Date(at)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  const from = Date.UTC(year, month)
  return {
    name: `event_${year}_${String(month + 1).padStart(2, '0')}`,
    from,
    until: Date.UTC(year, month + 1),
  }
}
