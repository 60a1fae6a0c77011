// Planning a campaign over many devices: freezing its target into waves, against the bare
// INSERT … SELECT of as many rows into a table with the same key on the same database.

import { fleetRules as rules } from '@holdfast/server/store/fleet-rules.ts'
import { openPool, type PostgresAddress } from '@holdfast/server/store/postgres-connection.ts'
import { openPostgresStore } from '@holdfast/server/store/postgres-store.ts'

export interface Planning {
  readonly devices: number
  /** Seconds, a pair a round. */
  readonly rounds: readonly { readonly planned: number; readonly bare: number }[]
  readonly ratio: number
}

const insertDevices = `
INSERT INTO device (bucket, eid, tenant, generation, country, open_operations, search, summary)
SELECT (n * 7919) % 256, '8904403200000000' || lpad(n::text, 16, '0'), 'default', 'sgp32', 'DE', 0,
  n::text, '{}'
FROM generate_series(1, $1::bigint) AS n`

/** Fills the device table and plans in alternating rounds. The database must be empty. */
export async function benchPlanning(
  address: PostgresAddress,
  { devices, rounds }: { readonly devices: number; readonly rounds: number },
): Promise<Planning> {
  const store = await openPostgresStore({ address, rules })
  const pool = openPool(address, 1)
  const measured: { planned: number; bare: number }[] = []
  try {
    await pool.query(insertDevices, [devices])
    await pool.query('ANALYZE device')
    for (let round = 0; round < rounds; round++) {
      const bare = await seconds(async () => {
        await pool.query('DROP TABLE IF EXISTS bare')
        await pool.query(
          `CREATE TABLE bare (bucket smallint NOT NULL, campaign_id text COLLATE "C" NOT NULL,
            eid text COLLATE "C" NOT NULL, PRIMARY KEY (bucket, campaign_id, eid))`,
        )
        await pool.query(`INSERT INTO bare SELECT bucket, 'C-bare', eid FROM device`)
      })
      const campaignId = `C-${round}`
      const planned = await seconds(() =>
        store.freezeTargets({
          ...{ campaignId, tenant: 'default', filter: { country: ['DE'] } },
          sizesOf: (total) => [10, Math.floor(total / 10), total - 10 - Math.floor(total / 10)],
        }),
      )
      measured.push({ planned, bare })
      await pool.query('TRUNCATE campaign_target, campaign_count')
    }
  } finally {
    await pool.end()
    await store.close()
  }
  const ratios = measured.map(({ planned, bare }) => planned / bare).sort((a, b) => a - b)
  return { devices, rounds: measured, ratio: ratios[Math.floor(rounds / 2)] ?? Number.NaN }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
