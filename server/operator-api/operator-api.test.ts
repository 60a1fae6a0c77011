import { ApiProblem } from '@holdfast/api/client.ts'
import { formatPath } from '@holdfast/api/route-path.ts'
import { routeTable } from '@holdfast/api/route-table.ts'
import { scopes } from '@holdfast/api/scope.ts'
import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRunning, type Running } from '../testing/running.ts'
import { TokenBook } from './token-book.ts'

let running: Running

beforeAll(async () => {
  running = await openRunning()
})
afterAll(() => running[Symbol.asyncDispose]())

const problemOf = (call: Promise<unknown>): Promise<ApiProblem['problem']> =>
  call.then(
    () => {
      throw new Error('this should have been refused')
    },
    (cause) => {
      if (cause instanceof ApiProblem) return cause.problem
      throw cause
    },
  )

const csv = (...lines: readonly string[]) => ({
  bytes: ['eid,serial,model,country', ...lines].join('\n'),
  mediaType: 'text/csv',
})

const eids = Array.from({ length: 30 }, (_, i) => testEid(100 + i))

async function importFleet(): Promise<void> {
  const rows = eids.map((eid, i) => `${eid},S-${i},M1,DE`)
  await running.client.importInventory({ body: csv(...rows) })
  for (const eid of eids) await running.client.addInitialEim({ params: { eid } })
}

describe('who may call', () => {
  const params = { eid: eids[0] ?? '', id: 'X', code: 'X', batchId: 'X', country: 'DE' }
  const guarded = routeTable.filter(({ permission }) => permission !== 'nobody-asked')

  it.each(guarded.map((row) => [row.name, row] as const))(
    '%s is refused without a token, with a wrong one, and without its scope',
    async (_name, row) => {
      const others = scopes.filter((scope) => scope !== row.permission)
      const made = await running.client.createToken({ body: { name: 'other', scopes: others } })
      const tries: readonly (readonly [string | undefined, number, string])[] = [
        [undefined, 401, 'no-token'],
        [`hf_0123456789abcdef_${'A'.repeat(43)}`, 401, 'bad-token'],
        ...(row.permission === 'any-token' ? [] : ([[made.secret, 403, 'scope-missing']] as const)),
      ]
      for (const [token, status, code] of tries) {
        const answer = await fetch(`${running.url}${formatPath(row.path, params)}`, {
          method: row.method,
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        })
        expect([answer.status, await answer.json()]).toMatchObject([status, { code }])
      }
    },
  )

  it('gives no token a scope that its maker lacks, and forgets a revoked one at once', async () => {
    const little = await running.client.createToken({
      body: { name: 'little', scopes: ['tokens:write'] },
    })
    const client = running.clientWith(little.secret)
    expect(
      await problemOf(client.createToken({ body: { name: 'x', scopes: ['audit:read'] } })),
    ).toMatchObject({ status: 403, code: 'scope-not-held' })
    await running.client.revokeToken({ params: { id: little.token.id } })
    expect(await problemOf(client.session())).toMatchObject({ code: 'bad-token' })
    const { items } = await running.client.listTokens()
    expect(JSON.stringify(items)).not.toContain(little.secret)
  })

  it('answers health to anybody', async () => {
    expect(await running.clientWith(undefined).health()).toMatchObject({ status: 'ok' })
  })
})

describe('requests that are not in the shape of the contract', () => {
  const post = (path: string, body: string, type = 'application/json') =>
    fetch(`${running.url}${path}`, {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${running.server.admin?.secret}`,
        'content-type': type,
      },
    })

  it.each([
    ['/v1/operations/dry-run', '{"wish":{"kind":"fly"}}', 400, 'bad-request'],
    ['/v1/operations/dry-run', '{', 400, 'bad-request'],
    ['/v1/heartbeats', '[{"iccid":894910000000000001}]', 400, 'bad-request'],
    ['/v1/imports', '{}', 415, 'wrong-media-type'],
    ['/v1/nothing', '{}', 404, 'no-such-route'],
    ['/v1/decode', '{"hex":"BF4F"}', 422, 'undecodable'],
  ])('POST %s %s is answered %i %s', async (path, body, status, code) => {
    const answer = await post(path, body)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(await answer.json()).toMatchObject({ status, code })
  })

  it('says which part of the filter cannot be read', async () => {
    const problem = await problemOf(running.client.listDevices({ query: { q: 'planet:mars' } }))
    expect(problem).toMatchObject({ code: 'bad-filter', errors: [{ why: expect.any(String) }] })
  })

  it('takes numbers and lists in the query, and refuses what is none', async () => {
    const page = await running.client.listOperations({
      query: { outcome: ['queued', 'sent'], limit: 5 },
    })
    expect(page.items).toEqual([])
    const answer = await fetch(`${running.url}/v1/operations?limit=many`, {
      headers: { authorization: `Bearer ${running.server.admin?.secret}` },
    })
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'bad-request' }])
  })
})

describe('importing an inventory', () => {
  it('imports nothing when one row is wrong, and says which', async () => {
    const good = testEid(1)
    const body = csv(`${good},A,M1,DE`, '89049032000000000000000000000099,B,M1,DE')
    const report = await running.client.importInventory({ body })
    expect(report).toMatchObject({ imported: false, rows: 2, rejected: 1, added: 0 })
    expect(report.problems[0]).toMatchObject({ row: 3, code: 'eid-check-digits' })
    expect(await problemOf(running.client.device({ params: { eid: good } }))).toMatchObject({
      code: 'unknown-device',
    })
  })

  it('imports the good rows when that is asked, says what a dry run would do, and repeats', async () => {
    const body = csv(`${testEid(2)},A,M1,DE`, '890490320000,B,M1,DE')
    const dry = await running.client.importInventory({
      body,
      query: { mode: 'valid', dryRun: true },
    })
    expect(dry).toMatchObject({ dryRun: true, imported: false, added: 1, rejected: 1 })
    const done = await running.client.importInventory({ body, query: { mode: 'valid' } })
    expect(done).toMatchObject({ imported: true, added: 1, updated: 0 })
    const again = await running.client.importInventory({ body, query: { mode: 'valid' } })
    expect(again).toMatchObject({ imported: true, added: 0, unchanged: 1 })
  })

  it('refuses a file that is no table', async () => {
    const body = { bytes: 'hello', mediaType: 'text/csv' }
    expect(await problemOf(running.client.importInventory({ body }))).toMatchObject({
      status: 422,
      code: 'unreadable-file',
    })
  })
})

describe('operations', () => {
  beforeAll(importFleet)

  const audit = { wish: { kind: 'audit' }, target: { filter: 'model:M1 serial:S' } } as const
  const one = { wish: { kind: 'audit' }, target: { eids: [eids[0] ?? ''] } } as const

  it('says what a wish would do before it is started', async () => {
    const body = { wish: { kind: 'audit' }, target: { eids }, reason: '' } as const
    const dry = await running.client.dryRun({ body })
    expect(dry).toMatchObject({ devices: 30, allowed: 30, refused: 0, plans: 1 })
    expect(dry.steps.map(({ kind }) => kind)).toContain('read')
    expect(dry.cost.bytes).toBeGreaterThan(0)
  })

  it('counts refusals by code, also for devices that nobody knows', async () => {
    const wish = { kind: 'enable', iccid: completeIccid('894910000000000009') } as const
    const target = { eids: [...eids.slice(0, 2), testEid(9_999)] }
    const dry = await running.client.dryRun({ body: { wish, target, reason: '' } })
    expect(dry.refusals.map(({ code }) => code)).toContain('unknown-device')
  })

  it('starts one operation a device, once for one key, and another body is refused', async () => {
    const body = { wish: { kind: 'audit' }, target: { eids }, reason: 'check' } as const
    const headers = { 'idempotency-key': 'key-number-1' }
    const first = await running.client.startOperations({ body, headers })
    expect(first).toMatchObject({ total: 30, accepted: 30, refused: 0, repeated: false })
    const second = await running.client.startOperations({ body, headers })
    expect(second).toMatchObject({ batchId: first.batchId, accepted: 30, repeated: true })
    const other = { ...body, reason: 'other' }
    expect(await problemOf(running.client.startOperations({ body: other, headers }))).toMatchObject(
      {
        code: 'idempotency-key-reused',
      },
    )
    const batch = await running.client.batch({ params: { batchId: first.batchId } })
    expect(batch).toMatchObject({ total: 30, open: 30, outcomes: { queued: 30 } })
  })

  it('queues once when the same start is asked for twice at the same time', async () => {
    const body = { wish: { kind: 'audit' }, target: { eids }, reason: 'twice' } as const
    const headers = { 'idempotency-key': 'key-number-2' }
    const start = () => running.client.startOperations({ body, headers })
    const both = await Promise.all([start(), start()])
    expect(both.map(({ accepted }) => accepted)).toEqual([30, 30])
    const [batchId] = new Set(both.map((one) => one.batchId))
    const batch = await running.client.batch({ params: { batchId: batchId ?? '' } })
    expect(batch).toMatchObject({ total: 30, open: 30, outcomes: { queued: 30 } })
  })

  it('starts nothing when the target has another number of devices than expected', async () => {
    const body = { ...one, reason: '', expectedDevices: 2 }
    expect(await problemOf(running.client.startOperations({ body }))).toMatchObject({
      status: 409,
      code: 'target-changed',
    })
    expect(audit.target.filter).toContain('M1')
  })

  it('explains, lists and cancels an operation', async () => {
    const started = await running.client.startOperations({ body: { ...one, reason: '' } })
    const id = started.operations[0]?.operationId ?? ''
    const { explanation } = await running.client.explainOperation({ params: { id } })
    expect(explanation.summary).not.toBe('')
    const cancelled = await running.client.cancelOperation({ params: { id } })
    expect(cancelled).toMatchObject({ result: 'cancelled', operation: { outcome: 'cancelled' } })
    expect(await problemOf(running.client.cancelOperation({ params: { id } }))).toMatchObject({
      status: 409,
      code: 'operation-over',
    })
    expect(await problemOf(running.client.operation({ params: { id: 'nope' } }))).toMatchObject({
      code: 'unknown-operation',
    })
  })
})

describe('secrets', () => {
  const code = 'LPA:1$smdp.example.com$VERY-SECRET-ID'
  const confirmationCode = 'PIN-4711'

  it('goes into the stock and out of it, and is shown nowhere', async () => {
    const iccid = completeIccid('894910000000000001')
    const stock = [{ iccid, operator: 'Nordtel', activationCode: code, confirmationCode }]
    expect(await running.client.addStock({ body: stock })).toMatchObject({ added: 1 })
    const eid = eids[5] ?? ''
    const started = await running.client.startOperations({
      body: {
        wish: { kind: 'download', profile: { kind: 'stock', operator: 'Nordtel' } },
        target: { eids: [eid] },
        reason: '',
      },
    })
    expect(started.refusals).toEqual({})
    const shown = JSON.stringify([
      started,
      await running.client.device({ params: { eid } }),
      await running.client.deviceTimeline({ params: { eid } }),
      await running.client.listEvents({ query: { eid } }),
      await running.client.deviceMessages({ params: { eid } }),
      await running.client.batch({ params: { batchId: started.batchId } }),
    ])
    expect(shown).not.toContain('VERY-SECRET-ID')
    expect(shown).not.toContain(confirmationCode)
    expect(shown).toContain('smdp.example.com')
  })

  it('is refused with row and column when the stock’s table is wrong, and nothing is added', async () => {
    const table = 'ICCID;Operator;Activation Code\n123;Nordtel;LPA:1$a.example$X\n;;'
    const before = await running.client.stock()
    const body = { bytes: table, mediaType: 'text/csv' }
    const report = await running.client.addStock({ body })
    expect(report).toMatchObject({ added: 0, rejected: 1 })
    expect(report.problems[0]).toMatchObject({ row: 2, column: 'iccid' })
    expect(await running.client.stock()).toEqual(before)
  })
})

describe('the stock of a tenant', () => {
  it('is its own: another one sees none of it and cannot add the same code', async () => {
    const tokens = new TokenBook(running.server.desk.world)
    const own = ['stock:read', 'stock:write'] as const
    const made = { name: 'other', scopes: own, tenant: 'elsewhere', createdBy: 'person:test' }
    const [, secret] = await tokens.make(made)
    const other = running.clientWith(secret)
    const iccid = completeIccid('894910000000000007')
    const row = { iccid, operator: 'Ours', activationCode: 'LPA:1$smdp.example.com$OURS' }
    await running.client.addStock({ body: [row] })
    expect(await other.stock()).toEqual({ items: [] })
    const report = await other.addStock({ body: [row] })
    expect(report).toMatchObject({ added: 0, rejected: 1 })
    expect(report.problems[0]).toMatchObject({ row: 1, code: 'stock-other-tenant', value: iccid })
    expect((await running.client.stock()).items).toContainEqual(
      expect.objectContaining({ operator: 'Ours', available: 1 }),
    )
  })
})

describe('live events', () => {
  it('come in order, from where a reader left, and end with the reader', async () => {
    const eid = testEid(5_000)
    const { items } = await running.client.listEvents({ query: { limit: 1000 } })
    const after = items.at(-1)?.position ?? -1
    const abort = new AbortController()
    const stream = await running.client.eventStream({ query: { after }, signal: abort.signal })
    await running.client.importInventory({ body: csv(`${eid},LIVE,M9,DE`) })
    const kinds: string[] = []
    for await (const { data } of stream) {
      kinds.push(data.kind === 'event' ? data.event.fact.kind : data.kind)
      if (kinds.length === 2) break
    }
    abort.abort()
    expect(kinds).toEqual(['counts', 'card-imported'])
  })
})

describe('reports from outside', () => {
  it('takes heartbeats by EID or serial, and tells which items name nobody', async () => {
    const iccid = completeIccid('894910000000000003')
    const report = await running.client.reportHeartbeats({
      body: [
        { eid: eids[7], iccid },
        { serial: 'S-8', iccid },
        { serial: 'nobody', iccid },
      ],
    })
    expect(report).toEqual({ accepted: 2, unknown: [2] })
    const device = await running.client.device({ params: { eid: eids[8] ?? '' } })
    expect(device.serving).toMatchObject({ iccid })
    const network = await running.client.reportNetworkEvents({
      body: [{ iccid: completeIccid('894910000000000077'), kind: 'attach', plmn: '26202' }],
    })
    expect(network).toEqual({ accepted: 0, unknown: [0] })
  })
})

describe('the rest of the contract', () => {
  it('answers every other row', async () => {
    const { client } = running
    expect(await client.session()).toMatchObject({ name: 'admin', sandbox: true })
    expect((await client.stats()).devices).toBeGreaterThan(30)
    const eim = await client.eim()
    expect(eim.publicKeyPem).toContain('BEGIN PUBLIC KEY')
    const decoded = await client.decode({ body: { hex: eim.addInitialEimRequest } })
    expect(decoded.decodedAs).toBe('AddInitialEimRequest')
    expect((await client.reasons()).items.length).toBeGreaterThan(50)
    expect(await client.reason({ params: { code: 'stock-empty' } })).toMatchObject({ remedy: /./ })
    expect((await client.resultCodes()).items.length).toBeGreaterThan(100)
    const facets = await client.deviceFacets()
    expect(facets.facets.country).toMatchObject({ DE: expect.any(Number) })
    const { explanation } = await client.explainDevice({ params: { eid: eids[0] ?? '' } })
    expect(explanation.because.length).toBeGreaterThan(0)
    const checkpoint = await client.auditCheckpoint()
    expect(checkpoint.size).toBeGreaterThan(0)
    const lines: string[] = []
    for await (const line of await client.auditExport()) lines.push(line)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ size: checkpoint.size })
    for (const line of lines) JSON.parse(line)
  })
})
