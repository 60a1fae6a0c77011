// The schema of a database as text, from its catalog, the same for every PostgreSQL version: tables
// with columns, keys and options, then indexes, triggers and functions. Monthly partitions are left
// out. Compared with the golden file schema.sql.

import pg from 'pg'
import type { PostgresAddress } from '../postgres-connection.ts'

const tables = `
SELECT c.oid, c.relname AS name, c.reloptions AS options, pg_get_partkeydef(c.oid) AS partition
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY c.relname`

const columns = `
SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
  CASE WHEN co.collname <> 'default' THEN co.collname END AS collation,
  pg_get_expr(d.adbin, d.adrelid) AS preset
FROM pg_attribute a
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation
WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum`

const constraints = `
SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint
WHERE conrelid = $1 AND contype IN ('p', 'u', 'f', 'c') ORDER BY contype, conname`

const indexes = `
SELECT pg_get_indexdef(i.indexrelid) AS text
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = $1 AND NOT i.indisprimary ORDER BY c.relname`

const others = `
SELECT 'EXTENSION ' || extname || ';' AS text FROM pg_extension WHERE extname <> 'plpgsql'
UNION ALL
SELECT 'TRIGGER ' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'FUNCTION ' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1`

export async function dumpSchema(address: PostgresAddress): Promise<string> {
  const client = new pg.Client(
    typeof address === 'string' ? { connectionString: address } : address,
  )
  await client.connect()
  try {
    const parts = [
      '-- What migrations/ makes. Written by sql-rules.test.ts; look at the difference.',
    ]
    for (const table of (await client.query(tables)).rows) {
      parts.push(await dumpTable(client, table))
    }
    const { rows } = await client.query(others)
    return `${[...parts, ...rows.map(({ text }) => text)].join('\n\n')}\n`
  } finally {
    await client.end()
  }
}

async function dumpTable(
  client: pg.Client,
  table: { oid: number; name: string; options: string[] | null; partition: string | null },
): Promise<string> {
  const lines = (await client.query(columns, [table.oid])).rows.map(
    ({ name, type, required, collation, preset }) =>
      `${name} ${type}${collation ? ` COLLATE "${collation}"` : ''}` +
      `${required ? ' NOT NULL' : ''}${preset ? ` DEFAULT ${preset}` : ''}`,
  )
  const keys = (await client.query(constraints, [table.oid])).rows.map(({ text }) => text)
  const partition = table.partition ? ` PARTITION BY ${table.partition}` : ''
  const options = table.options ? ` WITH (${table.options.join(', ')})` : ''
  const body = [...lines, ...keys].map((line) => `  ${line}`).join(',\n')
  const made = (await client.query(indexes, [table.oid])).rows.map(
    ({ text }) => `${text.replaceAll('public.', '')};`,
  )
  return [`CREATE TABLE ${table.name} (\n${body}\n)${partition}${options};`, ...made].join('\n')
}
