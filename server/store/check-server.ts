// Whether a PostgreSQL server can keep what a store promises; said when the store is opened, not
// when the first card fails.

import { setTimeout as wait } from 'node:timers/promises'
import type { ClientBase } from 'pg'

const versionMin = 150000

/**
 * @param isScratch its data are thrown away, so nobody is warned of a power cut
 * @throws Error that says what to change: too old a version, an encoding that cannot hold every
 * text
 */
export async function checkServer(client: ClientBase, isScratch = false): Promise<void> {
  const { rows } = await client.query<Record<string, string>>(
    `SELECT current_setting('server_version_num') AS version,
       current_setting('server_version') AS version_text,
       current_setting('server_encoding') AS encoding,
       current_setting('fsync') AS fsync,
       current_setting('full_page_writes') AS full_page_writes`,
  )
  const [found] = rows
  if (Number(found?.version) < versionMin) {
    throw new Error(
      `The server is PostgreSQL ${found?.version_text}; Holdfast needs 15 or newer. Upgrade it, or ` +
        'leave --database out to use the bundled one.',
    )
  }
  if (found?.encoding !== 'UTF8') {
    throw new Error(
      `The database's encoding is ${found?.encoding}, which cannot hold every text. Make one with: ` +
        "CREATE DATABASE holdfast ENCODING 'UTF8' TEMPLATE template0",
    )
  }
  for (const setting of ['fsync', 'full_page_writes']) {
    if (isScratch || found?.[setting] !== 'off') continue
    process.emitWarning(
      `The PostgreSQL server runs with ${setting} = off: a power cut can lose or damage what was ` +
        'acknowledged to devices. Turn it on.',
    )
  }
}

/**
 * Ends the sessions that a killed Holdfast left on this database, and waits until they are gone:
 * the last commit of one may still be under way, and nobody may read before it.
 * @throws Error when one does not end
 */
export async function endOthers(client: ClientBase): Promise<void> {
  const deadline = performance.now() + 30_000
  while (performance.now() < deadline) {
    const { rows } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'holdfast'
         AND pid <> pg_backend_pid()`,
    )
    if (rows.length === 0) return
    await wait(20)
  }
  throw new Error(
    'The bundled database still has a session of another Holdfast. End that one, then start again.',
  )
}
