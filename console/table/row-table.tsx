// A real table of any length: only the rows in sight are in the document, and the next page is
// asked for when its end comes near. Head and first column stay in sight.

import { Skeleton } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'

export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** Pixels; the table takes what is left for its widest column. */
  readonly width: number
  readonly isNumber?: boolean
  readonly cell: (row: Row) => ReactNode
}

interface Props<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Rows of the whole list, when it is known. */
  readonly total?: number | undefined
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly onEnd: () => void
  /** Told the rows in sight, for refreshing them alone. */
  readonly onSight?: (rows: readonly Row[]) => void
}

const rowHeight = 36
const endNearRows = 40

export function RowTable<Row>(props: Props<Row>) {
  const { columns, rows, hasMore, isLoading, onEnd, onSight } = props
  const scroller = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const shown = virtual.getVirtualItems()
  const first = shown[0]?.index ?? 0
  const last = shown.at(-1)?.index ?? -1
  useEffect(() => {
    if (hasMore && !isLoading && last >= rows.length - endNearRows) onEnd()
  }, [hasMore, isLoading, last, rows.length, onEnd])
  useEffect(() => {
    onSight?.(rows.slice(first, last + 1))
  }, [rows, first, last, onSight])
  const before = shown[0]?.start ?? 0
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="row-scroll" ref={scroller} tabIndex={0} aria-label={props.label}>
      <table
        className="rows"
        aria-rowcount={(props.total ?? (hasMore ? -2 : rows.length)) + 1}
        style={{ minWidth: columns.reduce((sum, { width }) => sum + width, 0) }}
      >
        <caption className="hidden-text">{props.label}</caption>
        <Head columns={columns} />
        <tbody>
          <Space height={before} columns={columns.length} />
          {shown.map((item) => {
            const row = rows[item.index]
            return row === undefined ? null : (
              <tr key={props.keyOf(row)} aria-rowindex={item.index + 2}>
                {columns.map((column) => (
                  <td key={column.id} data-number={column.isNumber || undefined}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            )
          })}
          <Space height={after} columns={columns.length} />
          {isLoading && <Bones columns={columns.length} rows={rows.length === 0 ? 12 : 2} />}
        </tbody>
      </table>
    </section>
  )
}

function Head<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map(({ id, title, width, isNumber }) => (
          <th key={id} scope="col" style={{ width }} data-number={isNumber || undefined}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** Room for the rows that are not in the document. */
function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row takes no focus
    <tr aria-hidden="true" className="space">
      <td colSpan={columns} style={{ height }} />
    </tr>
  )
}

function Bones({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  return Array.from({ length: rows }, (_, n) => `bone-${n}`).map((key) => (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of bones takes no focus
    <tr key={key} aria-hidden="true">
      <td colSpan={columns}>
        <Skeleton height={12} radius="sm" />
      </td>
    </tr>
  ))
}
