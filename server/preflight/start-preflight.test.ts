import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { expect, test } from 'vitest'
import { openRunning, type Running } from '../testing/running.ts'

const eids = [testEid(1), testEid(2)] as const

async function stocked({ client }: Running): Promise<void> {
  const rows = [`${eids[0]},DE`, `${eids[1]},BR`]
  const bytes = ['eid,country', ...rows].join('\n')
  await client.importInventory({ body: { bytes, mediaType: 'text/csv' } })
  for (const eid of eids) await client.addInitialEim({ params: { eid } })
  const body = [1, 2, 3].map((n) => ({
    iccid: completeIccid(`893300000000000001${n}`),
    operator: 'Borealis',
    activationCode: `LPA:1$smdp.example.com$M${n}`,
  }))
  await client.addStock({ body })
}

const wish = { kind: 'swap', profile: { kind: 'stock', operator: 'Borealis' } } as const

test('facts are kept under their names and replaced one by one', async () => {
  await using site = await openRunning()
  const { client } = site
  const operators = [{ operator: 'Borealis', apn: 'iot', countries: ['DE'] }]
  const smdps = [{ address: 'smdp.example.com', ciPkIds: ['F5'] }]
  await client.putPreflightFacts({ body: { operators, smdps } })
  const changed = { operator: 'Borealis', countries: ['FR'] }
  expect(await client.putPreflightFacts({ body: { operators: [changed] } })).toEqual({
    operators: [changed],
    smdps,
    profileTypes: [],
  })
  expect((await client.preflightFacts()).smdps).toEqual(smdps)
})

test('a device where the operator does not serve is stopped, in dry run and in start', async () => {
  await using site = await openRunning()
  const { client } = site
  await stocked(site)
  const facts = { operators: [{ operator: 'Borealis', countries: ['DE'] }] }
  await client.putPreflightFacts({ body: facts })
  const target = { filter: '' }
  const dry = await client.dryRun({ body: { wish, target, reason: '' } })
  expect(dry).toMatchObject({ devices: 2, allowed: 1, refused: 1 })
  const told = dry.preflight?.checks ?? []
  expect(told.find(({ check }) => check === 'country')).toMatchObject({ ok: 1, refused: 1 })
  expect(told.find(({ check }) => check === 'line')).toMatchObject({
    unknown: 2,
    how: 'let the operator report its lines',
  })
  expect(dry.refusals).toMatchObject([{ code: 'country-not-served', sampleEids: [eids[1]] }])
  const started = await client.startOperations({ body: { wish, target, reason: 'x' } })
  expect(started.refusals).toEqual({ 'country-not-served': 1 })
  expect((await client.stock()).items).toMatchObject([{ available: 2, reserved: 1 }])
})

test('a device that is not expected before the deadline is stopped', async () => {
  await using site = await openRunning()
  const { client, server } = site
  await stocked(site)
  const { store, clock } = server.desk.world
  const now = clock.now()
  const month = 30 * 86_400_000
  for (const at of [now - 3 * month, now - 2 * month, now - month, now - 1_000]) {
    await store.recordContacts([{ eid: eids[0], at }])
  }
  const body = { wish, target: { eids: [eids[0]] }, reason: '', deadlineAt: now + 86_400_000 }
  const dry = await client.dryRun({ body })
  expect(dry.refusals.map(({ code }) => code)).toEqual(['contact-after-deadline'])
  const started = await client.startOperations({ body })
  expect(started.refusals).toEqual({ 'contact-after-deadline': 1 })
})

test('what the profile needs travels with the wish, to be judged when the card has told', async () => {
  await using site = await openRunning()
  const { client } = site
  await stocked(site)
  const profileTypes = [{ operator: 'Borealis', profileBytes: 30_000 }]
  const smdps = [{ address: 'smdp.example.com', ciPkIds: ['F5'] }]
  const operators = [{ operator: 'Borealis', smdpAddress: 'smdp.example.com' }]
  await client.putPreflightFacts({ body: { profileTypes, smdps, operators } })
  const target = { eids: [eids[0]] }
  const { operations } = await client.startOperations({ body: { wish, target, reason: 'x' } })
  expect(operations[0]?.wish).toMatchObject({
    profile: { profileBytes: 30_000, ciPkIds: ['F5'] },
  })
})

test('a fact that is required and missing stops a device, in dry run and start', async () => {
  await using site = await openRunning()
  const { client } = site
  await stocked(site)
  const required = ['line'] as const
  const body = { wish, target: { filter: '' }, reason: 'x', required }
  const dry = await client.dryRun({ body })
  expect(dry).toMatchObject({ allowed: 0, refusals: [{ code: 'fact-missing', devices: 2 }] })
  expect((await client.startOperations({ body })).refusals).toEqual({ 'fact-missing': 2 })
  expect((await client.stock()).items).toMatchObject([{ reserved: 0 }])
  const { required: _, ...free } = body
  expect((await client.dryRun({ body: free })).allowed).toBe(2)
  await expect(
    client.dryRun({ body: { ...body, required: ['weather'] as never } }),
  ).rejects.toMatchObject({ problem: { code: 'bad-request' } })
})
