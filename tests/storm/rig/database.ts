// The databases of storms on PostgreSQL: one server for all storms of a process, an empty database
// for each. `bundled` starts the one that comes with Holdfast; a URL names a server whose user may
// create databases.

import { fleetRules } from '@holdfast/server/store/fleet-rules.ts'
import type { Engine, Opened } from '@holdfast/server/store/testing/engines.ts'

let engine: Promise<Engine> | undefined

async function startOnce(database: string): Promise<Engine> {
  if (database !== 'bundled') process.env.HOLDFAST_TEST_DATABASE = database
  // The module reads the variable when it is loaded.
  const { startEngine } = await import('@holdfast/server/store/testing/engines.ts')
  return startEngine(database === 'bundled' ? 'bundled' : 'server')
}

/** An empty database for one storm. */
export async function openStormDatabase(database: string): Promise<Opened> {
  engine ??= startOnce(database)
  return (await engine).open({ rules: fleetRules })
}

/** Ends what this process started. */
export async function endStormDatabases(): Promise<void> {
  const started = engine
  engine = undefined
  await (await started)?.stop()
}
