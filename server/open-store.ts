// The store that the configuration asks for, with what must be stopped after it.

import { join } from 'node:path'
import type { Config } from './config.ts'
import { startBundledPostgres } from './database/bundled-postgres.ts'
import type { Store } from './store/contract.ts'
import { fleetRules as rules } from './store/fleet-rules.ts'
import { MemoryStore } from './store/memory-store.ts'
import { openPostgresStore } from './store/postgres-store.ts'
import type { World } from './world.ts'

export interface OpenStore {
  readonly store: Store
  /** Whether other processes may work on the same database. */
  readonly isShared: boolean
  /** In words, for the start's message. */
  readonly words: string
  close(): Promise<void>
}

/** Opens it; `onFailure` is told when a database that belongs to this process is lost for good. */
export async function openStore(
  { database, dataDir }: Pick<Config, 'database' | 'dataDir'>,
  log: World['log'],
  onFailure: (cause: unknown) => void,
): Promise<OpenStore> {
  if (database.kind === 'memory') {
    const store = new MemoryStore(rules)
    return { store, isShared: false, words: 'in memory', close: () => store.close() }
  }
  if (database.kind === 'server') {
    const store = await openPostgresStore({ address: database.url, rules })
    return { store, isShared: true, words: 'PostgreSQL server', close: () => store.close() }
  }
  const folder = join(dataDir, 'postgres')
  const { isScratch = false } = database
  const bundled = await startBundledPostgres({
    ...{ folder, isScratch, onFailure },
    log: (level, text) => log(level, text),
  })
  // The folder is locked: no other Holdfast writes to this database.
  const address = bundled.connection
  const store = await openPostgresStore({ ...{ address, rules, isScratch }, isAlone: true })
  const manner = isScratch ? ' that does not wait for the disk' : ''
  return {
    store,
    isShared: false,
    words: `bundled PostgreSQL${manner} in ${folder}`,
    async close() {
      await store.close()
      await bundled.stop()
    },
  }
}
