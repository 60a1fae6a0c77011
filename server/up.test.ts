import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { apiClient } from '@holdfast/api/client.ts'
import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { formatPem } from '@holdfast/simulator/pki/pem.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyExport } from './audit/verify-export.ts'
import { type Engine, startEngine } from './store/testing/engines.ts'
import { loopback, openRunning, type Running } from './testing/running.ts'
import { sitePki, testStart } from './testing/site.ts'

let engine: Engine
let folder: string

beforeAll(async () => {
  engine = await startEngine('bundled')
  folder = await mkdtemp(join(tmpdir(), 'holdfast-up-'))
})
afterAll(async () => {
  await engine.stop()
  await rm(folder, { recursive: true })
})

/** A fresh database of the engine, as `--database` names it. */
async function freshDatabase() {
  const { address, close } = await engine.open()
  await close()
  if (typeof address !== 'object') throw new Error('the bundled engine has a socket')
  const { user, host, port, database } = address
  const url = `postgres://${user}@${encodeURIComponent(host ?? '')}:${port}/${database}`
  return { kind: 'server', url } as const
}

const csv = (eids: readonly string[]) =>
  ['eid,serial', ...eids.map((eid, i) => `${eid},S-${i}`)].join('\n')

describe('a server that stops and starts again', () => {
  it('keeps its fleet, its token, its certificate and its log', async () => {
    const database = await freshDatabase()
    const dataDir = join(folder, 'again')
    await mkdir(dataDir)
    const eid = testEid(1)
    const seen: (string | undefined)[] = []
    {
      await using first = await openRunning({ database, dataDir }, dataDir)
      await first.client.importInventory({ body: { bytes: csv([eid]), mediaType: 'text/csv' } })
      seen.push(first.server.admin?.secret, first.server.eimId)
    }
    await using second = await openRunning({ database, dataDir }, dataDir)
    expect([second.server.admin?.secret, second.server.eimId]).toEqual(seen)
    expect(second.server.admin?.isNew).toBe(false)
    expect(await second.client.device({ params: { eid } })).toMatchObject({ eid })
    const lines = await second.client.auditExport()
    const file = async function* () {
      for await (const line of lines) yield Buffer.from(`${line}\n`)
    }
    expect(await verifyExport(file())).toMatchObject({ ok: true, size: 1, problems: [] })
  })

  it('starts as after a restore when its log is shorter than what it had signed, once', async () => {
    const database = await freshDatabase()
    const dataDir = join(folder, 'older')
    await mkdir(dataDir)
    const heads = join(dataDir, 'log-heads.json')
    const iccid = completeIccid('894910000000000001')
    const code = { iccid, operator: 'Home', activationCode: 'LPA:1$smdp.example.com$A' }
    const levels = async ({ client }: Running) => (await client.stock()).items
    {
      await using first = await openRunning({ database, dataDir }, dataDir)
      const body = { bytes: csv([testEid(1)]), mediaType: 'text/csv' }
      await first.client.importInventory({ body })
      await first.client.addStock({ body: [code] })
      await first.client.auditCheckpoint()
    }
    const signed = JSON.parse(await readFile(heads, 'utf8')) as { default: { size: number } }
    expect(signed.default.size).toBe(1)
    {
      await using second = await openRunning({ database, dataDir }, dataDir)
      expect(await levels(second)).toMatchObject([{ available: 1, held: 0 }])
    }
    const further = { default: { ...signed.default, size: 9 } }
    await writeFile(heads, JSON.stringify(further))
    {
      await using restored = await openRunning({ database, dataDir }, dataDir)
      expect(await levels(restored)).toMatchObject([{ available: 0, held: 1 }])
      await restored.client.freeStock({ body: { reason: 'it was never given out' } })
    }
    await using later = await openRunning({ database, dataDir }, dataDir)
    expect(await levels(later)).toMatchObject([{ available: 1, held: 0 }])
  })

  it('goes on with an import that a crash left', async () => {
    const database = await freshDatabase()
    const dataDir = join(folder, 'import')
    const file = join(dataDir, 'spool', 'import-left.csv')
    await mkdir(join(dataDir, 'spool'), { recursive: true })
    await writeFile(file, csv([testEid(10), testEid(11)]))
    {
      await using first = await openRunning({ database, dataDir }, dataDir)
      const left = { mode: 'all', dryRun: false, actor: 'token:admin', tenant: 'default' }
      const value = { ...left, reason: '', file, contestedRows: [], begunAt: testStart }
      await first.put({ collection: 'imports', key: file, value })
    }
    await using second = await openRunning({ database, dataDir }, dataDir)
    await expect.poll(async () => (await second.client.stats()).devices).toBe(2)
    await expect.poll(() => readdir(join(dataDir, 'spool'))).toEqual([])
  })

  it('goes on with a start of operations that a crash left', async () => {
    const database = await freshDatabase()
    const dataDir = join(folder, 'batch')
    const eids = [testEid(20), testEid(21)]
    {
      await using first = await openRunning({ database, dataDir }, dataDir)
      await first.client.importInventory({ body: { bytes: csv(eids), mediaType: 'text/csv' } })
      for (const eid of eids) await first.client.addInitialEim({ params: { eid } })
      const value = {
        ...{ batchId: 'B-left', tenant: 'default', createdAt: testStart, total: 2 },
        ...{ createdBy: 'token:admin', wish: { kind: 'audit' }, reason: '', state: 'running' },
        ...{ accepted: 0, refused: 0, refusals: {} },
      }
      await first.put({ collection: 'batch-targets', key: 'B-left-000000', value: eids })
      await first.put({ collection: 'batches', key: 'B-left', value })
    }
    await using second = await openRunning({ database, dataDir }, dataDir)
    const batch = () => second.client.batch({ params: { batchId: 'B-left' } })
    await expect.poll(batch).toMatchObject({ accepted: 2, outcomes: { queued: 2 } })
  })
})

describe('what a server refuses to start with', () => {
  it('is another eIM’s database, and another id for its own folder', async () => {
    const database = await freshDatabase()
    const dataDir = join(folder, 'one')
    {
      await using _one = await openRunning({ database, dataDir, eimId: 'one' }, dataDir)
    }
    const other = join(folder, 'two')
    await expect(openRunning({ database, dataDir: other }, other)).rejects.toThrow(
      /belongs to the eIM one with another key/,
    )
    await expect(openRunning({ database, dataDir, eimId: 'two' }, dataDir)).rejects.toThrow(
      /this data folder belongs to the eIM one/,
    )
  })

  it('is a trust file that is none', async () => {
    const file = join(folder, 'no-certificate')
    await writeFile(file, 'hello')
    await expect(openRunning({ trustCi: [file] })).rejects.toThrow(/--trust-ci .*no certificate/)
    await expect(openRunning({ trustTls: ['/nowhere'] })).rejects.toThrow(/cannot be read/)
  })
})

describe('two servers on one database', () => {
  it('see each other’s changes at the door within a second', async () => {
    const database = await freshDatabase()
    const dataDir = join(folder, 'both')
    await using one = await openRunning({ database, dataDir, sandbox: undefined }, dataDir)
    await using two = await openRunning({ database, dataDir, sandbox: undefined }, dataDir)
    const eid = testEid(30)
    await one.client.importInventory({ body: { bytes: csv([eid]), mediaType: 'text/csv' } })
    await expect.poll(() => two.look(eid), { timeout: 5_000 }).toBe('look')
    expect((await two.client.device({ params: { eid } })).eid).toBe(eid)
  })
})

describe('the process', () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))

  it('tells its conductor when it is ready, moves its clock in turns, and ends with it', async () => {
    const dataDir = join(folder, 'process')
    const ci = join(folder, 'ci.pem')
    await writeFile(ci, formatPem('CERTIFICATE', sitePki().ci.certificate))
    const child = fork(
      main,
      [
        ...['up', '--sandbox', '--store', 'memory', '--data-dir', dataDir, '--trust-ci', ci],
        ...['--start-at', String(testStart), '--log', 'error'],
        ...['--listen', '127.0.0.1:0', '--esipa-listen', '127.0.0.1:0'],
      ],
      { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
    )
    const [ready] = await once(child, 'message')
    expect(ready).toMatchObject({
      type: 'ready',
      apiUrl: expect.stringMatching(/^http:/),
      esipaUrl: expect.stringMatching(/^https:/),
      adminToken: expect.stringMatching(/^hf_/),
    })
    expect(await readFile(ready.tlsCaFile, 'utf8')).toContain('BEGIN CERTIFICATE')
    const client = apiClient({ send: fetch, url: ready.apiUrl, token: ready.adminToken })
    const now = testStart + 3_600_000
    child.send({ type: 'clock', now })
    expect((await once(child, 'message'))[0]).toEqual({ type: 'clock-done', now })
    expect((await client.session()).now).toBe(now)
    child.disconnect()
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('says in words what is wrong with its command line, and ends', async () => {
    const child = fork(main, ['up', '--listen', 'nowhere'], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    let said = ''
    child.stderr?.on('data', (part) => {
      said += part
    })
    expect(await once(child, 'exit')).toEqual([2, null])
    expect(said).toBe('--listen nowhere: give host:port, for example 127.0.0.1:8443\n')
  })
})

describe('eim-serve', () => {
  it('opens the device endpoint alone', async () => {
    await using running = await openRunning({ command: 'eim-serve', listen: undefined })
    expect(running.server.apiUrl).toBeUndefined()
    expect(running.server.esipaUrl).toMatch(/^https:/)
    expect(loopback.port).toBe(0)
  })
})
