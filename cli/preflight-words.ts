// What the pre-flight of a dry run found, check by check, as a table.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { PreflightTallyShape } from '@holdfast/api/shapes/preflight.ts'
import { checkInWords } from '@holdfast/fleet/preflight/check-words.ts'
import { formatTable } from './table.ts'

/** The table; nothing when nothing was checked. */
export function formatPreflight(tally: ShapeOf<typeof PreflightTallyShape> | undefined): string[] {
  if (tally === undefined || tally.checks.length === 0) return []
  const rows = tally.checks.map(({ check, ok, held, refused, unknown, how }) => [
    `${checkInWords(check)} (${check})`,
    ...[ok, held, refused, unknown].map(String),
    how ?? '-',
  ])
  return [formatTable(['CHECK', 'FINE', 'NOT NOW', 'NEVER', 'NOT KNOWN', 'TO KNOW IT'], rows)]
}
