// What an import of an inventory did, or would do: counts, and every problem by row and column.

import { Type } from 'typebox'

export const RowProblemShape = Type.Object(
  {
    row: Type.Integer({
      description: 'line in the file, the header is row 1; 0 is the file itself',
    }),
    column: Type.Optional(Type.String({ description: 'as the header spells it' })),
    code: Type.String(),
    reason: Type.String(),
    suggestion: Type.Optional(Type.String()),
    value: Type.Optional(Type.String({ description: 'what stands there, shortened' })),
  },
  { title: 'RowProblem' },
)

export const ImportReportShape = Type.Object(
  {
    dryRun: Type.Boolean(),
    mode: Type.Enum(['all', 'valid']),
    imported: Type.Boolean({ description: 'false when nothing was changed' }),
    rows: Type.Integer(),
    added: Type.Integer(),
    updated: Type.Integer(),
    unchanged: Type.Integer(),
    rejected: Type.Integer(),
    columns: Type.Record(Type.String(), Type.String(), {
      description: 'header of the file → what it was read as',
    }),
    ignoredColumns: Type.Array(Type.String()),
    problems: Type.Array(RowProblemShape),
    problemsOmitted: Type.Integer({ description: 'problems beyond the first thousand' }),
  },
  { title: 'ImportReport' },
)
