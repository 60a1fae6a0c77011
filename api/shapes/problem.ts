// How the API says no: one shape for every error (RFC 9457, application/problem+json).

import { Type } from 'typebox'

export const FieldProblem = Type.Object(
  {
    at: Type.String({ description: 'where: a JSON pointer, a parameter name, or `row 12, imei`' }),
    why: Type.String(),
    suggestion: Type.Optional(Type.String()),
  },
  { title: 'FieldProblem' },
)

export const ProblemShape = Type.Object(
  {
    type: Type.String({ description: 'address of the explanation of `code`' }),
    title: Type.String({ description: 'the same words for every problem of this code' }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: Type.String({ description: 'stable; see GET /v1/reasons/{code}' }),
    detail: Type.String({ description: 'what happened this time' }),
    remedy: Type.Optional(Type.String({ description: 'what would make it possible' })),
    errors: Type.Optional(Type.Array(FieldProblem)),
  },
  { title: 'Problem' },
)
