// The stock of activation codes.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { StockLevelShape, StockReportShape, StockRowShape } from '../shapes/stock.ts'

export const stockRoutes = [
  route({
    name: 'stock',
    tag: 'stock',
    method: 'GET',
    path: '/v1/stock',
    permission: 'stock:read',
    summary: 'activation codes by operator and profile type: available and reserved',
    reply: {
      kind: 'json',
      status: 200,
      shape: Type.Object({ items: Type.Array(StockLevelShape) }),
    },
    problems: [],
  }),
  route({
    name: 'addStock',
    tag: 'stock',
    method: 'POST',
    path: '/v1/stock',
    permission: 'stock:write',
    summary: 'add activation codes, as JSON or CSV',
    detail:
      'CSV columns: iccid, operator, profileType, activationCode, confirmationCode. ' +
      'Nothing is added when any row has a problem; the answer is a report either way.',
    body: {
      json: Type.Array(StockRowShape, { minItems: 1, maxItems: 100_000 }),
      bytes: { mediaTypes: ['text/csv'], maxBytes: 64 * 1024 * 1024 },
    },
    reply: { kind: 'json', status: 200, shape: StockReportShape },
    problems: [400, 413, 415, 422],
  }),
] as const
