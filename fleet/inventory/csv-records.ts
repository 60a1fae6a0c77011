// Text of a table as records, chunk by chunk (RFC 4180, and what spreadsheets make of it): cells
// separated by comma, semicolon or tab, whichever the first record has most; quoted cells may hold
// separators and line ends; lines end in LF, CR LF or CR. Only the open record is kept.

export type Separator = ',' | ';' | '\t' | '|'

export interface CsvReading {
  readonly separator?: Separator
  /** The record that is not whole yet. */
  readonly pending: string
  /** A CR ended the last record; a LF that follows belongs to it. */
  readonly afterReturn: boolean
  /** Records given so far, blank ones too. */
  readonly records: number
}

export interface CsvRecord {
  /** The record's number in the file, from 1: the row a spreadsheet shows. */
  readonly row: number
  readonly cells: readonly string[]
  /** Set where a quoted cell is not followed by a separator or the end of the line. */
  readonly strayQuote?: true
}

export interface CsvRefusal {
  readonly row: number
  readonly code: 'unterminated-quote' | 'record-too-long'
  readonly why: string
}

export interface CsvRead {
  readonly reading: CsvReading
  readonly records: readonly CsvRecord[]
  readonly refusal?: CsvRefusal
}

export const startCsv: CsvReading = { pending: '', afterReturn: false, records: 0 }

/** Characters of one record; a longer one is a quote that nobody closed. */
export const recordMax = 65_536

/** Takes more text; `isLast` says that none follows. */
export function readCsv(reading: CsvReading, more: string, isLast: boolean): CsvRead {
  const text = reading.pending + (reading.afterReturn && more[0] === '\n' ? more.slice(1) : more)
  const afterReturn = more === '' && reading.afterReturn
  let { separator, records: count } = reading
  const records: CsvRecord[] = []
  let at = 0
  let endedInReturn = afterReturn
  while (at < text.length) {
    const end = endOfRecord(text, at, separator)
    if (end === undefined && !isLast) break
    const line = text.slice(at, end ?? text.length)
    if (end === undefined && isOpenQuote(line, separator)) {
      return refuseOpen({ ...reading, pending: '', records: count }, records)
    }
    separator ??= separatorOf(line)
    count += 1
    records.push(splitRecord(line, separator, count))
    const next = end ?? text.length
    const isPair = text[next] === '\r' && text[next + 1] === '\n'
    endedInReturn = text[next] === '\r' && next + 1 === text.length
    at = next + (isPair ? 2 : 1)
  }
  const pending = text.slice(at)
  const next: CsvReading = {
    ...(separator === undefined ? {} : { separator }),
    pending,
    afterReturn: endedInReturn && pending === '',
    records: count,
  }
  if (pending.length <= recordMax) return { reading: next, records }
  return refuseOpen(next, records)
}

function refuseOpen(reading: CsvReading, records: readonly CsvRecord[]): CsvRead {
  const row = reading.records + 1
  const isQuote = reading.pending === '' || isOpenQuote(reading.pending, reading.separator)
  const refusal: CsvRefusal = isQuote
    ? { row, code: 'unterminated-quote', why: 'a quotation mark opens a cell and none closes it' }
    : { row, code: 'record-too-long', why: `a row of over ${recordMax} characters` }
  return { reading, records, refusal }
}

/** Where the record that begins at `from` ends; undefined where the text does not say. */
function endOfRecord(
  text: string,
  from: number,
  separator: Separator | undefined,
): number | undefined {
  let inQuotes = false
  let closedAt = -2
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      if (inQuotes) closedAt = at
      const isDoubled = closedAt === at - 1
      inQuotes = !inQuotes && (isDoubled || at === from || separates(text[at - 1], separator))
    } else if ((code === 0x0a || code === 0x0d) && !inQuotes) return at
  }
  return undefined
}

/** A quote opens a cell only at its beginning; elsewhere it is a character like others. */
const separates = (before: string | undefined, separator: Separator | undefined): boolean =>
  separator === undefined ? /[,;\t|]/.test(before ?? '') : before === separator

const isOpenQuote = (line: string, separator: Separator | undefined): boolean =>
  endOfRecord(`${line}\n`, 0, separator) === undefined

/** The separator of which the line has most outside quotes; a comma where it has none. */
function separatorOf(line: string): Separator {
  const said = /^sep=([,;\t|])$/i.exec(line.trim())
  if (said) return said[1] as Separator
  const bare = line.replace(/"(?:[^"]|"")*"/g, '')
  const counts = ([',', ';', '\t', '|'] as const).map((one) => ({
    one,
    count: bare.split(one).length,
  }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).one
}

function splitRecord(line: string, separator: Separator, row: number): CsvRecord {
  if (!line.includes('"')) return { row, cells: line.split(separator) }
  const cells: string[] = []
  let stray = false
  let at = 0
  for (;;) {
    const cell = line[at] === '"' ? quotedCell(line, at) : plainCell(line, at, separator)
    cells.push(cell.text)
    if (cell.end >= line.length) break
    if (line[cell.end] === separator) {
      at = cell.end + 1
      continue
    }
    stray = true
    const next = line.indexOf(separator, cell.end)
    cells[cells.length - 1] += line.slice(cell.end, next < 0 ? line.length : next)
    if (next < 0) break
    at = next + 1
  }
  return stray ? { row, cells, strayQuote: true } : { row, cells }
}

interface Cell {
  readonly text: string
  readonly end: number
}

function plainCell(line: string, at: number, separator: string): Cell {
  const next = line.indexOf(separator, at)
  const end = next < 0 ? line.length : next
  return { text: line.slice(at, end), end }
}

function quotedCell(line: string, at: number): Cell {
  let text = ''
  let from = at + 1
  for (;;) {
    const quote = line.indexOf('"', from)
    if (quote < 0) return { text: text + line.slice(from), end: line.length }
    text += line.slice(from, quote)
    if (line[quote + 1] !== '"') return { text, end: quote + 1 }
    text += '"'
    from = quote + 2
  }
}
