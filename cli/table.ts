// Text tables: columns by two spaces, no lines, so that they can be read, copied and cut.

import Table from 'cli-table3'

const none = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
}

/** A table under its heads; the empty table says so instead. */
export function formatTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  ifEmpty = 'none',
): string {
  if (rows.length === 0) return ifEmpty
  return gridOf([heads, ...rows], '  ')
}

/** Names and values, one pair a line; pairs without a value are left out. */
export function formatPairs(pairs: readonly (readonly [string, string | undefined])[]): string {
  return gridOf(
    pairs.flatMap(([name, value]) => (value === undefined ? [] : [[`  ${name}`, value]])),
    '  ',
  )
}

function gridOf(rows: readonly (readonly string[])[], middle: string): string {
  const table = new Table({
    chars: { ...none, middle },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  })
  table.push(...rows.map((row) => [...row]))
  const lines = table.toString().split('\n')
  return lines.map((line) => line.trimEnd()).join('\n')
}
