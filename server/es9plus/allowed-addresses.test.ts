import { expect, test } from 'vitest'
import { fleetRules } from '../store/fleet-rules.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { AllowedAddresses } from './allowed-addresses.ts'
import { SmdpDirectory } from './smdp-directory.ts'

const url = 'https://127.0.0.1:8443'
const directory = new SmdpDirectory(new Map([['configured.example.com', url]]))

test('a server is called when it is configured or was named by Holdfast, and no other one', async () => {
  const store = new MemoryStore(fleetRules)
  const addresses = new AllowedAddresses(store, directory)
  expect(await addresses.route('Configured.example.com')).toMatchObject({ url })
  expect(await addresses.route('named.example.com')).toBeUndefined()
  await addresses.allow('Named.example.com')
  expect(await addresses.route('named.example.com')).toMatchObject({
    url: 'https://named.example.com',
    isConfigured: false,
  })
  expect(await addresses.route('169.254.169.254')).toBeUndefined()
  await store.close()
})

test('what Holdfast named once is still called after a new start', async () => {
  const store = new MemoryStore(fleetRules)
  await new AllowedAddresses(store, directory).allow('named.example.com')
  const later = new AllowedAddresses(store, directory)
  expect(await later.route('named.example.com')).toBeDefined()
  expect(await later.route('other.example.com')).toBeUndefined()
  await store.close()
})
