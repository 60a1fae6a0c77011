// An inventory comes into the fleet: all of it or, when asked for, its good rows; never half of it.
// The file is spooled to disk and checked whole; only then are its rows applied. Before the first
// row is applied the import is on record with its file, so that a server that dies on the way goes
// on with it at its next start (a row that was applied already changes nothing the second time).

import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { importCard } from '@holdfast/fleet/import-card.ts'
import {
  finishInventory,
  type InventorySummary,
  readChunk,
  startInventory,
} from '@holdfast/fleet/inventory/inventory-reader.ts'
import type { InventoryProblem, InventoryRow } from '@holdfast/fleet/inventory/inventory-row.ts'
import { refuse } from '@holdfast/fleet/reasons/reason.ts'
import { eidOctets } from '../doorway/watched-store.ts'
import { inParallel } from '../in-parallel.ts'
import type { CardWork } from '../store/contract.ts'
import type { OperatorShop } from './shop.ts'

export interface ImportWish {
  readonly mode: 'all' | 'valid'
  readonly dryRun: boolean
  readonly actor: string
  readonly tenant: string
  readonly reason: string
}

export interface ImportResult {
  readonly imported: boolean
  readonly summary: InventorySummary
  readonly added: number
  readonly updated: number
  readonly unchanged: number
  /** Rows that read well and that a card's own state refuses. */
  readonly refused: readonly InventoryProblem[]
}

/** What is kept of an import that is being applied. */
interface ImportRecord extends ImportWish {
  readonly file: string
  readonly contestedRows: readonly number[]
  readonly begunAt: number
}

const collection = 'imports'
const rowsAtOnce = 256
const refusedMax = 1_000

/** Takes a file in, or says why not. Rejects when the upload breaks off; then nothing changed. */
export async function importInventory(
  shop: OperatorShop,
  upload: AsyncIterable<Uint8Array>,
  wish: ImportWish,
): Promise<ImportResult> {
  await mkdir(shop.spoolFolder, { recursive: true, mode: 0o700 })
  const file = join(shop.spoolFolder, `import-${randomUUID()}.csv`)
  try {
    const summary = await spoolAndCheck(upload, file)
    return await applyIfGood(shop, { ...wish, file }, summary)
  } finally {
    await rm(file, { force: true })
  }
}

/** Goes on with imports that a stopped server left; resolves with how many. */
export async function resumeImports(shop: OperatorShop): Promise<number> {
  let resumed = 0
  for (const { key, value } of await shop.world.store.records(collection)) {
    const kept = value as ImportRecord
    if (!(await isThere(kept.file))) continue
    shop.world.log('warn', 'an import that was interrupted goes on', { file: kept.file })
    await applyRows(shop, kept, new Set(kept.contestedRows))
    await shop.world.store.deleteRecord(collection, key)
    await rm(kept.file, { force: true })
    resumed++
  }
  return resumed
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

/** One pass over the upload: onto the disk, and through every check. */
async function spoolAndCheck(
  upload: AsyncIterable<Uint8Array>,
  file: string,
): Promise<InventorySummary> {
  const reader = startInventory()
  const out = await open(file, 'wx', 0o600)
  try {
    for await (const part of upload) {
      await out.write(part)
      readChunk(reader, part)
    }
    await out.sync()
  } finally {
    await out.close()
  }
  return finishInventory(reader).summary
}

interface Spooled extends ImportWish {
  readonly file: string
}

async function applyIfGood(
  shop: OperatorShop,
  wish: Spooled,
  summary: InventorySummary,
): Promise<ImportResult> {
  const nothing = { imported: false, summary, added: 0, updated: 0, unchanged: 0, refused: [] }
  const isBroken = summary.refusal !== undefined || (wish.mode === 'all' && summary.rejected > 0)
  if (isBroken) return nothing
  const contested = new Set(summary.contestedRows)
  const judged = await judgeRows(shop, wish, contested)
  if (wish.dryRun) return { ...nothing, ...judged }
  if (wish.mode === 'all' && judged.refused.length > 0) {
    return { ...nothing, refused: judged.refused }
  }
  const { store, clock } = shop.world
  const key = wish.file
  const kept: ImportRecord = { ...wish, contestedRows: [...contested], begunAt: clock.now() }
  await store.putRecord({ collection, key, value: kept })
  const applied = await applyRows(shop, wish, contested)
  await store.deleteRecord(collection, key)
  return { imported: true, summary, ...applied }
}

type Counts = Pick<ImportResult, 'added' | 'updated' | 'unchanged' | 'refused'>

/** What the rows would do; cards that the doorway does not know are new without asking. */
function judgeRows(
  shop: OperatorShop,
  wish: Spooled,
  contested: ReadonlySet<number>,
): Promise<Counts> {
  const { store, clock } = shop.world
  return countRows(wish.file, contested, async (row) => {
    const isNew = shop.desk.doorway.look(eidOctets(row.eid)) === 'unknown'
    const state = isNew ? undefined : await store.card(row.eid)
    if (state && state.tenant !== wish.tenant) return refuse('import-other-tenant')
    return importCard(state, row, wish.actor, clock.now()).reply
  })
}

function applyRows(
  shop: OperatorShop,
  wish: Spooled,
  contested: ReadonlySet<number>,
): Promise<Counts> {
  const { store, clock } = shop.world
  const { actor, tenant } = wish
  type Reply = ReturnType<typeof importCard>['reply']
  return countRows(wish.file, contested, (row) =>
    store.onCard(row.eid, (state): CardWork<Reply> => {
      if (state && state.tenant !== tenant) {
        return { events: [], reply: refuse('import-other-tenant') }
      }
      return { ...importCard(state, row, actor, clock.now()), tenant }
    }),
  )
}

type RowReply = ReturnType<typeof importCard>['reply']

/** Runs over the good rows of a spooled file once more, and counts what each came to. */
async function countRows(
  file: string,
  contested: ReadonlySet<number>,
  take: (row: InventoryRow) => Promise<RowReply>,
): Promise<Counts> {
  const counts = { added: 0, updated: 0, unchanged: 0 }
  const refused: InventoryProblem[] = []
  await inParallel(goodRows(file, contested), rowsAtOnce, async (row) => {
    const reply = await take(row)
    if (reply.kind !== 'refused') {
      counts[reply.kind]++
    } else if (refused.length < refusedMax) {
      const { code, why: reason, remedy } = reply
      const suggestion = remedy === undefined ? {} : { suggestion: remedy }
      refused.push({ row: row.row, code, reason, value: row.eid, ...suggestion })
    }
  })
  return { ...counts, refused: refused.sort((a, b) => a.row - b.row) }
}

async function* goodRows(
  file: string,
  contested: ReadonlySet<number>,
): AsyncGenerator<InventoryRow> {
  const reader = startInventory()
  const isGood = (row: InventoryRow) => !contested.has(row.row)
  for await (const part of createReadStream(file)) {
    yield* readChunk(reader, part as Uint8Array).filter(isGood)
  }
  yield* finishInventory(reader).rows.filter(isGood)
}
