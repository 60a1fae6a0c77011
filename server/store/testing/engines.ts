// The stores that the contract is tested on: memory, the bundled PostgreSQL (also as the only one
// that writes to its database, and keeps what it read), and an outside server when
// HOLDFAST_TEST_DATABASE names one (a URL whose user may create databases).

import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { startBundledPostgres } from '../../database/bundled-postgres.ts'
import type { Store } from '../contract.ts'
import { MemoryStore } from '../memory-store.ts'
import type { PostgresAddress } from '../postgres-connection.ts'
import { openPostgresStore, type PostgresStoreOptions } from '../postgres-store.ts'
import { rules } from './facts.ts'

export interface Engine {
  /** Makes an empty place and opens a store on it. */
  open(options?: Partial<PostgresStoreOptions>): Promise<Opened>
  /** Ends what `startEngine` started. */
  stop(): Promise<void>
}

export interface Opened {
  readonly store: Store
  /** Where the database is; none for memory. */
  readonly address?: PostgresAddress
  close(): Promise<void>
}

export type EngineName = 'memory' | 'bundled' | 'alone' | 'server'

const outside = process.env.HOLDFAST_TEST_DATABASE

export const sqlEngines: readonly EngineName[] = outside ? ['bundled', 'server'] : ['bundled']
export const engineNames: readonly EngineName[] = ['memory', 'alone', ...sqlEngines]

export async function startEngine(name: EngineName): Promise<Engine> {
  if (name === 'memory') {
    return {
      open: async (options) => {
        const store = new MemoryStore(options?.rules ?? rules)
        return { store, close: () => store.close() }
      },
      stop: async () => undefined,
    }
  }
  const server = name === 'server' ? outsideServer() : await startScratchPostgres()
  const template = `holdfast_test_${randomUUID().replaceAll('-', '')}`
  await admin(server.address(), `CREATE DATABASE ${template}`)
  const migrated = await openPostgresStore({ address: server.address(template), rules })
  await migrated.close()
  // The bundled server's files are removed as a whole.
  const drop = async (database: string): Promise<void> => {
    if (name === 'server') await admin(server.address(), `DROP DATABASE ${database} WITH (FORCE)`)
  }
  let count = 0
  return {
    open: async (options) => {
      const database = `${template}_${count++}`
      await admin(server.address(), `CREATE DATABASE ${database} TEMPLATE ${template}`)
      const address = server.address(database)
      const isAlone = name === 'alone'
      const store = await openPostgresStore({ ...{ address, rules, isAlone }, ...options })
      return { store, address, close: () => store.close().then(() => drop(database)) }
    },
    stop: async () => {
      await drop(template)
      await server.stop()
    },
  }
}

interface Server {
  readonly address: (database?: string) => PostgresAddress
  readonly stop: () => Promise<void>
}

async function startScratchPostgres(): Promise<Server> {
  const root = await mkdtemp('/tmp/holdfast-test-')
  await chmod(root, 0o755)
  const folder = join(root, 'postgres')
  const bundled = await startBundledPostgres({ folder, spareRoots: [join(root, 'spare')] })
  return {
    address: (database = 'postgres') => ({ ...bundled.connection, database }),
    stop: async () => {
      await bundled.stop()
      await rm(root, { recursive: true })
    },
  }
}

function outsideServer(): Server {
  return {
    address: (database) => {
      const url = new URL(outside ?? '')
      if (database) url.pathname = `/${database}`
      return url.href
    },
    stop: async () => undefined,
  }
}

async function admin(address: PostgresAddress, statement: string): Promise<void> {
  const where = typeof address === 'string' ? { connectionString: address } : address
  const client = new pg.Client(where)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
