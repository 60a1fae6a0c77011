import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../store/contract.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { eidOf, importCard, imported, rules, start } from '../store/testing/facts.ts'
import { type AuditSigner, openAuditKey } from './audit-key.ts'
import { type CheckpointKeeperOptions, keepCheckpoints, signGrown } from './checkpoint-keeper.ts'
import { signCheckpoint } from './checkpoint-note.ts'
import { endMessage, formatCheckpointLine, formatEndLine } from './export-lines.ts'
import { exportLog } from './export-log.ts'
import { leafHash } from './merkle.ts'
import { verifyExport } from './verify-export.ts'

let folder: string
let signer: AuditSigner
let stranger: AuditSigner

beforeAll(async () => {
  folder = await mkdtemp('/tmp/holdfast-test-')
  signer = await openAuditKey(join(folder, 'audit.pem'))
  stranger = await openAuditKey(join(folder, 'stranger.pem'))
})
afterAll(() => rm(folder, { recursive: true }))

const clock = { now: () => start, every: () => () => undefined }
const optionsFor = (store: Store): CheckpointKeeperOptions => ({
  store,
  signer,
  name: 'eim.example.com',
  clock,
  log: () => undefined,
})

/** A log with so many events, and a checkpoint after each of these sizes. */
async function exported(events: number, checkpoints: readonly number[] = []): Promise<Buffer> {
  const store = new MemoryStore(rules)
  for (let i = 0; i < events; i++) {
    await importCard(store, eidOf(i))
    if (checkpoints.includes(i + 1)) await signGrown(optionsFor(store), 'default')
  }
  return gather(exportLog(optionsFor(store), 'default'))
}

async function gather(pieces: AsyncIterable<string>): Promise<Buffer> {
  const texts: string[] = []
  for await (const piece of pieces) texts.push(piece)
  return Buffer.from(texts.join(''))
}

const verify = (file: Uint8Array, publicKey?: Uint8Array) =>
  verifyExport(Readable.from([file]), publicKey ? { publicKey } : {})

/** The same lines, with a right end made by whoever has this key. */
async function resigned(lines: readonly string[], key: AuditSigner): Promise<Buffer> {
  const text = lines.map((line) => `${line}\n`).join('')
  const sha256 = createHash('sha256').update(text).digest('hex')
  return Buffer.from(text + formatEndLine(sha256, await key.sign(endMessage(sha256))))
}

describe('an exported log', () => {
  it('verifies with the key at hand, and says so', async () => {
    const report = await verify(await exported(5, [2, 3]), signer.publicKey)
    expect(report).toMatchObject({ ok: true, size: 5, checkpoints: 3, trust: 'given key' })
    expect(report.tenant).toBe('default')
  })

  it('holds what was decided about campaigns beside what happened to cards, all of it proven', async () => {
    const store = new MemoryStore(rules)
    await importCard(store, eidOf(1))
    const subject = { kind: 'campaign', id: 'C-1' } as const
    const fact = { kind: 'campaign-aborted', why: 'the operator called' }
    const name = { collection: 'campaigns', key: 'C-1', tenant: 'default' }
    await store.onDocument(name, () => ({
      value: { phase: 'aborted' },
      facts: [{ subject, at: start, actor: 'person:ann', fact }],
      reply: null,
    }))
    await importCard(store, eidOf(2))
    const file = await gather(exportLog(optionsFor(store), 'default'))
    expect(file.toString()).toContain('the operator called')
    expect(await verify(file, signer.publicKey)).toMatchObject({ ok: true, size: 3 })
    const changed = Buffer.from(
      file.toString().replace('the operator called', 'the operator balled'),
    )
    expect(await verify(changed, signer.publicKey)).toMatchObject({ ok: false })
  })

  it('verifies by itself, and says that its key was trusted on first use', async () => {
    const report = await verify(await exported(5))
    expect(report).toMatchObject({ ok: true, trust: 'trusted on first use', problems: [] })
  })

  it('verifies with a new key although older checkpoints are of the old one', async () => {
    const store = new MemoryStore(rules)
    await importCard(store, eidOf(1))
    await signGrown(optionsFor(store), 'default')
    const renewed = { ...optionsFor(store), signer: stranger }
    for (const size of [1, 2]) {
      const report = await verify(await gather(exportLog(renewed, 'default')), stranger.publicKey)
      expect(report).toMatchObject({ ok: true, size, checkpoints: 1 })
      await importCard(store, eidOf(2))
    }
  })

  it('verifies when nothing ever happened', async () => {
    const store = new MemoryStore(rules)
    const file = await gather(exportLog(optionsFor(store), 'default'))
    expect(await verify(file)).toMatchObject({ ok: true, size: 0 })
  })

  it('verifies in whatever pieces it is read', async () => {
    const file = await exported(3)
    for (const size of [1, 7, 1000]) {
      const pieces = Array.from({ length: Math.ceil(file.length / size) }, (_, i) =>
        file.subarray(i * size, (i + 1) * size),
      )
      expect((await verifyExport(Readable.from(pieces))).ok).toBe(true)
    }
  })

  it('fails when any byte of it is another one', async () => {
    const file = await exported(2, [1])
    for (const publicKey of [signer.publicKey, undefined]) {
      for (let i = 0; i < file.length; i++) {
        const changed = Buffer.from(file)
        changed[i] =
          (changed[i] as number) ^ (publicKey ? 1 : ([0x20, 0x80, 0xff][i % 3] as number))
        const { ok, problems } = await verify(changed, publicKey)
        if (ok || problems.length === 0) expect.fail(`byte ${i} was changed unnoticed`)
      }
    }
  })

  it('fails when a byte is lost, doubled, or added', async () => {
    const file = await exported(2)
    for (let i = 0; i < file.length; i += 3) {
      const lost = Buffer.concat([file.subarray(0, i), file.subarray(i + 1)])
      const doubled = Buffer.concat([file.subarray(0, i + 1), file.subarray(i)])
      expect((await verify(lost)).ok).toBe(false)
      expect((await verify(doubled)).ok).toBe(false)
    }
    for (const more of ['\n', ' ', '{}', '\0']) {
      expect((await verify(Buffer.concat([file, Buffer.from(more)]))).ok).toBe(false)
    }
  })

  it('of thousands of events fails when one byte anywhere is another one', async () => {
    const file = await exported(3000, [1000, 1001, 2500])
    expect(await verify(file)).toMatchObject({ ok: true, size: 3000, checkpoints: 4 })
    for (let i = 0; i < 60; i++) {
      const changed = Buffer.from(file)
      const at = Math.floor((i * 7_919_003) % file.length)
      changed[at] = (changed[at] as number) ^ (1 + (i % 255))
      if ((await verify(changed)).ok) expect.fail(`byte ${at} was changed unnoticed`)
    }
  }, 60_000)

  it('fails when it is cut, reordered, or empty', async () => {
    const lines = (await exported(4)).toString().split('\n').slice(0, -1)
    const file = (part: readonly string[]) => Buffer.from(part.map((line) => `${line}\n`).join(''))
    for (let i = 0; i < lines.length; i++) {
      expect((await verify(file(lines.slice(0, i)))).ok).toBe(false)
      expect((await verify(file(lines.toSpliced(i, 1)))).ok).toBe(false)
    }
    const [a, b] = [lines[1] as string, lines[2] as string]
    expect((await verify(file(lines.toSpliced(1, 2, b, a)))).ok).toBe(false)
    expect((await verify(Buffer.alloc(0))).problems).toEqual([
      'line 0: the end with its signature is missing',
    ])
    expect((await verify(Buffer.alloc(100_000, 0xff))).ok).toBe(false)
  })
})

describe('whoever can sign a file anew', () => {
  it('with another key, is found when the key is known', async () => {
    const lines = (await exported(3)).toString().split('\n').slice(0, -2)
    const report = await verify(await resigned(lines, stranger), signer.publicKey)
    expect(report.problems).toContain(`line ${lines.length + 1}: the signature at the end is wrong`)
  })

  it('with another key and its own header, is found when the key is known', async () => {
    const store = new MemoryStore(rules)
    await importCard(store, eidOf(1))
    const forged = await gather(exportLog({ ...optionsFor(store), signer: stranger }, 'default'))
    expect((await verify(forged)).ok).toBe(true)
    const report = await verify(forged, signer.publicKey)
    expect(report.ok).toBe(false)
    expect(report.problems[0]).toContain('another public key than the trusted one')
  })

  it('even with our key, cannot drop, change or move an event that a checkpoint covers', async () => {
    const lines = (await exported(4, [2])).toString().split('\n').slice(0, -2)
    const event = lines.findIndex((line) => line.includes('"position":1,'))
    const changed = (lines[event] as string).replace('person:ann', 'person:bob')
    const forgeries = [
      lines.toSpliced(event, 1, changed),
      lines.toSpliced(event, 1),
      lines.toSpliced(event, 2, lines[event + 1] as string, lines[event] as string),
    ]
    for (const forged of forgeries) {
      expect((await verify(await resigned(forged, signer))).ok).toBe(false)
    }
  })

  it('even with our key, cannot cut the log’s end off behind a checkpoint', async () => {
    const lines = (await exported(4, [2])).toString().split('\n').slice(0, -2)
    const short = [(lines[0] as string).replace('"size":4', '"size":3'), ...lines.slice(1, 5)]
    const report = await verify(await resigned(short, signer))
    expect(report.problems).toEqual([
      expect.stringContaining('no checkpoint covers the last events'),
    ])
  })

  it('cannot put another log’s checkpoint in', async () => {
    const lines = (await exported(2)).toString().split('\n').slice(0, -2)
    const body = { origin: 'eim.example.com/other', size: 2, root: new Uint8Array(32) }
    const note = await signCheckpoint(body, 'eim.example.com', signer)
    const more = [...lines, formatCheckpointLine(note).trimEnd()]
    const report = await verify(await resigned(more, signer))
    expect(report.problems[0]).toContain('of another log')
  })
})

describe('a log that was changed behind our back', () => {
  /** A store whose database somebody edits. */
  class EditedStore extends MemoryStore {
    edit: ((text: string) => string) | undefined
    override async log(...args: Parameters<Store['log']>): ReturnType<Store['log']> {
      const entries = await super.log(...args)
      const { edit } = this
      return edit
        ? entries.map((e) => ({ ...e, text: edit(e.text), leaf: leafHash(edit(e.text)) }))
        : entries
    }
  }

  it('is not signed again: below the last checkpoint or above it', async () => {
    const store = new EditedStore(rules)
    const options = optionsFor(store)
    for (let i = 0; i < 3; i++) await importCard(store, eidOf(i))
    await signGrown(options, 'default')
    for (let i = 3; i < 6; i++) await importCard(store, eidOf(i))
    store.edit = (text) => text.replace('"position":4', '"position":5')
    await expect(signGrown(options, 'default')).rejects.toThrow('do not give the root')
    store.edit = (text) => text.replace('"position":1', '"position":2')
    await store.deleteRecord('audit-proven', 'default')
    await expect(signGrown(options, 'default')).rejects.toThrow('changed below size 3')
    await expect(gather(exportLog(options, 'default'))).rejects.toThrow('changed below size 3')
    store.edit = undefined
    expect(await signGrown(options, 'default')).toContain('\n6\n')
    expect((await store.checkpoints('default')).map(({ size }) => size)).toEqual([3, 6])
  })

  it('is reported, and the other tenants’ checkpoints are signed all the same', async () => {
    const store = new EditedStore(rules)
    store.edit = (text) => text.replace('"tenant":"default"', '"tenant":"Default"')
    await importCard(store, eidOf(1))
    const other = eidOf(2)
    await store.onCard(other, () => ({ events: [imported(other)], reply: 0, tenant: 'zeta' }))
    let tick: (() => Promise<void>) | undefined
    const said: string[] = []
    keepCheckpoints({
      ...optionsFor(store),
      clock: {
        now: () => start,
        every: (_, given) => {
          tick = given
          return () => undefined
        },
      },
      log: (level, text) => said.push(`${level}: ${text}`),
    })
    await tick?.()
    expect(said).toEqual(['error: No checkpoint was signed for default.'])
    expect(await store.checkpoints('default')).toEqual([])
    expect(await store.checkpoints('zeta')).toHaveLength(1)
  })
})
