import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CsvRecord, CsvRefusal } from './csv-records.ts'
import { readCsv, recordMax, startCsv } from './csv-records.ts'
import { finishInventory, readChunk, startInventory } from './inventory-reader.ts'

interface Whole {
  readonly records: readonly CsvRecord[]
  readonly refusal: CsvRefusal | undefined
}

function readAll(pieces: readonly string[]): Whole {
  let reading = startCsv
  const records: CsvRecord[] = []
  for (const [index, piece] of [...pieces, ''].entries()) {
    const read = readCsv(reading, piece, index === pieces.length)
    reading = read.reading
    records.push(...read.records)
    if (read.refusal) return { records, refusal: read.refusal }
  }
  return { records, refusal: undefined }
}

const cellsOf = (...pieces: readonly string[]): readonly (readonly string[])[] =>
  readAll(pieces).records.map(({ cells }) => cells)

/** A cell as RFC 4180 writes it. */
const quoted = (cell: string): string =>
  /[",;\t|\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

describe('records', () => {
  it('end in LF, CR LF or CR, and the last one may end in nothing', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      expect(cellsOf(`a,b${end}c,d${end}`)).toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ])
      expect(cellsOf(`a,b${end}c,d`)).toHaveLength(2)
    }
    expect(cellsOf('a,b\r', '\nc,d\r', '', '\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  it('are separated by what the first one has most of, outside quotes', () => {
    expect(cellsOf('a;b;c\n1,5;2;3')).toEqual([
      ['a', 'b', 'c'],
      ['1,5', '2', '3'],
    ])
    expect(cellsOf('"a,b,c,d";e;f')).toEqual([['a,b,c,d', 'e', 'f']])
    expect(cellsOf('a\tb\n')).toEqual([['a', 'b']])
    expect(cellsOf('alone')).toEqual([['alone']])
  })

  it('keep quotation marks that open no cell', () => {
    expect(cellsOf('a,b\n5" pipe,x""y\n="1",z')).toEqual([
      ['a', 'b'],
      ['5" pipe', 'x""y'],
      ['="1"', 'z'],
    ])
    expect(cellsOf('a,b\nx;"y,z\n1,2')).toHaveLength(3)
  })

  it('say where a quoted cell goes on after its end', () => {
    const { records } = readAll(['a,b\n"x"y,z\n'])
    expect(records[1]).toEqual({ row: 2, cells: ['xy', 'z'], strayQuote: true })
  })

  it('longer than the limit are refused', () => {
    const long = 'x'.repeat(recordMax + 1)
    expect(readAll([`a\n${long}`]).refusal).toMatchObject({ row: 2, code: 'record-too-long' })
    expect(readAll([`a\n"${long}`]).refusal).toMatchObject({ row: 2, code: 'unterminated-quote' })
  })

  it('of any cells come back as they were, however the text is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'ö') })
    const row = fc.array(cell, { minLength: 2, maxLength: 4 })
    const table = fc.array(row, { minLength: 1, maxLength: 5 })
    const cuts = fc.array(fc.nat(200), { maxLength: 6 })
    fc.assert(
      fc.property(table, cuts, (rows, places) => {
        const text = ['a|b', ...rows.map((cells) => cells.map(quoted).join('|'))].join('\r\n')
        const sorted = [0, ...places.toSorted((a, b) => a - b), text.length]
        const pieces = sorted.slice(1).map((to, i) => text.slice(sorted[i], Math.max(0, to)))
        expect(cellsOf(...pieces)).toEqual([['a', 'b'], ...rows])
      }),
      { numRuns: 500 },
    )
  })
})

describe('any bytes', () => {
  it('give rows and problems, never an exception, and the same in any chunks', () => {
    const start = [...new TextEncoder().encode('EID,Site\n')]
    const read = (bytes: Uint8Array, chunk: number) => {
      const reader = startInventory()
      const rows = []
      for (let at = 0; at < bytes.length; at += chunk) {
        rows.push(...readChunk(reader, bytes.subarray(at, at + chunk)))
      }
      const end = finishInventory(reader)
      return { rows: [...rows, ...end.rows], summary: end.summary }
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (random, withHeader) => {
        const bytes = Uint8Array.from(withHeader ? [...start, ...random] : random)
        expect(read(bytes, 3)).toEqual(read(bytes, 1000))
      }),
      { numRuns: 1000 },
    )
  })
})
