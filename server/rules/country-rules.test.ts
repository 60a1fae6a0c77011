import { ApiProblem, type Client } from '@holdfast/api/client.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import { describe, expect, it } from 'vitest'
import { eidOctets } from '../doorway/watched-store.ts'
import { answerGetEimPackage } from '../esipa/get-eim-package.ts'
import { addCards, addCodes, fleetEid } from '../testing/campaign-fleet.ts'
import { openRunning, type Running } from '../testing/running.ts'
import { testStart } from '../testing/site.ts'
import { ChangePermits } from './change-permits.ts'
import { CountryRuleBook } from './country-rule-book.ts'

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
const clockOf = (at: number): string => new Date(at).toISOString().slice(11, 16)
const hour = 3_600_000
const source = { title: 'a decree', address: 'https://law.example/1', readOn: '2020-02-03' }
const from = dayOf(testStart - 24 * hour)
const germany = { params: { country: 'DE' } }
const state = (more: object) => ({
  ...germany,
  body: { rules: [{ from, source, ...more }], reason: 'a test' },
})

const problemOf = async (asked: Promise<unknown>) => {
  const thrown = await asked.catch((cause: unknown) => cause)
  if (thrown instanceof ApiProblem) return thrown.problem
  throw new Error(`no problem but ${JSON.stringify(thrown)}`)
}

/** A device of the fleet asks for what waits; true when it got something. */
async function polls({ server }: Running, n: number): Promise<boolean> {
  const request = {
    admission: { kind: 'asn1' },
    userAgent: undefined,
    isGone: () => false,
  } as const
  const poll = { eidValue: eidOctets(fleetEid(n)) }
  const reply = await answerGetEimPackage(server.desk, poll, { bytes: new Uint8Array(), request })
  return reply.kind === 'package'
}

/** Cards that have proven two profiles, so that an enable is the first thing that leaves. */
async function readyCards({ server }: Running, count: number): Promise<void> {
  const { world } = server.desk
  await addCards(world, count)
  const at = world.clock.now()
  for (let n = 0; n < count; n++) {
    const profiles = [home, away].map((iccid, i) => ({
      ...{ iccid, evidence: 'proven', asOf: at },
      state: i === 0 ? 'enabled' : 'disabled',
    }))
    const eid = fleetEid(n)
    const euicc = { euiccCertificate: '30', chainVerifiedAt: at, asOf: at, evidence: 'proven' }
    const facts = [
      { kind: 'card-identified', euicc },
      { kind: 'profiles-read', profiles, evidence: 'proven' },
    ]
    await world.store.onCard(eid, () => ({
      // Facts as a card would prove them; their shapes are checked where they are made.
      events: facts.map((fact) => ({ eid, at, actor: 'card', fact: fact as never })),
      reply: null,
    }))
  }
}

const home = '8988211000000000001'
const away = '8988222000000000002'

const holdOf = async ({ server }: Running, n: number) => {
  const card = (await server.desk.world.store.card(fleetEid(n))) as CardState
  return Object.values(card.operations).at(-1)?.hold?.reason.code
}

const startEnable = (client: Client, count: number) =>
  client.startOperations({
    body: {
      wish: { kind: 'enable', iccid: away },
      target: { eids: Array.from({ length: count }, (_, n) => fleetEid(n)) },
      reason: 'a test',
    },
  })

describe('rules of countries over the API', () => {
  it('are stated, shown with who and why, replaced, removed, and stand in the log', async () => {
    await using running = await openRunning()
    const { client } = running
    const made = await client.putCountryRules(state({ changesPerDay: 5 }))
    expect(made).toMatchObject({
      ...{ country: 'DE', setBy: 'token:admin', reason: 'a test', changesToday: 0 },
      rules: [{ ruleId: 'DE-1', country: 'DE', changesPerDay: 5, isInForce: true }],
    })
    await client.putCountryRules(state({ operators: ['nordtel'], until: from }))
    const shown = await client.countryRules({ params: { country: 'de' } })
    expect(shown.rules).toMatchObject([{ operators: ['nordtel'], isInForce: false }])
    expect(shown.rules[0]?.changesPerDay).toBeUndefined()
    expect((await client.listCountryRules()).items).toHaveLength(1)
    await client.removeCountryRules({ ...germany, query: { reason: 'the law is gone' } })
    expect((await client.listCountryRules()).items).toEqual([])
    const gone = { status: 404, code: 'country-rule-unknown' }
    expect(await problemOf(client.countryRules(germany))).toMatchObject(gone)
    expect(await problemOf(client.removeCountryRules(germany))).toMatchObject(gone)
    const log: string[] = []
    for await (const line of await client.auditExport()) log.push(line)
    const facts = log.filter((line) =>
      line.includes('"subject":{"kind":"country-rules","id":"DE"}'),
    )
    const kinds = facts.map((line) => JSON.parse(line)).map((one) => one.fact ?? one)
    expect(facts).toHaveLength(3)
    expect(JSON.stringify(kinds.at(-1))).toContain('the law is gone')
  })

  it('are refused whole, each with what is wrong, and nothing is replaced', async () => {
    await using running = await openRunning()
    const { client } = running
    await client.putCountryRules(state({ changesPerDay: 5 }))
    const rules = [
      { from, source },
      { from, source, quietHours: [{ from: '01:00', until: '01:00' }] },
    ]
    const bad = await problemOf(client.putCountryRules({ ...germany, body: { rules, reason: '' } }))
    expect(bad).toMatchObject({ status: 422, code: 'country-rule-invalid' })
    expect(bad.errors?.map(({ at }) => at)).toEqual(['rules[0]', 'rules[1]'])
    const nowhere = { params: { country: 'XX' }, body: state({ changesPerDay: 5 }).body }
    expect((await problemOf(client.putCountryRules(nowhere))).errors).toEqual([
      { at: 'country', why: 'no country has the code XX' },
    ])
    const shape = { ...germany, body: { rules: [{ from: 'soon', source }], reason: '' } }
    expect(await problemOf(client.putCountryRules(shape))).toMatchObject({ status: 400 })
    expect((await client.countryRules(germany)).rules).toMatchObject([{ changesPerDay: 5 }])
  })

  it('need their own scopes', async () => {
    await using running = await openRunning()
    const { secret } = await running.client.createToken({
      body: { name: 'night', scopes: ['operations:write', 'campaigns:write', 'rules:read'] },
    })
    const night = running.clientWith(secret)
    expect((await night.listCountryRules()).items).toEqual([])
    const forbidden = { status: 403, code: 'scope-missing' }
    expect(await problemOf(night.putCountryRules(state({ changesPerDay: 5 })))).toMatchObject(
      forbidden,
    )
    expect(await problemOf(night.removeCountryRules(germany))).toMatchObject(forbidden)
  })
})

describe('rules of countries in force', () => {
  it('hold a single operation back in quiet hours, and let it go when they end', async () => {
    await using running = await openRunning()
    const { client, server } = running
    await readyCards(running, 1)
    const quietHours = [{ from: clockOf(testStart), until: clockOf(testStart + 2 * hour) }]
    await client.putCountryRules(state({ quietHours: quietHours.map(inBerlin) }))
    await startEnable(client, 1)
    expect(await polls(running, 0)).toBe(false)
    expect(await holdOf(running, 0)).toBe('quiet-hours')
    const { items } = await client.listOperations({ query: { eid: fleetEid(0) } })
    const told = await client.explainOperation({ params: { id: items[0]?.operationId ?? '' } })
    expect(JSON.stringify(told)).toContain('asks for quiet')
    await server.clock?.moveTo(testStart + 3 * hour)
    expect(await polls(running, 0)).toBe(true)
  })

  it('let no more devices change in a day than they say, whichever process is asked', async () => {
    await using running = await openRunning()
    const { client, server } = running
    await readyCards(running, 5)
    await client.putCountryRules(state({ changesPerDay: 2 }))
    await startEnable(client, 5)
    const got = [0, 1, 2].map((n) => polls(running, n))
    expect((await Promise.all(got)).filter(Boolean)).toHaveLength(2)
    expect(await polls(running, 3)).toBe(false)
    expect(await holdOf(running, 3)).toBe('country-day-full')
    const again = new ChangePermits(server.desk.world.store)
    const day = (await client.countryRules(germany)).day
    const change = { tenant: 'default', country: 'DE', day, limit: 2, key: 'another process' }
    expect(await again.take(change, 'op')).toBe(false)
    const fresh = { ...change, country: 'FR', limit: 40, key: 'taken two at once' }
    for (const operation of ['a', 'a', 'b']) expect(await again.take(fresh, operation)).toBe(true)
    expect(await again.given('default', 'FR', day)).toBe(2)
    const atOnce = { ...change, country: 'ES', key: 'a day that many ask for at once' }
    const taken = ['a', 'a', 'b', 'c'].map((operation) => again.take(atOnce, operation))
    expect((await Promise.all(taken)).filter(Boolean)).toHaveLength(3)
    const later = { ...change, country: 'IT', day: '2027-05-02', key: 'IT 2' }
    const earlier = { ...later, day: '2027-05-01', key: 'IT 1' }
    for (const asked of [later, earlier]) expect(await again.take(asked, 'op')).toBe(true)
    const third = new ChangePermits(server.desk.world.store)
    expect(await third.take(later, 'the second of its day')).toBe(true)
    expect(await third.take(later, 'the third of its day')).toBe(false)
    expect(await client.countryRules(germany)).toMatchObject({ changesToday: 2 })
    await server.clock?.moveTo(testStart + 24 * hour)
    expect(await polls(running, 3)).toBe(true)
  })

  it('refuse an operator that is not allowed there: dry run and start say the same', async () => {
    await using running = await openRunning()
    const { client, server } = running
    await addCards(server.desk.world, 2)
    await addCodes(server.desk.world.store, 2)
    await client.putCountryRules(state({ operators: ['costera'] }))
    const wish = { kind: 'swap', profile: { kind: 'stock', operator: 'nordtel' } } as const
    const body = { wish, target: { filter: '' }, reason: '' }
    const dry = await client.dryRun({ body })
    expect(dry.refusals).toMatchObject([{ code: 'operator-not-allowed', devices: 2 }])
    const started = await client.startOperations({ body })
    expect(started.refusals).toEqual({ 'operator-not-allowed': 2 })
    expect((await client.stock()).items).toMatchObject([{ available: 2, reserved: 0 }])
  })

  it('raise the approvals that a campaign needs, from the number of devices that they name', async () => {
    await using running = await openRunning()
    const { client, server } = running
    await addCards(server.desk.world, 4)
    await addCodes(server.desk.world.store, 4)
    const approvals = (aboveDevices: number) => state({ approvals: { needed: 2, aboveDevices } })
    const campaign = {
      ...{ name: 'spring', waves: [{ name: 'all' }], reason: '' },
      follow: 'frozen',
      wish: { kind: 'swap', profile: { kind: 'stock', operator: 'nordtel' } },
      target: { filter: 'country:DE' },
      thresholds: { successAtLeast: 0.5, failureAtMost: 0.4, confidence: 0.8 },
      ...{ deviceDeadlineMinutes: 60, approvalsNeeded: 0 },
    } as const
    await client.putCountryRules(approvals(4))
    expect((await client.dryRunCampaign({ body: campaign })).approvalsNeeded).toBe(0)
    const live = await client.createCampaign({ body: { ...campaign, follow: 'live' } })
    expect(live).toMatchObject({ approvalsNeeded: 2, phase: 'awaiting-approval' })
    await client.putCountryRules(approvals(3))
    expect((await client.dryRunCampaign({ body: campaign })).approvalsNeeded).toBe(2)
    const made = await client.createCampaign({ body: campaign })
    expect(made).toMatchObject({ approvalsNeeded: 2, phase: 'awaiting-approval' })
    const params = { id: made.campaignId }
    const early = await problemOf(client.startCampaign({ params, body: {} }))
    expect(early.status).toBe(409)
  })

  it('are in force again after a restart, and for a process that only reads them', async () => {
    await using running = await openRunning()
    await running.client.putCountryRules(state({ changesPerDay: 5 }))
    const book = new CountryRuleBook(running.server.desk.world)
    expect(book.of('default')).toEqual([])
    await book.refresh()
    expect(book.of('default')).toMatchObject([{ country: 'DE', changesPerDay: 5 }])
    expect(book.of('another')).toEqual([])
  })
})

/** Hours of UTC as the clock in Berlin shows them on the day of the tests. */
function inBerlin({ from: begin, until }: { readonly from: string; readonly until: string }) {
  const shown = (text: string) =>
    new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    }).format(new Date(`${dayOf(testStart)}T${text}:00Z`))
  return { from: shown(begin), until: shown(until) }
}
