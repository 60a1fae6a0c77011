// Activation codes as a table: CSV with a header that names the columns, in any order and spelling
// of case, spaces and dashes.

import { readCsv, startCsv } from '@holdfast/fleet/inventory/csv-records.ts'
import { decodeBytes, startDecoding } from '@holdfast/fleet/inventory/text-decoding.ts'

const fields = ['iccid', 'operator', 'profileType', 'activationCode', 'confirmationCode'] as const
type Field = (typeof fields)[number]

export interface StockLine {
  /** The row a spreadsheet shows; the header is row 1. */
  readonly row: number
  readonly cells: Partial<Readonly<Record<Field, string>>>
}

export type StockTable =
  | { readonly kind: 'table'; readonly lines: readonly StockLine[] }
  | { readonly kind: 'unreadable'; readonly row: number; readonly why: string }

const unreadable = (row: number, why: string): StockTable => ({ kind: 'unreadable', row, why })

const required: readonly Field[] = ['iccid', 'operator', 'activationCode']

/** Reads a whole table; a few thousand codes fit in memory. */
export async function readStockTable(source: AsyncIterable<Uint8Array>): Promise<StockTable> {
  let decoding = startDecoding
  let text = ''
  for await (const chunk of source) {
    const decoded = decodeBytes(decoding, chunk, false)
    if (decoded.refusal) return unreadable(0, decoded.refusal.why)
    decoding = decoded.decoding
    text += decoded.text
  }
  const last = decodeBytes(decoding, new Uint8Array(), true)
  if (last.refusal) return unreadable(0, last.refusal.why)
  const { records, refusal } = readCsv(startCsv, text + last.text, true)
  if (refusal) return unreadable(refusal.row, refusal.why)
  const [header, ...rows] = records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  if (!header) return unreadable(0, 'the file is empty')
  const columns = header.cells.map(fieldOf)
  const missing = required.find((field) => !columns.includes(field))
  if (missing) return unreadable(header.row, `no column is named ${missing}`)
  const lines = rows.map(({ row, cells }): StockLine => {
    const named = columns.flatMap((field, index) =>
      field ? [[field, (cells[index] ?? '').trim()] as const] : [],
    )
    return { row, cells: Object.fromEntries(named) }
  })
  return { kind: 'table', lines }
}

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '')

const fieldOf = (name: string): Field | undefined =>
  fields.find((field) => bare(field) === bare(name))
