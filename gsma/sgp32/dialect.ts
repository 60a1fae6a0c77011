// Which version of SGP.32 an IPA speaks, told from the shape of its requests: v1.0 and v1.2 use some
// tags for different things. SGP.32 §5.14.5, §5.14.6; v1.3 has the shapes of v1.2.

import type { Element } from '@holdfast/asn1/der.ts'
import { readElements } from '@holdfast/asn1/der.ts'
import type { Schema } from '@holdfast/asn1/schema.ts'

export type Dialect = 'v1.0' | 'v1.2'

/** A decoded request and, when its shape tells, the version that it is written in. */
export type WithDialect<T> = T & { readonly dialect?: Dialect | undefined }

/** Adds the dialect on decode. Encoding ignores it: the standard form is written. */
export function withDialect<T extends object>(
  schema: Schema<T>,
  tell: (bytes: Uint8Array, at: Element) => Dialect | undefined,
): Schema<WithDialect<T>> {
  const { retag } = schema
  return {
    tags: schema.tags,
    read(bytes, at) {
      const value = schema.read(bytes, at)
      const dialect = tell(bytes, at)
      return dialect ? { ...value, dialect } : value
    },
    write: (out, value) => schema.write(out, value),
    dump: (bytes, at, name) => schema.dump(bytes, at, name),
    ...(retag ? { retag: (tag: number) => withDialect(retag(tag), tell) } : {}),
  }
}

const sizeOf = (element: Element): number => element.end - element.valueStart

const childrenOf = (bytes: Uint8Array, at: Element): readonly Element[] =>
  readElements(bytes, at.valueStart, at.end)

/** GetEimPackageRequest: 81 is the PLMN (3 octets) in v1.0 and a cause in v1.2, which has 82. */
export function tellGetEimPackage(bytes: Uint8Array, at: Element): Dialect | undefined {
  for (const field of childrenOf(bytes, at)) {
    if (field.tag === 0x82) return 'v1.2'
    if (field.tag === 0x81) return sizeOf(field) === 3 ? 'v1.0' : 'v1.2'
  }
  return undefined
}

/** ProvideEimPackageResult: told from the EID, the error's shape, and the arms that changed. */
export function tellProvideResult(bytes: Uint8Array, at: Element): Dialect | undefined {
  const [first] = childrenOf(bytes, at)
  switch (first?.tag) {
    case 0x5a:
    case 0xa0:
      return 'v1.2'
    case 0x02:
      return 'v1.0'
    case 0x30:
      return childrenOf(bytes, first)[1]?.tag === 0xbf2b ? 'v1.0' : 'v1.2'
    case 0xbf52:
      return tellEuiccAnswer(bytes, first)
    case 0xbf54:
      return tellTriggerResult(bytes, first)
    default:
      return undefined
  }
}

function tellEuiccAnswer(bytes: Uint8Array, at: Element): Dialect | undefined {
  const arms = childrenOf(bytes, at)
  const [arm] = arms
  if (!arm) return undefined
  if (arms.length === 1 && arm.tag === 0xa1) return 'v1.2'
  if (arms.length === 1 && arm.tag === 0x81 && sizeOf(arm) === 1) return 'v1.0'
  const members = arms.length === 1 && arm.tag === 0xa0 ? childrenOf(bytes, arm) : arms
  const tags = members.map((member) => member.tag)
  if (tags.includes(0x80) || tags.includes(0xbf2b)) return 'v1.0'
  const newer = [0x81, 0x87, 0xa0, 0xa2].some((tag) => tags.includes(tag))
  return newer ? 'v1.2' : undefined
}

function tellTriggerResult(bytes: Uint8Array, at: Element): Dialect | undefined {
  const failure = childrenOf(bytes, at).find((member) => member.tag === 0x30)
  if (!failure) return undefined
  const [first] = childrenOf(bytes, failure)
  return first?.tag === 0x80 && sizeOf(first) === 1 ? 'v1.2' : 'v1.0'
}
