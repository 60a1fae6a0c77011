// Peers write some values in more than one shape under the same tag. Here the shape is looked at
// once and decides the form that reads it, so decoding stays linear and an error names the form
// that was meant. Encoding knows the standard form only.

import type { Element, Tag } from './der.ts'
import { readElement, readElements } from './der.ts'
import type { DumpNode, Schema } from './schema.ts'

/** One shape of a value on the wire: read and dumped, never written. */
export interface Form<T> {
  read(bytes: Uint8Array, at: Element): T
  dump(bytes: Uint8Array, at: Element, name: string): DumpNode
}

/** A form that another schema reads, and how its value is said in the standard's terms. */
export function formOf<A, T>(
  schema: Pick<Schema<A>, 'read' | 'dump'>,
  toStandard: (value: A) => T,
): Form<T> {
  return {
    read: (bytes, at) => toStandard(schema.read(bytes, at)),
    dump: (bytes, at, name) => schema.dump(bytes, at, name),
  }
}

/** The form that `at` is written in; nothing for the standard form. */
export type ChooseForm<T> = (bytes: Uint8Array, at: Element) => Form<T> | undefined

/**
 * A schema that also decodes other forms. `extraTags` are tags that only another form begins with.
 * Retagging keeps the choice of form and drops the extra tags.
 */
export function byShape<T>(
  standard: Schema<T>,
  chooseForm: ChooseForm<NoInfer<T>>,
  ...extraTags: readonly Tag[]
): Schema<T> {
  const { retag } = standard
  return {
    tags: [...new Set([...standard.tags, ...extraTags])],
    read: (bytes, at) => (chooseForm(bytes, at) ?? standard).read(bytes, at),
    write: (out, value) => standard.write(out, value),
    dump: (bytes, at, name) => (chooseForm(bytes, at) ?? standard).dump(bytes, at, name),
    ...(retag ? { retag: (tag: Tag) => byShape(retag(tag), chooseForm) } : {}),
  }
}

/** The tags of the TLVs directly inside `at`. @throws Asn1Error when the contents are not TLVs */
export const childTags = (bytes: Uint8Array, at: Element): readonly Tag[] =>
  readElements(bytes, at.valueStart, at.end).map((child) => child.tag)

/** The form of a value that stands one level deeper than it should, at `inner`. */
export const formAt = <T>(form: Form<T>, inner: Element): Form<T> => ({
  read: (bytes) => form.read(bytes, inner),
  dump: (bytes, at, name) => ({
    name,
    tag: at.tag,
    offset: at.start,
    length: at.end - at.start,
    children: [form.dump(bytes, inner, name)],
  }),
})

/** A message whose tag a peer may write twice, one around the other; the inner one is read. */
export function undoubled<T>(schema: Schema<T>): Schema<T> {
  return byShape(schema, (bytes, at) => {
    if (at.valueStart === at.end) return undefined
    const inner = readElement(bytes, at.valueStart, at.end)
    if (inner.tag !== at.tag || inner.end !== at.end) return undefined
    return formAt(schema, inner)
  })
}
