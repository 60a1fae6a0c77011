// Whether a PostgreSQL server can keep what a store promises; said when the store is opened, not
// when the first card fails.

import type { ClientBase } from 'pg'

const versionMin = 150000

/**
 * @throws Error that says what to change: too old a version, an encoding that cannot hold every
 * text
 */
export async function checkServer(client: ClientBase): Promise<void> {
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
    if (found?.[setting] !== 'off') continue
    process.emitWarning(
      `The PostgreSQL server runs with ${setting} = off: a power cut can lose or damage what was ` +
        'acknowledged to devices. Turn it on.',
    )
  }
}
