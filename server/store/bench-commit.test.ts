import { afterAll, beforeAll, expect, it } from 'vitest'
import { benchCommit } from './bench-commit.ts'
import type { PostgresAddress } from './postgres-connection.ts'
import { type Engine, startEngine } from './testing/engines.ts'
import { rules } from './testing/facts.ts'

let engine: Engine
beforeAll(async () => {
  engine = await startEngine('bundled')
})
afterAll(() => engine.stop())

it('the commit bench measures both sides and gives their ratio', async () => {
  const { address, close } = await engine.open()
  const result = await benchCommit({
    address: address as PostgresAddress,
    rules,
    concurrency: 32,
    cards: 100,
    roundMs: 300,
    rounds: 1,
  })
  await close()
  expect(result.verifiedAndCommittedPerSecond).toBeGreaterThan(0)
  expect(result.bareCommitsPerSecond).toBeGreaterThan(0)
  expect(result.ratio).toBeGreaterThan(0)
})
