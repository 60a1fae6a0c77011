import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { expect, test } from 'vitest'
import { CountryRuleBook } from '../rules/country-rule-book.ts'
import { openSite } from '../testing/site.ts'
import { type Batch, BatchBook } from './batch-book.ts'
import { runBatch } from './start-batch.ts'

test("a start reaches its own tenant's card, and for another tenant's it is an unknown one", async () => {
  await using site = await openSite()
  const eid = testEid(1)
  await site.addCard(eid)
  const { tenant } = await site.state(eid)
  const batches = new BatchBook(site.world.store)
  const countryRules = new CountryRuleBook(site.world)
  const startFor = async (asking: string) => {
    const batch: Batch = {
      batchId: `B-${asking}`,
      tenant: asking,
      createdAt: site.clock.now(),
      createdBy: 'person:test',
      wish: { kind: 'audit' },
      reason: 'test',
      total: 1,
      accepted: 0,
      refused: 0,
      refusals: {},
      state: 'running',
    }
    return (await runBatch({ world: site.world, batches, desk: { countryRules } }, batch, [eid]))
      .batch
  }
  const before = await site.state(eid)
  expect(await startFor('somebody-else')).toMatchObject({ accepted: 0, refused: 1 })
  expect(await site.state(eid)).toEqual(before)
  expect(await startFor(tenant)).toMatchObject({ accepted: 1, refused: 0 })
})
