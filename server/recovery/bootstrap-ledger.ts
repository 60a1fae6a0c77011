// The ledger of lines with an allowance, added up by operator, with those that will be used up. Read
// from the rows that each line has beside its card; what is left and for how long `fleet` works out
// for the present instant.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type {
  BootstrapLedgerShape,
  BootstrapOperatorShape,
  RunningOutShape,
} from '@holdfast/api/shapes/incident.ts'
import { type LedgerRow, ledgerRow } from '@holdfast/fleet/bootstrap/ledger.ts'
import type { Store } from '../store/contract.ts'
import type { ListedLine } from './items-of-card.ts'

type Ledger = ShapeOf<typeof BootstrapLedgerShape>
type OfOperator = ShapeOf<typeof BootstrapOperatorShape>
type RunningOut = ShapeOf<typeof RunningOutShape>

const runningOutMax = 1_000
const linesPerPage = 1_000

/** The ledger of a tenant as it stands at `now`. */
export async function readLedger(store: Store, tenant: string, now: number): Promise<Ledger> {
  const operators = new Map<string, OfOperator>()
  const runningOut: RunningOut[] = []
  let lines = 0
  for await (const { eid, row } of ledgerRows(store, tenant, now)) {
    lines++
    const name = row.operator ?? 'unknown'
    operators.set(name, addRow(operators.get(name) ?? nothingOf(name), row))
    if (row.level !== 'fine' || row.holdShip) runningOut.push(viewRunningOut(eid, row))
  }
  runningOut.sort((a, b) => (a.at ?? now) - (b.at ?? now) || (a.iccid < b.iccid ? -1 : 1))
  const byName = [...operators.values()].sort((a, b) => (a.operator < b.operator ? -1 : 1))
  return { now, operators: byName, runningOut: runningOut.slice(0, runningOutMax), lines }
}

async function* ledgerRows(
  { items }: Pick<Store, 'items'>,
  tenant: string,
  now: number,
): AsyncIterable<{ readonly eid: string; readonly row: LedgerRow }> {
  let cursor: string | undefined
  do {
    const from = { limit: linesPerPage, ...(cursor === undefined ? {} : { cursor }) }
    const page = await items.page({ kind: 'line', tenant, open: true }, from)
    for (const { eid, body } of page.items) {
      // The rows of this kind hold only what items-of-card.ts puts into them.
      const { line, wasSeen } = body as ListedLine
      yield { eid, row: ledgerRow(line, { now, wasSeen }) }
    }
    cursor = page.cursor
  } while (cursor !== undefined)
}

const nothingOf = (operator: string): OfOperator => ({
  ...{ operator, lines: 0, countries: [], fine: 0, warned: 0, usedUp: 0, holdShip: 0 },
})

function addRow(of: OfOperator, row: LedgerRow): OfOperator {
  const daysLeft = row.daysLeft === undefined ? undefined : Math.floor(row.daysLeft)
  return {
    ...of,
    lines: of.lines + 1,
    ...sum('bytesLeft', of.bytesLeft, row.bytesLeft),
    ...sum('smsLeft', of.smsLeft, row.smsLeft),
    ...(daysLeft === undefined
      ? {}
      : { daysLeftLeast: Math.min(daysLeft, of.daysLeftLeast ?? daysLeft) }),
    countries: [...new Set([...of.countries, ...(row.countries ?? [])])].sort(),
    fine: of.fine + Number(row.level === 'fine'),
    warned: of.warned + Number(row.level === 'warn'),
    usedUp: of.usedUp + Number(row.level === 'used-up'),
    holdShip: of.holdShip + Number(row.holdShip),
  }
}

const sum = <K extends string>(key: K, a: number | undefined, b: number | undefined) =>
  (b === undefined ? {} : { [key]: (a ?? 0) + b }) as { readonly [N in K]?: number }

function viewRunningOut(eid: string, row: LedgerRow): RunningOut {
  const { iccid, operator, level, runsOutBy, runsOutAt, bytesLeft, smsLeft, holdShip, why } = row
  return {
    ...{ eid, iccid, holdShip, words: why },
    level: level === 'used-up' ? 'used-up' : 'warn',
    ...(operator === undefined ? {} : { operator }),
    ...(runsOutBy === undefined ? {} : { what: runsOutBy }),
    ...(runsOutAt === undefined ? {} : { at: Math.round(runsOutAt) }),
    ...(bytesLeft === undefined ? {} : { bytesLeft: Math.round(bytesLeft) }),
    ...(smsLeft === undefined ? {} : { smsLeft: Math.round(smsLeft) }),
  }
}
