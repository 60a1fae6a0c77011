// A plain table of a few rows: a caption for those who do not see it, a heading for each column, and
// the first column as the heading of its row. It scrolls by itself when it is wider than the screen.

import type { ReactNode } from 'react'
import { Wide } from './wide.tsx'

export interface PlainColumn<Row> {
  readonly title: string
  /** Stands to the right, under its heading. */
  readonly isNumber?: boolean
  readonly className?: string
  readonly cell: (row: Row) => ReactNode
}

interface Props<Row> {
  readonly caption: string
  readonly columns: readonly PlainColumn<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly className?: string
}

export function PlainTable<Row>({ caption, columns, rows, keyOf, className = '' }: Props<Row>) {
  return (
    <Wide label={caption}>
      <table className={`plain ${className}`.trim()}>
        <caption className="hidden-text">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, isNumber, className: name }) => (
              <th key={title} scope="col" className={name} data-number={isNumber || undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, at) => (
                <Cell key={column.title} column={column} row={row} isHeading={at === 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}

interface CellProps<Row> {
  readonly column: PlainColumn<Row>
  readonly row: Row
  readonly isHeading: boolean
}

function Cell<Row>({ column: { cell, isNumber, className }, row, isHeading }: CellProps<Row>) {
  if (isHeading) {
    return (
      <th scope="row" className={className}>
        {cell(row)}
      </th>
    )
  }
  return (
    <td className={className} data-number={isNumber || undefined}>
      {cell(row)}
    </td>
  )
}
