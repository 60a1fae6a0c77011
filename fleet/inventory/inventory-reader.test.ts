import { completeEid } from '@holdfast/gsma/ids/eid.ts'
import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { describe, expect, it } from 'vitest'
import type { InventoryOptions, InventorySummary } from './inventory-reader.ts'
import { finishInventory, readChunk, startInventory } from './inventory-reader.ts'
import type { InventoryProblem, InventoryRow } from './inventory-row.ts'

const eidOf = (n: number): string => completeEid(`89049032${String(n).padStart(22, '0')}`)
const iccidOf = (n: number): string => completeIccid(`8901012${String(n).padStart(11, '0')}`)
const [one, two, three] = [eidOf(1), eidOf(2), eidOf(3)] as [string, string, string]
const imei = '490154203237518'
const header = 'Device Serial,IMEI,EID,Model,Country,ICCID'
const rowOf = (n: number): string => `SN-${n},,${eidOf(n)},M1,DE,${iccidOf(n)}`

interface Result {
  readonly rows: readonly InventoryRow[]
  readonly summary: InventorySummary
}

function read(file: string | Uint8Array, options: InventoryOptions = {}, chunk = 65_536): Result {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  const reader = startInventory(options)
  const rows: InventoryRow[] = []
  for (let at = 0; at < bytes.length; at += chunk) {
    rows.push(...readChunk(reader, bytes.subarray(at, at + chunk)))
  }
  const end = finishInventory(reader)
  return { rows: [...rows, ...end.rows], summary: end.summary }
}

/** The problems of one row of cells under the usual header. */
const problemsOf = (...lines: readonly string[]): readonly InventoryProblem[] =>
  read([header, ...lines].join('\n')).summary.problems

const utf16 = (text: string, order: 'le' | 'be'): Uint8Array => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
  return new Uint8Array(order === 'le' ? bytes : bytes.swap16())
}

describe('an inventory', () => {
  it('gives its rows with every field, and says what each column was read as', () => {
    const file = [
      'Serial No.;IMEI;EUICC-ID;Device Model;FW version;Modem;Country code;Site;ICCID;Customer;' +
        'Form factor;Standard;Vendor;Remark',
      `A1;${imei};${one};Meter 3;1.2.0;BG95;de;Köln "Nord";${iccidOf(1)};ACME;MFF2;SGP.32 v1.2;EUM;x`,
    ].join('\r\n')
    const { rows, summary } = read(file)
    expect(summary.problems).toEqual([])
    expect(rows).toEqual([
      {
        row: 2,
        eid: one,
        generation: 'sgp32',
        iccids: [iccidOf(1)],
        supplier: 'EUM',
        device: {
          serial: 'A1',
          imei,
          model: 'Meter 3',
          firmware: '1.2.0',
          module: 'BG95',
          country: 'DE',
          site: 'Köln "Nord"',
          owner: 'ACME',
          form: 'soldered',
        },
      },
    ])
    expect(summary.columns).toMatchObject({ 'Serial No.': 'serial', 'EUICC-ID': 'eid' })
    expect(summary.ignoredColumns).toEqual(['Remark'])
    expect(summary).toMatchObject({ rows: 1, accepted: 1, rejected: 0, separator: ';' })
  })

  it('gives the same whatever its encoding, separator, line ends and chunks', () => {
    const table = [header, rowOf(1), rowOf(2), ''].join('\n').replaceAll('M1', 'Zähler 😀')
    const expected = read(table).rows
    expect(expected.map(({ eid }) => eid)).toEqual([one, two])
    for (const file of [
      `\uFEFF${table}`,
      table.replaceAll('\n', '\r\n'),
      table.replaceAll('\n', '\r'),
      table.replaceAll(',', '\t'),
      table.replaceAll(',', ';'),
      utf16(table, 'le'),
      utf16(table, 'be'),
      utf16(table.replaceAll('\n', '\r\n'), 'le'),
    ]) {
      for (const chunk of [1, 2, 3, 7, 4096]) expect(read(file, {}, chunk).rows).toEqual(expected)
    }
  })

  it('may begin with a line that names the separator, and hold blank rows', () => {
    const file = `sep=;\n${header.replaceAll(',', ';')}\n\n${rowOf(1).replaceAll(',', ';')}\n;;;;;\n`
    const { rows, summary } = read(file)
    expect(rows.map(({ row }) => row)).toEqual([4])
    expect(summary).toMatchObject({ rows: 1, problems: [] })
  })

  it('may quote cells that hold separators, line ends and quotation marks', () => {
    const file = `EID,Site\n"${one}","Hall 3, ""left""\nfloor 2"\n${two},"x"`
    for (const chunk of [1, 5, 1000]) {
      const { rows } = read(file, {}, chunk)
      expect(rows.map(({ device }) => device.site)).toEqual(['Hall 3, "left"\nfloor 2', 'x'])
    }
  })

  it('takes numbers as spreadsheets disguise them, and says where it did', () => {
    const file = [
      'EID,IMEI',
      `="${one}",'${imei}`,
      `"=""${two}""", `,
      `  ${three}\u00A0,`,
      `8904 9032 ${eidOf(4).slice(8)},`,
    ].join('\n')
    const { rows, summary } = read(file)
    expect(rows.map(({ eid }) => eid)).toEqual([one, two, three, eidOf(4)])
    expect(summary.tidied).toEqual([
      { kind: 'formula-quotes', count: 2, firstRow: 2 },
      { kind: 'leading-apostrophe', count: 1, firstRow: 2 },
      { kind: 'blanks', count: 2, firstRow: 3 },
    ])
  })

  it('may hold several ICCIDs of one card, in one cell or in columns', () => {
    const file = `EID,ICCID 1,ICCID 2\n${one},${iccidOf(1)}|${iccidOf(2)},${iccidOf(3)}`
    expect(read(file).rows[0]?.iccids).toEqual([iccidOf(1), iccidOf(2), iccidOf(3)])
  })

  it('has its columns named by a person where the header does not tell', () => {
    const file = `Chip,Number\n${one},${imei}`
    expect(read(file).summary.refusal?.code).toBe('missing-column')
    const { rows } = read(file, { columns: { Chip: 'eid', Number: 'imei' } })
    expect(rows[0]).toMatchObject({ eid: one, device: { imei } })
    const ignored = read(`EID,Model\n${one},x`, { columns: { Model: 'ignore' } })
    expect(ignored.rows[0]?.device).toEqual({})
  })
})

describe('a mistake is named by row and column:', () => {
  const swapNibbles = (iccid: string): string => `${iccid}F`.replace(/(.)(.)/g, '$2$1')
  const cases: readonly [string, string, Partial<InventoryProblem>][] = [
    [
      'wrong check digits of an EID',
      `S,,${one.slice(0, 30)}99,,,`,
      { column: 'EID', code: 'eid-check-digits', suggestion: one },
    ],
    ['an EID that is too short', `S,,${one.slice(1)},,,`, { column: 'EID', code: 'eid-length' }],
    [
      'an EID in scientific notation',
      'S,,8.90E+31,,,',
      { column: 'EID', code: 'scientific-notation', value: '8.90E+31' },
    ],
    ['an EID with a decimal comma', 'S,,"8,90490E+31",,,', { code: 'scientific-notation' }],
    [
      'an EID that a spreadsheet rounded',
      `S,,${one.slice(0, 8)}1234567${'0'.repeat(17)},,,`,
      { code: 'rounded-number' },
    ],
    [
      'an EID followed by more',
      `S,,${one} (old),,,`,
      { code: 'trailing-characters', suggestion: one },
    ],
    ['an EID that is missing', 'S,,,M1,,', { column: 'EID', code: 'eid-missing' }],
    [
      'an EID with a letter',
      `S,,${one.slice(0, 20)}O${one.slice(21)},,,`,
      { code: 'eid-not-digits' },
    ],
    [
      'a wrong check digit of an IMEI',
      `S,490154203237510,${one},,,`,
      { column: 'IMEI', code: 'imei-check-digit', suggestion: imei },
    ],
    [
      'an IMEI with decimals',
      `S,${imei}.0,${one},,,`,
      { code: 'trailing-characters', suggestion: imei },
    ],
    [
      'an IMEI without its leading zero',
      `S,12345678901237,${one},,,`,
      { code: 'imei-leading-zero' },
    ],
    [
      'an ICCID with swapped nibbles',
      `S,,${one},,,${swapNibbles(iccidOf(1))}`,
      { column: 'ICCID', code: 'iccid-swapped', suggestion: iccidOf(1) },
    ],
    [
      'an ICCID in scientific notation',
      `S,,${one},,,8.90101E+18`,
      { column: 'ICCID', code: 'scientific-notation' },
    ],
    [
      'an ICCID that a spreadsheet rounded',
      `S,,${one},,,8901012345678900000`,
      { code: 'rounded-number' },
    ],
    [
      'a wrong check digit of an ICCID',
      `S,,${one},,,8901012345678901230`,
      { code: 'iccid-check-digit', suggestion: '8901012345678901238' },
    ],
    [
      'an unknown country',
      `S,,${one},,Germny,`,
      { column: 'Country', code: 'country-unknown', suggestion: 'DE' },
    ],
    ['a NUL byte', `S,,${one},a\0b,,`, { column: 'Model', code: 'nul-byte', value: 'a\uFFFDb' }],
    ['a control character', `S,,${one},a\u0007b,,`, { code: 'control-character' }],
    [
      'a cell that is too long',
      `S,,${one},${'x'.repeat(201)},,`,
      { column: 'Model', code: 'cell-too-long' },
    ],
    [
      'too few cells',
      `S,,${one}`,
      { code: 'too-few-cells', reason: '3 cells where the header has 6' },
    ],
    [
      'too many cells',
      `S,,${one},Meter, big,DE,x`,
      { code: 'too-many-cells', reason: '7 cells where the header has 6' },
    ],
    ['a quotation mark in the middle', `"S"x,,${one},,,`, { code: 'stray-quote' }],
  ]
  it.each(cases)('%s', (_, line, expected) => {
    const { rows, summary } = read([header, rowOf(8), line, rowOf(9)].join('\n'))
    expect(summary.problems).toHaveLength(1)
    expect(summary.problems[0]).toMatchObject({ row: 3, ...expected })
    expect(rows.map(({ row }) => row)).toEqual([2, 4])
    expect(summary).toMatchObject({ rows: 3, accepted: 2, rejected: 1 })
  })

  it('an unknown form and an unknown generation', () => {
    const { problems } = read(`EID,Form,Generation\n${one},round,SGP.99`).summary
    expect(problems.map(({ column, code }) => `${column} ${code}`)).toEqual([
      'Form form-unknown',
      'Generation generation-unknown',
    ])
  })

  it('an EID that stands twice: both rows are named', () => {
    const { rows, summary } = read([header, rowOf(1), rowOf(2), `S,,${one},,,`].join('\n'))
    expect(summary.problems).toEqual([
      {
        row: 4,
        column: 'EID',
        code: 'eid-twice',
        reason: 'the same EID stands in row 2 and in row 4',
        value: one,
      },
    ])
    expect(rows.map(({ row }) => row)).toEqual([2, 3])
    expect(summary.contestedRows).toEqual([2])
  })

  it('an ICCID or an IMEI that stands twice', () => {
    const lines = [`S,${imei},${one},,,${iccidOf(1)}`, `S,${imei},${two},,,${iccidOf(1)}`]
    expect(problemsOf(...lines).map(({ code }) => code)).toEqual(['iccid-twice', 'imei-twice'])
  })

  it('everything that is wrong with a row, not only the first', () => {
    const found = problemsOf(`S,1,${one.slice(1)},,Nowhere,9`)
    expect(found.map(({ column }) => column)).toEqual(['IMEI', 'EID', 'Country', 'ICCID'])
  })

  it('a mistyped EID is set beside its batch, and the nearest right one is suggested', () => {
    const batch = [1, 2, 3].map(rowOf)
    const wanted = eidOf(4)
    for (const wrong of [
      `${wanted.slice(0, 30)}${(Number(wanted[30]) + 1) % 10}${wanted[31]}`,
      `${wanted.slice(0, 29)}7${wanted.slice(30)}`,
    ]) {
      const [problem] = problemsOf(...batch, `S,,${wrong},,,`)
      expect(problem).toMatchObject({ row: 5, code: 'eid-check-digits' })
      expect(problem?.suggestion).toMatch(/^89049032000/)
    }
  })
})

describe('a file is refused as a whole', () => {
  const refusalOf = (file: string | Uint8Array): InventoryProblem | undefined =>
    read(file).summary.refusal

  it('when it is Latin-1, naming the byte, the row and what to do', () => {
    const file = Buffer.from(`${header}\n${rowOf(1)}\nZähler,,${two},,,\n`, 'latin1')
    const { rows, summary } = read(new Uint8Array(file))
    expect(summary.refusal).toMatchObject({ row: 3, code: 'not-utf8' })
    expect(summary.refusal?.reason).toMatch(/E4.*Latin-1.*CSV UTF-8/)
    expect(rows).toHaveLength(1)
    expect(read(new Uint8Array(file), {}, 1).summary.refusal).toEqual(summary.refusal)
  })

  it('when it is UTF-16 without its mark, or cut within a character', () => {
    expect(refusalOf(utf16(`${header}\n`, 'le').subarray(2))).toMatchObject({ code: 'nul-byte' })
    const cut = new TextEncoder().encode(`EID,Site\n${one},ö`).subarray(0, -1)
    expect(refusalOf(cut)).toMatchObject({ code: 'not-utf8', row: 2 })
    expect(refusalOf(utf16('EID\n', 'le').subarray(0, -1))).toMatchObject({ code: 'not-utf8' })
  })

  it('when no column is named EID, with the nearest', () => {
    expect(refusalOf('Serial,EIDD,Model\nx,y,z')).toMatchObject({
      row: 1,
      code: 'missing-column',
      suggestion: 'EIDD',
    })
    expect(refusalOf('Serial,Model\nx,y')?.reason).toContain('Serial, Model')
  })

  it('when it has no header', () => {
    expect(refusalOf(`${one},x\n${two},y`)).toMatchObject({ row: 1, code: 'no-header' })
    expect(refusalOf('')).toMatchObject({ row: 0, code: 'empty-file' })
    expect(refusalOf('\n\n')).toMatchObject({ row: 0, code: 'empty-file' })
  })

  it('when a quotation mark is never closed, naming the row it opens in', () => {
    const open = `${header}\n${rowOf(1)}\n"S,,${two},,,\n`
    expect(refusalOf(open)).toMatchObject({ row: 3, code: 'unterminated-quote' })
    const long = `${open}${Array.from({ length: 2000 }, (_, i) => rowOf(i + 5)).join('\n')}`
    expect(refusalOf(long)).toMatchObject({ row: 3, code: 'unterminated-quote' })
    expect(refusalOf(`${header}\n${'x'.repeat(70_000)}`)).toMatchObject({ code: 'record-too-long' })
  })

  it('when it has more rows than allowed', () => {
    const file = [header, rowOf(1), rowOf(2), rowOf(3)].join('\n')
    const { rows, summary } = read(file, { rowsMax: 2 })
    expect(rows).toHaveLength(2)
    expect(summary.refusal).toMatchObject({ row: 4, code: 'too-many-rows' })
  })

  it('but not when a name stands twice: then the first is taken and the second is named', () => {
    const { rows, summary } = read(`EID,Model,Model,Serial,SN\n${one},a,b,c,d`)
    expect(rows[0]?.device).toEqual({ model: 'a', serial: 'c' })
    expect(summary.problems.map(({ row, column, code }) => `${row} ${column} ${code}`)).toEqual([
      '1 Model (2) column-twice',
      '1 SN column-twice',
    ])
  })
})

describe('a large file', () => {
  it('lists a thousand problems and counts the rest', () => {
    const lines = Array.from({ length: 1500 }, (_, i) => `S,,${i},,,`)
    const { summary } = read([header, ...lines].join('\n'))
    expect(summary.problems).toHaveLength(1000)
    expect(summary).toMatchObject({ problemsOmitted: 500, rejected: 1500 })
  })

  it('is read without being kept, and a duplicate is found from one end to the other', () => {
    const reader = startInventory()
    let accepted = 0
    readChunk(reader, new TextEncoder().encode(`${header}\n`))
    const count = 100_000
    for (let n = 0; n < count; n += 1000) {
      const lines = Array.from({ length: 1000 }, (_, i) => `${rowOf(n + i)}\n`).join('')
      accepted += readChunk(reader, new TextEncoder().encode(lines)).length
      expect(reader.csv.pending.length + reader.decoding.rest.length).toBeLessThan(10)
    }
    accepted += readChunk(reader, new TextEncoder().encode(`${rowOf(0)}\n`)).length
    expect(accepted).toBe(count)
    expect(finishInventory(reader).summary.problems).toMatchObject([
      { row: count + 2, code: 'eid-twice', reason: expect.stringContaining('row 2 and') },
      { row: count + 2, code: 'iccid-twice' },
    ])
  })
})
