// Sequences, choices, lists, tagging, and bytes that must be carried as they came.
//
// Modules of the GSMA are EXTENSIBILITY IMPLIED: a decoder passes over fields that it does not know.
// They are not lost where it matters: a `carried` value keeps its bytes.

import type { Element, Tag } from './der.ts'
import { elementBytes, formatTag, readElement, readSiblings } from './der.ts'
import { Asn1Error } from './error.ts'
import type { DumpNode, Infer, Schema } from './schema.ts'
import { decode, encode, expectTag } from './schema.ts'
import { dumpUnknown } from './unknown.ts'
import { tlv } from './writer.ts'

/** A field that may be absent. */
export interface OptionalField<T> {
  readonly optional: true
  readonly schema: Schema<T>
  readonly fallback?: T
}

type Field = Schema<unknown> | OptionalField<unknown>
type FieldValue<F> = F extends OptionalField<infer T> ? T : Infer<F>
type OptionalKeys<F> = {
  [K in keyof F]: F[K] extends OptionalField<unknown> ? K : never
}[keyof F]

/** The value of a sequence: required fields, then optional ones. */
export type SequenceValue<F> = {
  readonly [K in Exclude<keyof F, OptionalKeys<F>>]: FieldValue<F[K]>
} & { readonly [K in OptionalKeys<F>]?: FieldValue<F[K]> | undefined }

export const optional = <T>(schema: Schema<T>): OptionalField<T> => ({ optional: true, schema })

/** A DEFAULT field: absent means `fallback`; DER never writes the default. */
export const withDefault = <T>(schema: Schema<T>, fallback: T): OptionalField<T> => ({
  optional: true,
  schema,
  fallback,
})

const isOptional = (field: Field): field is OptionalField<unknown> => 'optional' in field

function inField<T>(name: string, action: () => T): T {
  try {
    return action()
  } catch (cause) {
    if (cause instanceof Asn1Error) throw cause.within(name)
    if (cause instanceof RangeError) throw new RangeError(`${name}: ${cause.message}`, { cause })
    throw cause
  }
}

interface Slot {
  readonly name: string
  readonly schema: Schema<unknown>
  readonly required: boolean
  readonly fallback: unknown
  /** The tags of this field and of those behind it. */
  readonly fromHere: ReadonlySet<Tag>
}

function slotsOf(fields: Readonly<Record<string, Field>>): readonly Slot[] {
  const named = Object.entries(fields)
  return named.map(([name, field], i) => {
    const following = named.slice(i).flatMap(([, later]) => schemaOf(later).tags)
    const fromHere = new Set(following)
    return isOptional(field)
      ? { name, schema: field.schema, required: false, fallback: field.fallback, fromHere }
      : { name, schema: field, required: true, fallback: undefined, fromHere }
  })
}

const schemaOf = (field: Field): Schema<unknown> => (isOptional(field) ? field.schema : field)

/**
 * Pairs each slot with the TLV that fills it. A TLV that is no field from here on stands without a
 * slot: it is passed over, except where a required field should be.
 */
function* matchSlots(
  slots: readonly Slot[],
  bytes: Uint8Array,
  at: Element,
): Generator<readonly [Slot | undefined, Element | undefined]> {
  let offset = at.valueStart
  let next: Element | undefined
  let passedOver: Element | undefined
  const advance = (): Element | undefined => {
    next = offset < at.end ? readElement(bytes, offset, at.end) : undefined
    if (next) offset = next.end
    return next
  }
  advance()
  for (const slot of slots) {
    while (next && !slot.required && !slot.fromHere.has(next.tag)) {
      passedOver ??= next
      yield [undefined, next]
      advance()
    }
    if (next && slot.schema.tags.includes(next.tag)) {
      yield [slot, next]
      passedOver = undefined
      advance()
    } else if (slot.required) {
      const found = next ?? passedOver
      if (found) inField(slot.name, () => expectTag(slot.schema, found))
      throw new Asn1Error('missing-field', at.end, `${slot.name} is missing`)
    } else {
      yield [slot, undefined]
    }
  }
  for (; next; advance()) yield [undefined, next]
}

function sequenceUnder<V>(tag: Tag, slots: readonly Slot[]): Schema<V> {
  return {
    tags: [tag],
    read(bytes, at) {
      const value: Record<string, unknown> = {}
      for (const [slot, element] of matchSlots(slots, bytes, at)) {
        if (!slot) continue
        if (element) value[slot.name] = inField(slot.name, () => slot.schema.read(bytes, element))
        else if (slot.fallback !== undefined) value[slot.name] = slot.fallback
      }
      return value as V
    },
    write(out, value) {
      const mark = out.length
      const given = value as Readonly<Record<string, unknown>>
      for (let i = slots.length - 1; i >= 0; i--) {
        const slot = slots[i] as Slot
        const fieldValue = given[slot.name]
        if (fieldValue === undefined) {
          if (slot.required) throw new RangeError(`${slot.name}: a value is required`)
        } else if (slot.required || fieldValue !== slot.fallback) {
          inField(slot.name, () => slot.schema.write(out, fieldValue))
        }
      }
      out.header(tag, mark)
    },
    dump(bytes, at, name) {
      const children: DumpNode[] = []
      for (const [slot, element] of matchSlots(slots, bytes, at)) {
        if (!element) continue
        children.push(
          slot
            ? slot.schema.dump(bytes, element, slot.name)
            : dumpUnknown(bytes, element, '(unknown field)'),
        )
      }
      return { name, tag: at.tag, offset: at.start, length: at.end - at.start, children }
    },
    retag: (other) => sequenceUnder<V>(other, slots),
  }
}

/** SEQUENCE; fields in the order of the module. */
export const sequence = <const F extends Readonly<Record<string, Field>>>(
  fields: F,
): Schema<SequenceValue<F>> => sequenceUnder(0x30, slotsOf(fields))

/** SEQUENCE OF. */
export function listOf<T>(item: Schema<T>, max = 10_000): Schema<readonly T[]> {
  return listUnder(0x30, item, max)
}

function listUnder<T>(tag: Tag, item: Schema<T>, max: number): Schema<readonly T[]> {
  const itemsAt = (bytes: Uint8Array, at: Element): Element[] => readSiblings(bytes, at, max)
  return {
    tags: [tag],
    read: (bytes, at) =>
      itemsAt(bytes, at).map((element, index) =>
        inField(`${index}`, () => {
          expectTag(item, element)
          return item.read(bytes, element)
        }),
      ),
    write(out, value) {
      const mark = out.length
      for (let i = value.length - 1; i >= 0; i--) {
        inField(`${i}`, () => item.write(out, value[i] as T))
      }
      out.header(tag, mark)
    },
    dump: (bytes, at, name) => ({
      name,
      tag: at.tag,
      offset: at.start,
      length: at.end - at.start,
      children: itemsAt(bytes, at).map((element, index) =>
        item.tags.includes(element.tag)
          ? item.dump(bytes, element, `${index}`)
          : dumpUnknown(bytes, element, `${index}`),
      ),
    }),
    retag: (other) => listUnder(other, item, max),
  }
}

/** The value of a choice: which arm, and its value. */
export type ChoiceValue<A> = {
  [K in keyof A & string]: { readonly kind: K; readonly value: Infer<A[K]> }
}[keyof A & string]

/** CHOICE; the arms' tags must differ. */
export function choice<const A extends Readonly<Record<string, Schema<unknown>>>>(
  arms: A,
): Schema<ChoiceValue<A>> {
  const byTag = new Map<Tag, readonly [string, Schema<unknown>]>()
  for (const [kind, schema] of Object.entries(arms)) {
    for (const tag of schema.tags) {
      if (byTag.has(tag)) throw new Error(`two arms of a choice share the tag ${formatTag(tag)}`)
      byTag.set(tag, [kind, schema])
    }
  }
  const armAt = (at: Element): readonly [string, Schema<unknown>] => {
    const arm = byTag.get(at.tag)
    if (arm) return arm
    const tags = [...byTag.keys()].map(formatTag).join(', ')
    throw new Asn1Error('unexpected-tag', at.start, `tag ${formatTag(at.tag)}, not one of ${tags}`)
  }
  return {
    tags: [...byTag.keys()],
    read(bytes, at) {
      const [kind, schema] = armAt(at)
      return { kind, value: inField(kind, () => schema.read(bytes, at)) } as ChoiceValue<A>
    },
    write(out, value) {
      const schema = arms[value.kind]
      if (!schema) throw new RangeError(`"${value.kind}" is not an arm of this choice`)
      inField(value.kind, () => schema.write(out, value.value))
    },
    dump(bytes, at, name) {
      const [kind, schema] = armAt(at)
      return schema.dump(bytes, at, name === kind ? name : `${name}.${kind}`)
    },
  }
}

/** Implicit tagging: the type's own tag is replaced. */
export function tagged<T>(tag: Tag, schema: Schema<T>): Schema<T> {
  if (!schema.retag) {
    throw new Error(`tag ${formatTag(tag)}: an untagged choice takes an explicit tag`)
  }
  return schema.retag(tag)
}

/**
 * Explicit tagging: the tag wraps a whole TLV of the inner type, as it does for a choice. A doubled
 * identical tag, which one ASN.1 compiler in the field writes, is collapsed on decode.
 */
export function explicit<T>(tag: Tag, inner: Schema<T>): Schema<T> {
  const onlyChild = (bytes: Uint8Array, at: Element): Element => {
    const element = readElement(bytes, at.valueStart, at.end)
    if (element.end === at.end) return element
    throw new Asn1Error('trailing-bytes', element.end, `${formatTag(tag)} wraps one value only`)
  }
  const innerAt = (bytes: Uint8Array, at: Element): Element => {
    const found = onlyChild(bytes, at)
    const isDoubled = found.tag === at.tag && !inner.tags.includes(found.tag)
    const element = isDoubled ? onlyChild(bytes, found) : found
    expectTag(inner, element)
    return element
  }
  return {
    tags: [tag],
    read: (bytes, at) => inner.read(bytes, innerAt(bytes, at)),
    write(out, value) {
      const mark = out.length
      inner.write(out, value)
      out.header(tag, mark)
    },
    dump: (bytes, at, name) => ({
      name,
      tag: at.tag,
      offset: at.start,
      length: at.end - at.start,
      children: [inner.dump(bytes, innerAt(bytes, at), name)],
    }),
    retag: (other) => explicit(other, inner),
  }
}

/** A value together with the bytes that someone signed or that must be relayed untouched. */
export interface Carried<T> {
  readonly value: T
  /** The whole TLV under the type's own tag, contents exactly as received. */
  readonly bytes: Uint8Array
}

/**
 * A value that keeps the bytes it came from. Encoding writes these bytes, never a rebuilt form; a
 * context tag that replaced the type's own tag is put back in `bytes` and replaced again on encode.
 */
export function carried<T>(schema: Schema<T>): Schema<Carried<T>> {
  const ownTag = schema.tags[0] as Tag
  return carriedUnder(schema, schema.tags.length === 1 ? ownTag : undefined, ownTag)
}

function carriedUnder<T>(
  schema: Schema<T>,
  wireTag: Tag | undefined,
  ownTag: Tag,
): Schema<Carried<T>> {
  const inner = wireTag === undefined || wireTag === ownTag ? schema : tagged(wireTag, schema)
  return {
    tags: inner.tags,
    read(bytes, at) {
      const value = inner.read(bytes, at)
      const sameTag = wireTag === undefined || wireTag === ownTag
      const whole = elementBytes(bytes, at)
      return {
        value,
        bytes: sameTag ? whole : tlv(ownTag, bytes.subarray(at.valueStart, at.end)),
      }
    },
    write(out, value) {
      const mark = out.length
      if (wireTag === undefined) {
        out.bytes(value.bytes)
        return
      }
      const at = readElement(value.bytes, 0, value.bytes.length)
      out.bytes(value.bytes.subarray(at.valueStart, at.end))
      out.header(wireTag, mark)
    },
    dump: (bytes, at, name) => inner.dump(bytes, at, name),
    ...(wireTag === undefined ? {} : { retag: (tag: Tag) => carriedUnder(schema, tag, ownTag) }),
  }
}

/** A carried value made from our own: encoded once, then these bytes are the value. */
export const carry = <T>(schema: Schema<T>, value: T): Carried<T> => ({
  value,
  bytes: encode(schema, value),
})

/** A carried value from bytes of somebody else. @throws Asn1Error */
export const carryBytes = <T>(schema: Schema<T>, bytes: Uint8Array): Carried<T> => ({
  value: decode(schema, bytes),
  bytes,
})

/** Any one TLV with one of these tags, as its bytes; for what we relay and never look into. */
export function opaque(...tags: readonly [Tag, ...Tag[]]): Schema<Uint8Array> {
  return {
    tags,
    read: (bytes, at) => elementBytes(bytes, at),
    write(out, value) {
      const at = readElement(value, 0, value.length)
      if (!tags.includes(at.tag) || at.end !== value.length) {
        throw new RangeError(`expected one TLV with tag ${tags.map(formatTag).join(' or ')}`)
      }
      out.bytes(value)
    },
    dump: (bytes, at, name) => dumpUnknown(bytes, at, name),
  }
}
