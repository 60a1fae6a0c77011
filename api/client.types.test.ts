import type { Operation } from '@holdfast/fleet/operation.ts'
import { expect, it } from 'vitest'
import { apiClient, type Client } from './client.ts'
import type { Handlers } from './handlers.ts'

it('types calls by the rows of the table', () => {
  const check = async (client: Client, handlers: Handlers) => {
    const page = await client.listDevices({ query: { q: 'country:DE', limit: 3 } })
    const eid: string | undefined = page.items[0]?.eid
    await client.session()
    // @ts-expect-error: an operation needs its id
    await client.operation({})
    // @ts-expect-error: no such query
    await client.listDevices({ query: { nope: 1 } })
    await client.importInventory({ body: { bytes: 'a,b', mediaType: 'text/csv' } })
    await client.addStock({
      body: [{ iccid: '8988', operator: 'x', activationCode: 'LPA:1$a$b' }],
    })
    const done: undefined = await client.revokeToken({ params: { id: 'x' } })
    for await (const event of await client.eventStream()) event.data.kind
    const who = await handlers.session(
      { params: {}, query: {}, headers: {}, body: undefined },
      { actor: 'nobody', name: '', tenant: 't', scopes: [] },
    )
    const sandbox: boolean = who.sandbox
    const operation: Operation | undefined = undefined
    return [eid, done, sandbox, operation]
  }
  expect(check).toBeTypeOf('function')
  expect(Object.keys(apiClient({ send: fetch, url: '' }))).toContain('listDevices')
})
