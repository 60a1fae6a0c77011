import { applyBreakerOutcome, type Breaker, newBreaker } from '@holdfast/fleet/breaker/breaker.ts'
import { expect, it } from 'vitest'
import { addCards, fleetEid } from '../testing/campaign-fleet.ts'
import { openRunning } from '../testing/running.ts'
import { BreakerWatch } from './breaker-watch.ts'

const key = 'smdp:smdp.example.com'
const minute = 60_000

function brokenBreaker(now: number): Breaker {
  let breaker = newBreaker(key, now)
  for (let i = 0; i < 5; i++) {
    breaker = applyBreakerOutcome(breaker, { at: now, isFailure: true })
  }
  return breaker
}

async function site() {
  const running = await openRunning()
  const { world } = running.server.desk
  await addCards(world, 3)
  const troubles: { breakers: Breaker[]; smdps: string[]; hook?: string } = {
    breakers: [],
    smdps: [],
  }
  const watch = new BreakerWatch(world, {
    breakers: () => troubles.breakers,
    smdps: () => troubles.smdps,
    hook: () => troubles.hook,
  })
  const pass = async (ms: number) => {
    await running.server.clock?.moveTo(world.clock.now() + ms)
    await watch.run()
  }
  const incidents = async () => (await running.client.listIncidents({ query: {} })).items
  return { running, world, watch, troubles, pass, incidents }
}

it('an open breaker is an incident with the devices that met it, until nobody has seen it for a while', async () => {
  const { running, world, watch, troubles, pass, incidents } = await site()
  await using _ = running
  for (const n of [1, 2]) watch.noteFailure(key, { tenant: 'default', eid: fleetEid(n) })
  troubles.breakers = [brokenBreaker(world.clock.now())]
  await watch.run()
  const [open] = await incidents()
  expect(open).toMatchObject({
    ...{ cause: 'breaker-open', state: 'open', devices: 2, campaigns: [] },
    about: { smdp: 'smdp.example.com' },
  })
  const id = open?.incidentId ?? ''
  const told = await running.client.incident({ params: { id } })
  expect(told.eids).toEqual([fleetEid(1), fleetEid(2)])
  expect(told.runbook.join(' ')).toContain('SM-DP+')
  await pass(2 * minute)
  troubles.breakers = []
  await pass(minute)
  expect(await incidents()).toMatchObject([{ incidentId: id, state: 'open' }])
  await pass(2 * minute)
  expect(await incidents()).toMatchObject([{ incidentId: id, state: 'ended' }])
  const log: string[] = []
  for await (const line of await running.client.auditExport()) log.push(line)
  expect(log.filter((line) => line.includes('breaker-open'))).toHaveLength(2)
})

it('is not ended by a process that does not see it while another one does', async () => {
  const { running, world, watch, troubles, pass, incidents } = await site()
  await using _ = running
  troubles.smdps = ['smdp.example.com']
  await watch.run()
  const other = new BreakerWatch(world, {
    breakers: () => [],
    smdps: () => [],
    hook: () => undefined,
  })
  for (let i = 0; i < 5; i++) {
    await pass(minute)
    await other.run()
  }
  expect(await incidents()).toMatchObject([{ state: 'open', about: { smdp: 'smdp.example.com' } }])
})

it('a hook that fails is told to every tenant, because any may need it', async () => {
  const { running, troubles, watch, incidents } = await site()
  await using _ = running
  troubles.hook = 'the operators’ hook fails again and again'
  await watch.run()
  expect(await incidents()).toMatchObject([{ cause: 'breaker-open', about: { hook: 'yes' } }])
})

it('tells a tenant nothing of what only another tenant’s devices met', async () => {
  const { running, world, watch, troubles, incidents } = await site()
  await using _ = running
  watch.noteFailure(key, { tenant: 'another', eid: fleetEid(1) })
  troubles.breakers = [brokenBreaker(world.clock.now())]
  await watch.run()
  expect(await incidents()).toEqual([])
})
