// A dump of bytes that no schema describes: unknown fields, vendors' values, other people's objects.

import type { Element } from './der.ts'
import { depthMax, isConstructed, readElements } from './der.ts'
import { Asn1Error } from './error.ts'
import { formatHex } from './hex.ts'
import type { DumpNode } from './schema.ts'

/** A dump without a schema: tags, and contents as TLVs where they read as such. */
export const dumpUnknown = (bytes: Uint8Array, at: Element, name: string): DumpNode =>
  dumpNested(bytes, at, { name, depth: 0 })

interface Place {
  readonly name: string
  readonly depth: number
}

function dumpNested(bytes: Uint8Array, at: Element, { name, depth }: Place): DumpNode {
  if (depth > depthMax) {
    throw new Asn1Error('too-deep', at.start, `over ${depthMax} levels of nesting`)
  }
  const whole = { name, tag: at.tag, offset: at.start, length: at.end - at.start }
  const hex = (): string => formatHex(bytes.subarray(at.valueStart, at.end))
  const inside = isConstructed(at.tag) ? tlvsInside(bytes, at) : undefined
  if (!inside) return { ...whole, text: hex() }
  return {
    ...whole,
    children: inside.map((child) => dumpNested(bytes, child, { name: '', depth: depth + 1 })),
  }
}

/** The TLVs inside, or nothing when the contents are something else. */
function tlvsInside(bytes: Uint8Array, at: Element): readonly Element[] | undefined {
  try {
    return readElements(bytes, at.valueStart, at.end)
  } catch (cause) {
    if (cause instanceof Asn1Error && cause.code !== 'too-large') return undefined
    throw cause
  }
}
