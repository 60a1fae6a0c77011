// The stock of activation codes: what is there, and adding to it. Codes go in and never come out.

import { Type } from 'typebox'
import { RowProblemShape } from './import-report.ts'
import { Iccid } from './value.ts'

export const StockLevelShape = Type.Object(
  {
    operator: Type.String(),
    profileType: Type.Optional(Type.String()),
    available: Type.Integer(),
    reserved: Type.Integer(),
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
