// The stock of activation codes.

import { Type } from 'typebox'
import { route } from '../route.ts'
import {
  FreeStockShape,
  HeldStockShape,
  StockLevelShape,
  StockReportShape,
  StockRowShape,
} from '../shapes/stock.ts'

export const stockRoutes = [
  route({
    name: 'stock',
    tag: 'stock',
    method: 'GET',
    path: '/v1/stock',
    permission: 'stock:read',
    summary: 'activation codes by operator and profile type: available, reserved, held',
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
  route({
    name: 'heldStock',
    tag: 'stock',
    method: 'GET',
    path: '/v1/stock/held',
    permission: 'stock:read',
    summary: 'activation codes that are held because a backup cannot tell whether they were used',
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
      cursor: Type.Optional(Type.String({ maxLength: 400 })),
    }),
    reply: { kind: 'json', status: 200, shape: HeldStockShape },
    problems: [400],
  }),
  route({
    name: 'freeStock',
    tag: 'stock',
    method: 'POST',
    path: '/v1/stock/free',
    permission: 'stock:write',
    summary: 'say that held activation codes are unused: they are given out again',
    detail:
      'Names ICCIDs, an operator, both or neither (then everything that is held). Ask the operator ' +
      'which of them were downloaded: a code that is given out twice fails on the second device.',
    body: { json: FreeStockShape },
    reply: {
      kind: 'json',
      status: 200,
      shape: Type.Object({
        freed: Type.Integer({ description: 'codes that are available again' }),
      }),
    },
    problems: [400, 422],
  }),
] as const
