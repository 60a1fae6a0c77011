import { ApiProblem } from '@holdfast/api/client.ts'
import { usualLimits } from '@holdfast/fleet/limits/judge-start.ts'
import { expect, it } from 'vitest'
import { addCards, fleetEid } from '../testing/campaign-fleet.ts'
import { openRunning, type Running } from '../testing/running.ts'

const limit = usualLimits.devicesPerStart
const problemOf = async (asked: Promise<unknown>) => {
  const thrown = await asked.catch((cause: unknown) => cause)
  if (thrown instanceof ApiProblem) return thrown.problem
  throw new Error(`no problem but ${JSON.stringify(thrown)}`)
}

const wish = { kind: 'unset-fallback' } as const
const some = (devices: number) => ({
  ...{ wish, reason: 'a test' },
  target: { eids: Array.from({ length: devices }, (_, n) => fleetEid(n)) },
})

async function site(): Promise<Running> {
  const running = await openRunning()
  await addCards(running.server.desk.world, limit + 2)
  return running
}

const tokenOf = async ({ client }: Running, name: string) =>
  (
    await client.createToken({
      body: { name, scopes: ['rules:write', 'rules:read', 'operations:write', 'operations:read'] },
    })
  ).secret

it('a start of more devices than the limit is refused by every way, and names campaigns', async () => {
  await using running = await site()
  const { client } = running
  const whole = { wish, target: { filter: '' }, reason: 'a test' }
  for (const body of [some(limit + 1), whole]) {
    const problem = await problemOf(client.startOperations({ body }))
    expect(problem).toMatchObject({ status: 422, code: 'start-needs-campaign' })
    expect(problem.remedy).toContain('holdfast campaign create')
    const dry = await client.dryRun({ body })
    expect(dry.problem).toMatchObject({ code: 'start-needs-campaign' })
  }
  expect((await client.countOperations({ query: {} })).total).toBe(0)
  expect((await client.dryRun({ body: some(limit) })).problem).toBeUndefined()
  expect((await client.startOperations({ body: some(limit) })).total).toBe(limit)
})

it('reading is not limited', async () => {
  await using running = await site()
  const body = { ...some(limit + 1), wish: { kind: 'audit' } as const }
  expect((await running.client.startOperations({ body })).accepted).toBe(limit + 1)
})

it('is raised for others at once, and for whoever raised it when a second person sets it too', async () => {
  await using running = await site()
  const [ann, bob] = await Promise.all(['ann', 'bob'].map((name) => tokenOf(running, name)))
  const [asAnn, asBob] = [running.clientWith(ann), running.clientWith(bob)]
  const raise = { body: { devicesPerStart: limit + 1, reason: 'a new plant' } }
  expect(await asAnn.setLimits(raise)).toMatchObject({
    ...{ devicesPerStart: limit + 1, devicesForYou: limit, setBy: 'token:ann' },
  })
  const body = some(limit + 1)
  expect(await problemOf(asAnn.startOperations({ body }))).toMatchObject({
    code: 'start-needs-campaign',
  })
  expect((await asBob.dryRun({ body })).problem).toBeUndefined()
  await asBob.setLimits(raise)
  expect(await asAnn.limits()).toMatchObject({ devicesForYou: limit + 1, isUsual: false })
  expect((await asAnn.startOperations({ body })).total).toBe(limit + 1)
  const log: string[] = []
  for await (const line of await running.client.auditExport()) log.push(line)
  expect(log.filter((line) => line.includes('limits-set'))).toHaveLength(2)
})

it('devices of a country that asks for approvals need a campaign from its number on', async () => {
  await using running = await site()
  const { client } = running
  const source = { title: 'x', address: 'y', readOn: '2020-01-01' }
  const rule = { from: '2020-01-01', source, approvals: { needed: 1, aboveDevices: 2 } }
  const params = { country: 'DE' }
  await client.putCountryRules({ params, body: { rules: [rule], reason: '' } })
  expect((await client.startOperations({ body: some(2) })).total).toBe(2)
  const problem = await problemOf(client.startOperations({ body: some(3) }))
  expect(problem).toMatchObject({ code: 'start-needs-campaign' })
  expect(problem.detail).toContain('1 approvals')
})
