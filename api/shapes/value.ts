// The small values that the other shapes are made of: identifiers, instants, counts, pages.
// A shape with a `title` becomes a named component of the OpenAPI document.

import { outcomeNames } from '@holdfast/fleet/operation.ts'
import { type TSchema, Type } from 'typebox'

/** Milliseconds, because every part of Holdfast compares instants as numbers. */
export const Instant = Type.Integer({
  description: 'milliseconds since 1970-01-01 UTC, by the server’s clock (virtual in a sandbox)',
})

export const Eid = Type.String({
  pattern: '^[0-9]{32}$',
  description: 'the card’s EID, 32 digits',
})

export const Iccid = Type.String({
  pattern: '^[0-9]{18,20}$',
  description: 'an ICCID, 18 to 20 digits, in reading order (not nibble-swapped)',
})

export const Hex = Type.String({ pattern: '^([0-9A-Fa-f]{2})*$', description: 'bytes as hex' })

export const EvidenceShape = Type.Enum(['proven', 'confirmed', 'reported', 'claimed'], {
  title: 'Evidence',
  description:
    'who says so: proven (signed by the card), confirmed (the operator’s system), ' +
    'reported (the device’s software), claimed (a person or a file)',
})

export const OutcomeShape = Type.Enum([...outcomeNames], {
  title: 'OutcomeName',
  description: 'how far an operation has come; only `serving` or a proven read is success',
})

export const GenerationShape = Type.Enum(['sgp02', 'sgp22', 'sgp32', 'none'], {
  title: 'Generation',
})

export const WishKindShape = Type.Enum(
  ['swap', 'download', 'enable', 'disable', 'delete', 'set-fallback', 'unset-fallback', 'audit'],
  { title: 'WishKind' },
)

export const Limit = Type.Integer({
  minimum: 1,
  maximum: 1000,
  default: 100,
  description: 'at most so many items',
})

export const Cursor = Type.String({
  maxLength: 500,
  description: '`cursor` of the page before this one',
})

/** A page of something: `items`, and `cursor` unless it is the last. */
export function pageOf<S extends TSchema>(item: S) {
  return Type.Object({
    items: Type.Array(item),
    cursor: Type.Optional(Type.String({ description: 'absent on the last page' })),
  })
}

/** How many of each. */
export const Counts = Type.Record(Type.String(), Type.Integer({ minimum: 0 }))

/** Something that may or may not be done now, and why. */
export const Possible = Type.Object(
  { allowed: Type.Boolean(), why: Type.String() },
  { title: 'Possible' },
)
