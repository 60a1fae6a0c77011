// Bytes by name: the tree that `decode` gives.

import { Type } from 'typebox'
import { Hex } from './value.ts'

export const DecodeRequestShape = Type.Object({ hex: Hex }, { additionalProperties: false })

/** Structurally the dump node of asn1. */
export interface DumpTree {
  readonly name: string
  readonly tag: number
  readonly offset: number
  readonly length: number
  readonly text?: string
  readonly children?: readonly DumpTree[]
}

/** Recursive, so its children are typed here and described, not spelled out, in the document. */
export const DumpNodeShape = Type.Object(
  {
    name: Type.String(),
    tag: Type.Integer(),
    offset: Type.Integer(),
    length: Type.Integer(),
    text: Type.Optional(Type.String()),
    children: Type.Optional(
      Type.Unsafe<readonly DumpTree[]>({
        type: 'array',
        items: { type: 'object' },
        description: 'nodes of the same shape',
      }),
    ),
  },
  { title: 'DumpNode' },
)

export const DecodeReplyShape = Type.Object(
  {
    decodedAs: Type.String({ description: 'the standard’s name of the type' }),
    on: Type.String({ description: 'the interface it travels on' }),
    remarks: Type.Array(Type.String(), {
      description: 'other readings, another dialect, unknown fields, non-standard forms',
    }),
    dump: DumpNodeShape,
  },
  { title: 'Decoded' },
)
