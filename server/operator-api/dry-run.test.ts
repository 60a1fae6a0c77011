import { expect, it } from 'vitest'
import { addCards } from '../testing/campaign-fleet.ts'
import { openRunning } from '../testing/running.ts'

it('a dry run counts a device once, however many facts it lacks, and says a remedy for each', async () => {
  await using running = await openRunning()
  await addCards(running.server.desk.world, 3)
  const { refused, refusals } = await running.client.dryRun({
    body: {
      wish: { kind: 'swap', profile: { kind: 'stock', operator: 'nordtel' } },
      target: { filter: '' },
      required: ['memory', 'coverage', 'contact'],
      reason: '',
    },
  })
  expect(refused).toBe(3)
  expect(refusals.map(({ devices }) => devices)).toEqual(refusals.map(() => 3))
  const missing = refusals.filter(({ code }) => code === 'fact-missing')
  expect(new Set(missing.map(({ remedy }) => remedy)).size).toBe(missing.length)
  expect(missing.length).toBeGreaterThan(1)
  for (const { sampleEids } of refusals) expect(new Set(sampleEids).size).toBe(3)
})

it('a dry run names no ICCID where each device would get a code of its own', async () => {
  await using running = await openRunning()
  await addCards(running.server.desk.world, 1)
  const { refusals, perDevice } = await running.client.dryRun({
    body: {
      wish: { kind: 'swap', profile: { kind: 'stock', operator: 'nobody' } },
      target: { filter: '' },
      reason: '',
    },
  })
  expect(refusals.map(({ code }) => code)).toContain('stock-empty')
  expect(JSON.stringify({ refusals, perDevice })).not.toMatch(/\(\)|8900000000000000000/)
})
