// Some peers write the members of a SEQUENCE in an order of their own. This form reads them by tag,
// each at most once; members with unknown tags are passed over.

import type { Form } from './by-shape.ts'
import type { Element } from './der.ts'
import { formatTag, readElements } from './der.ts'
import { Asn1Error } from './error.ts'
import type { Schema } from './schema.ts'
import { dumpUnknown } from './unknown.ts'

type Readable = Pick<Schema<unknown>, 'tags' | 'read' | 'dump'>

/** A member's name and how it is read; a name may stand more than once, under different tags. */
export type Member = readonly [name: string, schema: Readable]

/**
 * The form that reads `members` by tag. The caller says the value's type: all of it optional, each
 * name of `members` one of its fields.
 */
export function anyOrder<V>(members: readonly Member[]): Form<V> {
  const byTag = new Map(members.flatMap((member) => member[1].tags.map((tag) => [tag, member])))
  return {
    read(bytes, at) {
      const value: Record<string, unknown> = {}
      for (const element of readElements(bytes, at.valueStart, at.end)) {
        const member = byTag.get(element.tag)
        if (!member) continue
        const [name, schema] = member
        if (name in value) {
          const detail = `${name} stands twice, under ${formatTag(element.tag)}`
          throw new Asn1Error('bad-value', element.start, detail)
        }
        value[name] = readMember(name, () => schema.read(bytes, element))
      }
      // The caller's promise: V has these names, all optional.
      return value as V
    },
    dump: (bytes, at, name) => ({
      name,
      tag: at.tag,
      offset: at.start,
      length: at.end - at.start,
      children: readElements(bytes, at.valueStart, at.end).map((element) =>
        dumpMember(byTag.get(element.tag), bytes, element),
      ),
    }),
  }
}

function readMember<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw cause instanceof Asn1Error ? cause.within(name) : cause
  }
}

const dumpMember = (member: Member | undefined, bytes: Uint8Array, at: Element) =>
  member ? member[1].dump(bytes, at, member[0]) : dumpUnknown(bytes, at, '(unknown field)')
