// The stock of activation codes. Rows are checked whole before any is added; codes go in and never
// come out.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import type { ShapeOf } from '@holdfast/api/route.ts'
import type { RowProblemShape } from '@holdfast/api/shapes/import-report.ts'
import type { StockRowShape } from '@holdfast/api/shapes/stock.ts'
import { parseActivationCode } from '@holdfast/gsma/ids/activation-code.ts'
import { parseIccid } from '@holdfast/gsma/ids/iccid.ts'
import { freeHeldStock } from '../../restore/stock-hold.ts'
import type { StockItem } from '../../store/stock-item.ts'
import type { OperatorShop } from '../shop.ts'
import { readStockTable, type StockLine } from '../stock-table.ts'

type StockRow = ShapeOf<typeof StockRowShape>
type RowProblem = ShapeOf<typeof RowProblemShape>

const problemsShownMax = 1_000
const heldShownUsual = 100

type StockHandlers = Pick<Handlers, 'stock' | 'addStock' | 'heldStock' | 'freeStock'>

export const stockHandlers = (shop: OperatorShop): StockHandlers => ({
  async stock(_request, { tenant }) {
    return { items: await shop.world.store.stock(tenant) }
  },
  heldStock({ query: { limit = heldShownUsual, cursor } }, { tenant }) {
    const page = { limit, ...(cursor === undefined ? {} : { cursor }) }
    return shop.world.store.heldStock(tenant, page)
  },
  async freeStock({ body }, { tenant, actor }) {
    return { freed: await freeHeldStock(shop.world, { tenant, actor, ...body }) }
  },
  async addStock({ body }, { tenant }) {
    const lines = isJson(body)
      ? body.map((row, index): StockLine => ({ row: index + 1, cells: row }))
      : await readTable(body)
    const problems = [...problemsIn(lines)]
    if (problems.length > 0) return reportOf(lines.length, { added: 0, known: 0 }, problems)
    const items = lines.map(({ cells }) => itemOf(cells as StockRow, tenant))
    const iccids = items.map(({ iccid }) => iccid)
    const others = new Set(await shop.world.store.stockOfOthers(tenant, iccids))
    const foreign = lines.filter((_, i) => others.has(iccids[i] ?? '')).map(ofAnother)
    if (foreign.length > 0) return reportOf(lines.length, { added: 0, known: 0 }, foreign)
    const done = await shop.world.store.addStock(items)
    return reportOf(lines.length, done, [])
  },
})

const isJson = (
  body: readonly StockRow[] | AsyncIterable<Uint8Array>,
): body is readonly StockRow[] => Array.isArray(body)

async function readTable(body: AsyncIterable<Uint8Array>): Promise<readonly StockLine[]> {
  const read = await readStockTable(body)
  if (read.kind === 'table') return read.lines
  const errors = [{ at: `row ${read.row}`, why: read.why }]
  throw new ApiProblem(problemOf('unreadable-file', read.why, { errors }))
}

function reportOf(
  rows: number,
  done: { readonly added: number; readonly known: number },
  problems: readonly RowProblem[],
) {
  return {
    rows,
    ...done,
    rejected: new Set(problems.map(({ row }) => row)).size,
    problems: problems.slice(0, problemsShownMax),
    problemsOmitted: Math.max(0, problems.length - problemsShownMax),
  }
}

function* problemsIn(lines: readonly StockLine[]): Generator<RowProblem> {
  const rowOf = new Map<string, number>()
  for (const { row, cells } of lines) {
    const { iccid = '', activationCode = '', operator = '' } = cells
    const number = parseIccid(iccid)
    if (!number.ok) yield { row, column: 'iccid', ...told(number), value: iccid.slice(0, 40) }
    const code = parseActivationCode(activationCode)
    if (!code.ok) yield { row, column: 'activationCode', ...told(code) }
    if (operator.trim() === '') {
      yield { row, column: 'operator', code: 'missing', reason: 'the operator is missing' }
    }
    const before = rowOf.get(iccid)
    if (before !== undefined) {
      const reason = `this ICCID stands in row ${before} too`
      yield { row, column: 'iccid', code: 'duplicate', reason, value: iccid }
    }
    rowOf.set(iccid, row)
  }
}

const told = (refused: { code: string; why: string; suggestion?: string }) => ({
  code: refused.code,
  reason: refused.why,
  ...(refused.suggestion === undefined ? {} : { suggestion: refused.suggestion }),
})

/** As with a device of another tenant: that it is somebody's, not whose. */
const ofAnother = ({ row, cells }: StockLine): RowProblem => ({
  ...{ row, column: 'iccid', value: cells.iccid ?? '', code: 'stock-other-tenant' },
  reason: 'this ICCID stands in the stock of another tenant of this server',
})

function itemOf(row: StockRow, tenant: string): StockItem {
  const { iccid, operator, activationCode } = row
  const number = parseIccid(iccid)
  return {
    tenant,
    iccid: number.ok ? number.value : iccid,
    operator: operator.trim(),
    activationCode,
    state: 'available',
    ...(row.profileType ? { profileType: row.profileType } : {}),
    ...(row.confirmationCode ? { confirmationCode: row.confirmationCode } : {}),
  }
}
