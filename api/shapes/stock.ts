// The stock of activation codes: what is there, and adding to it. Codes go in and never come out.

import { Type } from 'typebox'
import { RowProblemShape } from './import-report.ts'
import { Iccid, Instant } from './value.ts'

export const StockLevelShape = Type.Object(
  {
    operator: Type.String(),
    profileType: Type.Optional(Type.String()),
    available: Type.Integer(),
    reserved: Type.Integer({ description: 'kept for a campaign, given to a card, or on one' }),
    held: Type.Integer({
      description: 'not given out since the database was replaced by a backup; see freeStock',
    }),
  },
  { title: 'StockLevel' },
)

export const StockRowShape = Type.Object(
  {
    iccid: Iccid,
    operator: Type.String({ minLength: 1, maxLength: 200 }),
    profileType: Type.Optional(Type.String({ maxLength: 200 })),
    activationCode: Type.String({ minLength: 1, maxLength: 1024 }),
    confirmationCode: Type.Optional(Type.String({ maxLength: 255 })),
  },
  { title: 'StockRow', additionalProperties: false },
)

export const StockReportShape = Type.Object(
  {
    rows: Type.Integer(),
    added: Type.Integer(),
    known: Type.Integer({ description: 'already in stock' }),
    rejected: Type.Integer(),
    problems: Type.Array(RowProblemShape),
    problemsOmitted: Type.Integer(),
  },
  { title: 'StockReport' },
)

export const HeldStockShape = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        iccid: Iccid,
        operator: Type.String(),
        profileType: Type.Optional(Type.String()),
        heldAt: Instant,
      }),
    ),
    cursor: Type.Optional(Type.String()),
  },
  { title: 'HeldStock' },
)

export const FreeStockShape = Type.Object(
  {
    reason: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'why these codes are known to be unused; it stands in the log',
    }),
    operator: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    iccids: Type.Optional(Type.Array(Iccid, { minItems: 1, maxItems: 10_000 })),
  },
  { title: 'FreeStock', additionalProperties: false },
)
