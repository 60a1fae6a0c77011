// Importing an inventory: a file in, a report by row and column out.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import { type ImportResult, importInventory } from '../inventory-import.ts'
import type { OperatorShop } from '../shop.ts'

const problemsShownMax = 1_000

export const importHandlers = (shop: OperatorShop): Pick<Handlers, 'importInventory'> => ({
  async importInventory({ query, body }, caller) {
    const { mode = 'all', dryRun = false, reason = '' } = query
    const { actor, tenant } = caller
    const result = await importInventory(shop, body, { mode, dryRun, actor, tenant, reason })
    const { summary } = result
    if (summary.refusal && Object.keys(summary.columns).length === 0) {
      const { row, reason: why, suggestion } = summary.refusal
      throw new ApiProblem(
        problemOf('unreadable-file', why, {
          errors: [{ at: `row ${row}`, why, ...(suggestion ? { suggestion } : {}) }],
        }),
      )
    }
    return { dryRun, mode, ...reportOf(result) }
  },
})

function reportOf({ imported, summary, refused, ...counts }: ImportResult) {
  const all = [...summary.problems, ...refused]
  const { added, updated, unchanged } = counts
  return {
    ...{ imported, added, updated, unchanged },
    rows: summary.rows,
    rejected: summary.rejected + refused.length,
    columns: summary.columns,
    ignoredColumns: summary.ignoredColumns,
    problems: all.slice(0, problemsShownMax),
    problemsOmitted: summary.problemsOmitted + Math.max(0, all.length - problemsShownMax),
  }
}
