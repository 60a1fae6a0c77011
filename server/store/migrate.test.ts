import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPool, type PostgresAddress } from './postgres-connection.ts'
import { openPostgresStore } from './postgres-store.ts'
import { type Engine, startEngine } from './testing/engines.ts'
import { eidOf, importCard, rules } from './testing/facts.ts'

let engine: Engine
beforeAll(async () => {
  engine = await startEngine('bundled')
})
afterAll(() => engine.stop())

async function tell(address: PostgresAddress, statement: string): Promise<void> {
  const client = new pg.Client(
    typeof address === 'string' ? { connectionString: address } : address,
  )
  await client.connect()
  await client.query(statement)
  await client.end()
}

async function emptyDatabase(more = ''): Promise<PostgresAddress> {
  const { address, close } = await engine.open()
  await close()
  const name = `empty_${Math.abs(process.hrtime()[1])}`
  await tell(address as PostgresAddress, `CREATE DATABASE ${name} TEMPLATE template0 ${more}`)
  return { ...(address as Exclude<PostgresAddress, string>), database: name }
}

describe('opening a store', () => {
  it('makes the schema once, also when several processes open it at the same time', async () => {
    const address = await emptyDatabase()
    const stores = await Promise.all(
      Array.from({ length: 4 }, () => openPostgresStore({ address, rules })),
    )
    await Promise.all(stores.map((store, i) => importCard(store, eidOf(i))))
    expect(await stores[0]?.countDevices({})).toBe(4)
    await Promise.all(stores.map((store) => store.close()))
  })

  it('refuses a database that a newer Holdfast migrated', async () => {
    const { address, close } = await engine.open()
    await close()
    await tell(
      address as PostgresAddress,
      `INSERT INTO schema_migration VALUES (1000, 'from the future', now())`,
    )
    const opening = openPostgresStore({ address: address as PostgresAddress, rules })
    await expect(opening).rejects.toThrow('migrated by a newer Holdfast ("from the future")')
  })

  it('refuses a database of something else', async () => {
    const { address, close } = await engine.open()
    await close()
    await tell(address as PostgresAddress, `UPDATE schema_migration SET name = 'other'`)
    const opening = openPostgresStore({ address: address as PostgresAddress, rules })
    await expect(opening).rejects.toThrow('belongs to another program')
  })

  it('refuses an encoding that cannot hold every text, and says what to do', async () => {
    const address = await emptyDatabase(`ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc`)
    const opening = openPostgresStore({ address, rules })
    await expect(opening).rejects.toThrow("CREATE DATABASE holdfast ENCODING 'UTF8'")
  })

  it('ends what a killed process left on a database that belongs to one, and only there', async () => {
    const { address, close } = await engine.open()
    const other = await engine.open()
    await close()
    const left = openPool(address as PostgresAddress, 1)
    const { rows } = await left.query('SELECT pg_backend_pid() AS pid')
    await other.store.countDevices({})
    const alone = await openPostgresStore({
      address: address as PostgresAddress,
      rules,
      isAlone: true,
    })
    const again = await left.query('SELECT pg_backend_pid() AS pid')
    expect(again.rows[0].pid).not.toBe(rows[0].pid)
    expect(await other.store.countDevices({})).toBe(0)
    await Promise.all([left.end(), alone.close(), other.close()])
  })

  it('says within seconds that no database answers', async () => {
    const address = { host: '/tmp/nowhere', user: 'nobody', database: 'none' }
    await expect(openPostgresStore({ address, rules })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The database cannot be reached: the store cannot be opened.',
    })
  })
})

describe('closing a store', () => {
  it('finishes what was begun and takes nothing new', async () => {
    const { store, address, close } = await engine.open()
    const works = Array.from({ length: 50 }, (_, i) => importCard(store, eidOf(i)))
    await store.close()
    await Promise.all(works)
    await expect(importCard(store, eidOf(99))).rejects.toMatchObject({ code: 'closed' })
    const again = await openPostgresStore({ address: address as PostgresAddress, rules })
    expect(await again.countDevices({})).toBe(50)
    await again.close()
    await close()
  })
})
