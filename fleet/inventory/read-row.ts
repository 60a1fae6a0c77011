// One record of an inventory as a row: every cell is checked, all that is wrong is said at once, and
// a number that stood in an earlier row already is refused with both rows named.

import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import type { Parsed, Refused } from '@holdfast/gsma/ids/parsed.ts'
import { refused } from '@holdfast/gsma/ids/parsed.ts'
import type { DeviceFacts } from '../card-state.ts'
import type { CardRow } from '../import-card.ts'
import {
  checkEid,
  checkIccids,
  checkImei,
  checkText,
  parseForm,
  parseGeneration,
  tidyCell,
} from './cell.ts'
import { readUse } from './cell-of-use.ts'
import { parseCountry } from './country.ts'
import type { CsvRecord } from './csv-records.ts'
import type { Column } from './header.ts'
import type { InventoryField, InventoryProblem, InventoryRow, Tidied } from './inventory-row.ts'
import { nearestEid } from './nearest-eid.ts'
import type { SeenDigits, SeenNumbers } from './seen-digits.ts'

export interface RowContext {
  readonly columns: readonly Column[]
  readonly seen: SeenNumbers
  /** The last good EID of the file: one of the same batch. */
  readonly lastEid: Eid | undefined
  readonly generation: CardRow['generation']
  readonly cellMax: number
}

export interface RowReading {
  /** Absent where the row has a problem. */
  readonly row?: InventoryRow
  readonly problems: readonly InventoryProblem[]
  readonly tidied: readonly Tidied['kind'][]
  /** An earlier row whose EID stands here again. */
  readonly contested?: number
}

/** What was read of a row so far. */
interface Draft {
  eid?: Eid
  iccids: Iccid[]
  generation: CardRow['generation']
  supplier?: string
  device: { -readonly [K in keyof DeviceFacts]: DeviceFacts[K] }
}

const shortened = (text: string): string => {
  const visible = text.replace(/\p{Cc}/gu, '\uFFFD')
  return visible.length > 60 ? `${visible.slice(0, 59)}…` : visible
}

export function readRow(record: CsvRecord, context: RowContext): RowReading {
  const shape = checkShape(record, context.columns)
  if (shape) return { problems: [shape], tidied: [] }
  const draft: Draft = { iccids: [], generation: context.generation, device: {} }
  const problems: InventoryProblem[] = []
  const tidied: Tidied['kind'][] = []
  for (const column of context.columns) {
    if (!column.field) continue
    const cell = tidyCell(record.cells[column.index] ?? '')
    if (cell.tidied.length > 0) tidied.push(...cell.tidied)
    const wrong =
      cell.text === ''
        ? missing(column.field)
        : readCell(draft, { field: column.field, text: cell.text, context })
    if (wrong) problems.push(problemOf(record, column, wrong))
  }
  const duplicates = noteNumbers(record, draft, context)
  problems.push(...duplicates.problems)
  const { contested } = duplicates
  const result = { problems, tidied, ...(contested === undefined ? {} : { contested }) }
  const { eid } = draft
  if (problems.length > 0 || eid === undefined) return result
  const { generation, device, iccids, supplier } = draft
  const row = { row: record.row, eid, generation, device, iccids }
  return { ...result, row: supplier === undefined ? row : { ...row, supplier } }
}

const missing = (field: InventoryField): Refused | undefined =>
  field === 'eid' ? refused('eid-missing', 'every row needs an EID') : undefined

/** A row as long as the header, apart from empty cells at its end. */
function checkShape(record: CsvRecord, columns: readonly Column[]): InventoryProblem | undefined {
  const { row, cells } = record
  if (record.strayQuote) {
    const reason = 'a quotation mark closes a cell in its middle; double it: ""'
    return { row, code: 'stray-quote', reason }
  }
  let count = cells.length
  while (count > columns.length && cells[count - 1]?.trim() === '') count -= 1
  if (count === columns.length) return undefined
  const reason = `${count} cells where the header has ${columns.length}`
  if (count < columns.length) return { row, code: 'too-few-cells', reason }
  const suggestion = 'put a cell that holds the separator in quotation marks'
  return { row, code: 'too-many-cells', reason, suggestion }
}

const problemOf = (record: CsvRecord, column: Column, wrong: Refused): InventoryProblem => ({
  row: record.row,
  column: column.name,
  code: wrong.code,
  reason: wrong.why,
  ...(wrong.suggestion === undefined ? {} : { suggestion: wrong.suggestion }),
  value: shortened(record.cells[column.index] ?? ''),
})

interface CellToRead {
  readonly field: InventoryField
  readonly text: string
  readonly context: RowContext
}

/** Puts what the cell says into the draft, or says what is wrong with it. */
function readCell(draft: Draft, { field, text, context }: CellToRead): Refused | undefined {
  if (text.length > context.cellMax) {
    const why = `${text.length} characters where ${context.cellMax} are allowed`
    return refused('cell-too-long', why)
  }
  const plain = checkText(text)
  if (!plain.ok) return plain
  const put = <T>(parsed: Parsed<T>, keep: (value: T) => void): Refused | undefined => {
    if (!parsed.ok) return parsed
    keep(parsed.value)
    return undefined
  }
  switch (field) {
    case 'eid':
      return put(checkEidInBatch(text, context), (eid) => {
        draft.eid = eid
      })
    case 'iccid':
      return put(checkIccids(text), (iccids) => draft.iccids.push(...iccids))
    case 'imei':
      return put(checkImei(text), (imei) => {
        draft.device.imei = imei
      })
    case 'country':
      return put(parseCountry(text), (country) => {
        draft.device.country = country
      })
    case 'form':
      return put(parseForm(text), (form) => {
        draft.device.form = form
      })
    case 'generation':
      return put(parseGeneration(text), (generation) => {
        draft.generation = generation
      })
    case 'supplier':
      draft.supplier = text
      return undefined
    case 'serial':
    case 'model':
    case 'firmware':
    case 'module':
    case 'site':
    case 'owner':
      draft.device[field] = text
      return undefined
    default:
      return readUse(draft.device, field, text)
  }
}

/** An EID; for a mistyped one the suggestion is the nearest right one in this batch. */
function checkEidInBatch(text: string, { lastEid, seen }: RowContext): Parsed<Eid> {
  const read = checkEid(text)
  if (read.ok || read.code !== 'eid-check-digits' || !lastEid) return read
  const digits = text.replace(/\D/g, '')
  const near = nearestEid(digits, lastEid, (eid) => seen.eids.rowOf(eid) !== undefined)
  return near === undefined ? read : refused(read.code, read.why, near)
}

interface Duplicates {
  readonly problems: readonly InventoryProblem[]
  readonly contested?: number
}

function noteNumbers(record: CsvRecord, draft: Draft, context: RowContext): Duplicates {
  const { eid, iccids, device } = draft
  const problems: InventoryProblem[] = []
  const noteIn = (index: SeenDigits, field: InventoryField, digits: string): number | undefined => {
    const first = index.note(digits, record.row)
    if (first === undefined || (first === record.row && field !== 'iccid')) return first
    const column = context.columns.find((one) => one.field === field)
    problems.push({
      row: record.row,
      ...(column ? { column: column.name } : {}),
      code: `${field}-twice`,
      reason: `the same ${field.toUpperCase()} stands in row ${first} and in row ${record.row}`,
      value: digits,
    })
    return first
  }
  const contested = eid === undefined ? undefined : noteIn(context.seen.eids, 'eid', eid)
  for (const iccid of iccids) noteIn(context.seen.iccids, 'iccid', iccid)
  if (device.imei !== undefined) noteIn(context.seen.imeis, 'imei', device.imei)
  return contested === undefined ? { problems } : { problems, contested }
}
