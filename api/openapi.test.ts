import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openapiDocument } from './openapi.ts'
import type { Route } from './route.ts'
import { parameterNames } from './route-path.ts'
import { routeTable } from './route-table.ts'

const version = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')).version

it('the golden document is what the table gives (vitest -u renews it)', async () => {
  const text = `${JSON.stringify(openapiDocument(version), null, 2)}\n`
  await expect(text).toMatchFileSnapshot('./openapi.json')
})

it('every reference in the document has its component', () => {
  const document = JSON.stringify(openapiDocument(version))
  const schemas = openapiDocument(version).components as { schemas: Record<string, unknown> }
  for (const [, name] of document.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    expect(Object.keys(schemas.schemas)).toContain(name)
  }
})

it('every row has its own name and address, and a shape for each parameter of its path', () => {
  const rows: readonly Route[] = routeTable
  expect(new Set(rows.map((row) => row.name)).size).toBe(rows.length)
  expect(new Set(rows.map((row) => `${row.method} ${row.path}`)).size).toBe(rows.length)
  for (const row of rows) {
    expect([...parameterNames(row.path)]).toEqual(Object.keys(row.params?.properties ?? {}))
  }
})
