// Values that peers write in other ways than the standard: read by trying one form after the other.
// Where the shape itself tells the form, by-shape.ts is the better way.

import type { Element, Tag } from './der.ts'
import { formatTag } from './der.ts'
import { Asn1Error } from './error.ts'
import type { Schema } from './schema.ts'
import { dumpUnknown } from './unknown.ts'

/** Another form of the same value that peers in the field send; decoded, never written. */
export interface Variant<T> {
  readonly tags: readonly Tag[]
  read(bytes: Uint8Array, at: Element): T
}

/** Decodes the standard form first, then each variant; encodes the standard form only. */
export function lenient<T>(standard: Schema<T>, ...variants: readonly Variant<T>[]): Schema<T> {
  const tags = [...new Set([...standard.tags, ...variants.flatMap((variant) => variant.tags)])]
  return {
    tags,
    read(bytes, at) {
      let first: Asn1Error | undefined
      for (const form of [standard, ...variants]) {
        if (!form.tags.includes(at.tag)) continue
        try {
          return form.read(bytes, at)
        } catch (cause) {
          if (!(cause instanceof Asn1Error)) throw cause
          first ??= cause
        }
      }
      throw first ?? new Asn1Error('unexpected-tag', at.start, `tag ${formatTag(at.tag)}`)
    },
    write: (out, value) => standard.write(out, value),
    dump(bytes, at, name) {
      if (standard.tags.includes(at.tag)) {
        try {
          return standard.dump(bytes, at, name)
        } catch (cause) {
          if (!(cause instanceof Asn1Error)) throw cause
        }
      }
      return dumpUnknown(bytes, at, `${name} (not the standard form)`)
    },
    ...(standard.retag
      ? {
          retag: (tag: Tag) =>
            lenient((standard.retag as (tag: Tag) => Schema<T>)(tag), ...variants.map(under(tag))),
        }
      : {}),
  }
}

const under =
  (tag: Tag) =>
  <T>(variant: Variant<T>): Variant<T> => ({
    tags: [tag],
    read: (bytes, at) => variant.read(bytes, at),
  })
