// A schema whose dump says its value in other words than its type would: digits of an identifier, a
// version with dots. Reading and writing are those of the schema.

import type { Tag } from './der.ts'
import type { Schema } from './schema.ts'

/** `schema`, dumped with `text` of its value. */
export function withText<T>(schema: Schema<T>, text: (value: T) => string): Schema<T> {
  const { retag } = schema
  return {
    tags: schema.tags,
    read: (bytes, at) => schema.read(bytes, at),
    write: (out, value) => schema.write(out, value),
    dump: (bytes, at, name) => ({
      ...schema.dump(bytes, at, name),
      text: text(schema.read(bytes, at)),
    }),
    ...(retag ? { retag: (tag: Tag) => withText(retag(tag), text) } : {}),
  }
}
