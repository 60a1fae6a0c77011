// A database of its own on a PostgreSQL server, gone afterwards.

import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** Runs `use` with the address of a new, empty database on the server of `address`. */
export async function spareDatabase(
  address: string,
  use: (address: string) => Promise<void>,
): Promise<void> {
  const name = `crash_${randomBytes(6).toString('hex')}`
  await command(address, `CREATE DATABASE ${name}`)
  const own = new URL(address)
  own.pathname = `/${name}`
  try {
    await use(own.href)
  } finally {
    await command(address, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  }
}

async function command(address: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
