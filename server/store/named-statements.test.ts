import { Kysely, PostgresDialect } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { namingPool } from './named-statements.ts'
import { openPool, type PostgresAddress } from './postgres-connection.ts'
import type { Tables } from './postgres-tables.ts'
import { type Engine, startEngine } from './testing/engines.ts'

let engine: Engine
beforeAll(async () => {
  engine = await startEngine('bundled')
})
afterAll(() => engine.stop())

test('a built statement is planned once a connection, unless it looks for a part of a text', async () => {
  const { address, close } = await engine.open()
  const pool = openPool(address as PostgresAddress, 1)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: namingPool(pool) }) })
  const devicesOf = (tenant: string) =>
    db.selectFrom('device').select('eid').where('tenant', '=', tenant)
  await devicesOf('a').execute()
  await devicesOf('b').execute()
  await devicesOf('b').where('search', 'like', '%x%').execute()
  const { rows } = await pool.query('SELECT statement FROM pg_prepared_statements')
  expect(rows.map(({ statement }) => statement)).toEqual([devicesOf('c').compile().sql])
  await pool.end()
  await close()
})
