// Some peers write the optional members of a SEQUENCE in an order of their own, or under the tags of
// another version. They are read by tag here, each at most once, and written in the module's order.

import type { Form } from './by-shape.ts'
import { byShape } from './by-shape.ts'
import type { OptionalField, SequenceValue } from './constructed.ts'
import { sequence } from './constructed.ts'
import type { Element } from './der.ts'
import { formatTag, readElements } from './der.ts'
import { Asn1Error } from './error.ts'
import type { DumpNode, Schema } from './schema.ts'
import { dumpUnknown } from './unknown.ts'

type Readable = Pick<Schema<unknown>, 'tags' | 'read' | 'dump'>

/** A member's name and how it is read; a name may stand more than once, under different tags. */
export type Member = readonly [name: string, schema: Readable]

/**
 * SEQUENCE of optional fields, read in any order. `aliases` are other tags and shapes of fields,
 * only read. Unknown tags are passed over; a field that stands twice is refused.
 */
export function sequenceInAnyOrder<
  const F extends Readonly<Record<string, OptionalField<unknown>>>,
>(fields: F, aliases: readonly Member[] = []): Schema<SequenceValue<F>> {
  const members = Object.entries(fields).map(([name, field]): Member => [name, field.schema])
  const defaults = Object.entries(fields)
    .filter(([, field]) => field.fallback !== undefined)
    .map(([name, field]) => [name, field.fallback] as const)
  const form = formInAnyOrder<SequenceValue<F>>([...members, ...aliases], defaults)
  return byShape(sequence(fields), () => form)
}

function formInAnyOrder<V>(
  members: readonly Member[],
  defaults: readonly (readonly [string, unknown])[],
): Form<V> {
  const byTag = new Map(members.flatMap((member) => member[1].tags.map((tag) => [tag, member])))
  return {
    read(bytes, at) {
      const found = new Map<string, unknown>()
      for (const element of readElements(bytes, at.valueStart, at.end)) {
        const member = byTag.get(element.tag)
        if (!member) continue
        const [name, schema] = member
        if (found.has(name)) {
          const detail = `${name} stands twice, under ${formatTag(element.tag)}`
          throw new Asn1Error('bad-value', element.start, detail)
        }
        found.set(
          name,
          readMember(name, () => schema.read(bytes, element)),
        )
      }
      const absent = defaults.filter(([name]) => !found.has(name))
      // The members are the fields of V, all optional, each read by its own schema.
      return Object.fromEntries([...found, ...absent]) as V
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

const dumpMember = (member: Member | undefined, bytes: Uint8Array, at: Element): DumpNode =>
  member ? member[1].dump(bytes, at, member[0]) : dumpUnknown(bytes, at, '(unknown field)')
