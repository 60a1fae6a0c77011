// Importing an inventory: a file in, a report by row and column out; nothing half-imported.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { ImportReportShape } from '../shapes/import-report.ts'

const maxBytes = 512 * 1024 * 1024

export const importRoutes = [
  route({
    name: 'importInventory',
    tag: 'devices',
    method: 'POST',
    path: '/v1/imports',
    permission: 'devices:write',
    summary: 'import an inventory (CSV; UTF-8 or UTF-16; separator and columns found by header)',
    detail:
      'Every row is checked before any is imported. mode=all imports nothing when any row has a ' +
      'problem; mode=valid imports the rows that have none. The answer is a report either way; ' +
      '`imported` says whether anything was changed. 422 `unreadable-file` when it is no table.',
    query: Type.Object({
      mode: Type.Optional(Type.Enum(['all', 'valid'], { default: 'all' })),
      dryRun: Type.Optional(Type.Boolean({ default: false })),
      reason: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    body: { bytes: { mediaTypes: ['text/csv', 'application/octet-stream'], maxBytes } },
    reply: { kind: 'json', status: 200, shape: ImportReportShape },
    problems: [400, 413, 415, 422],
  }),
] as const
