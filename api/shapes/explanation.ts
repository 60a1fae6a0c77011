// Answers to "why?": rule, facts, and what would change it; and the table of reason codes.

import { Type } from 'typebox'
import { Instant } from './value.ts'

export const ExplanationShape = Type.Object(
  {
    summary: Type.String(),
    because: Type.Array(Type.Object({ rule: Type.String(), facts: Type.Array(Type.String()) })),
    wouldChange: Type.Array(Type.String()),
  },
  { title: 'Explanation' },
)

export const ReasonShape = Type.Object(
  {
    code: Type.String(),
    why: Type.String(),
    result: Type.Optional(
      Type.Object({ family: Type.String(), code: Type.Union([Type.Number(), Type.String()]) }),
    ),
  },
  { title: 'Reason', description: 'why an outcome is what it is' },
)

export const RefusalShape = Type.Object(
  {
    kind: Type.Literal('refused'),
    code: Type.String(),
    why: Type.String(),
    remedy: Type.Optional(Type.String()),
  },
  { title: 'Refusal' },
)

export const ReasonCodeShape = Type.Object(
  { code: Type.String(), words: Type.String(), remedy: Type.Optional(Type.String()) },
  { title: 'ReasonCode' },
)

export const ResultCodeShape = Type.Object(
  {
    family: Type.String({ description: 'the standard’s type, e.g. EnableProfileResult' }),
    code: Type.Union([Type.Number(), Type.String()]),
    name: Type.String({ description: 'the standard’s name' }),
    meaning: Type.String(),
    remedy: Type.Optional(Type.String()),
    source: Type.Optional(Type.String({ description: 'document and section' })),
  },
  { title: 'ResultCode' },
)

export const ExplainedAt = Type.Object({ explanation: ExplanationShape, now: Instant })
