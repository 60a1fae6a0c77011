// An inventory read chunk by chunk: bytes to text, text to records, records to rows that passed
// every check and problems by row and column. However large the file, only the open record is kept,
// and a compact memory of the numbers seen, so that a duplicate names both rows.

import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import type { CardRow } from '../import-card.ts'
import type { CsvReading, CsvRecord } from './csv-records.ts'
import { readCsv, startCsv } from './csv-records.ts'
import type { ColumnChoice, HeaderReading } from './header.ts'
import { readHeader } from './header.ts'
import type { InventoryField, InventoryProblem, InventoryRow, Tidied } from './inventory-row.ts'
import { readRow } from './read-row.ts'
import type { SeenNumbers } from './seen-digits.ts'
import { SeenDigits } from './seen-digits.ts'
import type { Decoding, Encoding } from './text-decoding.ts'
import { decodeBytes, startDecoding } from './text-decoding.ts'

export interface InventoryOptions {
  /** What columns are, where their names do not tell: by the name in the header. */
  readonly columns?: ColumnChoice
  /** The generation of cards whose row does not say; SGP.32 unless given. */
  readonly generation?: CardRow['generation']
  readonly rowsMax?: number
  /** Characters of a cell. */
  readonly cellMax?: number
  /** Problems that are listed; those beyond are counted. */
  readonly problemsMax?: number
}

/** An import under way. It is filled in place: one reader for one file. */
export interface InventoryReader {
  readonly options: Required<InventoryOptions>
  readonly seen: SeenNumbers
  decoding: Decoding
  csv: CsvReading
  header: HeaderReading | undefined
  lastEid: Eid | undefined
  rows: number
  accepted: number
  problems: InventoryProblem[]
  problemsOmitted: number
  tidied: Map<Tidied['kind'], { count: number; firstRow: number }>
  contestedRows: Set<number>
  refusal: InventoryProblem | undefined
}

export interface InventorySummary {
  /** Rows with anything in them, without the header. */
  readonly rows: number
  readonly accepted: number
  readonly rejected: number
  readonly problems: readonly InventoryProblem[]
  readonly problemsOmitted: number
  /** Header of the file → what it was read as. */
  readonly columns: Readonly<Record<string, InventoryField>>
  readonly ignoredColumns: readonly string[]
  readonly encoding: Encoding
  readonly separator: string
  readonly tidied: readonly Tidied[]
  /** Rows whose EID a later row claims too, also where they were given: believe neither. */
  readonly contestedRows: readonly number[]
  /** Why reading ended before the end of the file; it is among the problems too. */
  readonly refusal?: InventoryProblem
}

/** A reader before the first byte. */
export function startInventory(options: InventoryOptions = {}): InventoryReader {
  return {
    options: {
      columns: {},
      generation: 'sgp32',
      rowsMax: 5_000_000,
      cellMax: 200,
      problemsMax: 1000,
      ...options,
    },
    seen: { eids: new SeenDigits(32), iccids: new SeenDigits(20), imeis: new SeenDigits(15) },
    decoding: startDecoding,
    csv: startCsv,
    header: undefined,
    lastEid: undefined,
    rows: 0,
    accepted: 0,
    problems: [],
    problemsOmitted: 0,
    tidied: new Map(),
    contestedRows: new Set(),
    refusal: undefined,
  }
}

/** Takes the next bytes of the file, any number of them; gives the good rows they completed. */
export const readChunk = (reader: InventoryReader, bytes: Uint8Array): readonly InventoryRow[] =>
  take(reader, bytes, false)

/** Takes the end of the file; gives the last rows and what there is to say of the whole. */
export function finishInventory(reader: InventoryReader): {
  readonly rows: readonly InventoryRow[]
  readonly summary: InventorySummary
} {
  const rows = take(reader, new Uint8Array(), true)
  if (!reader.header && !reader.refusal) {
    refuse(reader, { row: 0, code: 'empty-file', reason: 'the file is empty' })
  }
  return { rows, summary: summaryOf(reader) }
}

function take(reader: InventoryReader, bytes: Uint8Array, isLast: boolean): InventoryRow[] {
  const rows: InventoryRow[] = []
  if (reader.refusal) return rows
  const decoded = decodeBytes(reader.decoding, bytes, isLast)
  reader.decoding = decoded.decoding
  const read = readCsv(reader.csv, decoded.text, isLast && !decoded.refusal)
  reader.csv = read.reading
  for (const record of read.records) {
    const row = takeRecord(reader, record)
    if (row) rows.push(row)
    if (reader.refusal) return rows
  }
  if (read.refusal) {
    const { row, code, why } = read.refusal
    refuse(reader, { row, code, reason: why })
  } else if (decoded.refusal) {
    const { code, why } = decoded.refusal
    refuse(reader, { row: reader.csv.records + 1, code, reason: why })
  }
  return rows
}

const isBlank = (record: CsvRecord): boolean => record.cells.every((cell) => cell.trim() === '')

function takeRecord(reader: InventoryReader, record: CsvRecord): InventoryRow | undefined {
  if (isBlank(record)) return undefined
  const { header } = reader
  if (!header) {
    takeHeader(reader, record)
    return undefined
  }
  if (reader.rows >= reader.options.rowsMax) {
    const reason = `over ${reader.options.rowsMax} rows; split the file`
    refuse(reader, { row: record.row, code: 'too-many-rows', reason })
    return undefined
  }
  reader.rows += 1
  const { row, problems, tidied, contested } = readRow(record, {
    columns: header.columns,
    seen: reader.seen,
    lastEid: reader.lastEid,
    generation: reader.options.generation,
    cellMax: reader.options.cellMax,
  })
  for (const problem of problems) report(reader, problem)
  for (const kind of tidied) note(reader, kind, record.row)
  if (contested !== undefined) reader.contestedRows.add(contested)
  if (!row) return undefined
  reader.accepted += 1
  reader.lastEid = row.eid
  return row
}

function takeHeader(reader: InventoryReader, record: CsvRecord): void {
  if (record.row === 1 && /^sep=/i.test(record.cells.join(''))) return
  if (record.cells.some((cell) => cell.includes('\0'))) {
    const reason =
      'the file holds NUL bytes: it is no text, or UTF-16 without its mark; save it as "CSV UTF-8"'
    refuse(reader, { row: record.row, code: 'nul-byte', reason })
    return
  }
  reader.header = readHeader(record.row, record.cells, reader.options.columns)
  for (const problem of reader.header.problems) report(reader, problem)
  if (reader.header.refusal) refuse(reader, reader.header.refusal)
}

function refuse(reader: InventoryReader, problem: InventoryProblem): void {
  reader.refusal = problem
  report(reader, problem)
}

function report(reader: InventoryReader, problem: InventoryProblem): void {
  if (reader.problems.length < reader.options.problemsMax) reader.problems.push(problem)
  else reader.problemsOmitted += 1
}

function note(reader: InventoryReader, kind: Tidied['kind'], row: number): void {
  const known = reader.tidied.get(kind)
  if (known) known.count += 1
  else reader.tidied.set(kind, { count: 1, firstRow: row })
}

function summaryOf(reader: InventoryReader): InventorySummary {
  const columns = reader.header?.columns ?? []
  const read = columns.flatMap(({ name, field }) => (field ? [[name, field] as const] : []))
  return {
    rows: reader.rows,
    accepted: reader.accepted,
    rejected: reader.rows - reader.accepted,
    problems: reader.problems,
    problemsOmitted: reader.problemsOmitted,
    columns: Object.fromEntries(read),
    ignoredColumns: columns.filter(({ field }) => !field).map(({ name }) => name),
    encoding: reader.decoding.encoding ?? 'UTF-8',
    separator: reader.csv.separator ?? ',',
    tidied: [...reader.tidied].map(([kind, seen]) => ({ kind, ...seen })),
    contestedRows: [...reader.contestedRows],
    ...(reader.refusal ? { refusal: reader.refusal } : {}),
  }
}
