// What are these bytes? Finds the message that bytes are, among all of ESipa, ESep, ES9+, ES8+, ES10
// and X.509, and shows it by name (SGP.22 §5, SGP.32 §5 and §6.3.2). Where several types read the
// same bytes, the one that leaves the fewest fields unnamed is taken and the others are remarked.

import type { Element } from '@holdfast/asn1/der.ts'
import { formatTag, readWhole } from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { equalBytes, formatHex } from '@holdfast/asn1/hex.ts'
import type { DumpNode } from '@holdfast/asn1/schema.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import type { NamedMessage } from './sgp22/messages.ts'
import { sgp22Messages } from './sgp22/messages.ts'
import { sgp32LaterMessages, sgp32Messages } from './sgp32/messages.ts'

/** A message found in bytes. */
export interface DecodedMessage {
  /** The standard's name of its type: `GetEimPackageRequest`. */
  readonly name: string
  /** The interface it travels on: `ESipa`. */
  readonly on: string
  readonly dump: DumpNode
  /** What a person should know besides: other readings, another dialect, unknown fields. */
  readonly remarks: readonly string[]
}

const messages: readonly NamedMessage[] = [
  ...sgp32Messages,
  ...sgp22Messages,
  ...sgp32LaterMessages,
]

interface Reading {
  readonly message: NamedMessage
  readonly value: unknown
  readonly dump: DumpNode
  readonly unnamed: number
  /** The bytes that the value is written as, or why it cannot be written. */
  readonly standard: Uint8Array | string
  readonly isStandard: boolean
}

/**
 * The message that `bytes`, whole, are.
 * @throws Asn1Error with offset and path when they are none; nothing else, whatever the bytes
 */
export function decodeAny(bytes: Uint8Array): DecodedMessage {
  const at = readWhole(bytes)
  const candidates = messages.filter((message) => message.schema.tags.includes(at.tag))
  if (candidates.length === 0) {
    throw new Asn1Error('unexpected-tag', 0, `no known message begins with ${formatTag(at.tag)}`)
  }
  const readings: Reading[] = []
  let furthest: Asn1Error | undefined
  for (const message of candidates) {
    const reading = readAs(message, bytes, at)
    if (!(reading instanceof Asn1Error)) readings.push(reading)
    else if (!furthest || reading.offset > furthest.offset) furthest = reading
  }
  const [best, ...others] = readings.toSorted(byFit)
  // Without a reading every candidate has failed, so there is an error.
  if (!best) throw furthest as Asn1Error
  const { name, on } = best.message
  return { name, on, dump: best.dump, remarks: remarksOn(best, others) }
}

/** Fewer unnamed fields first, then bytes in the standard form. */
const byFit = (a: Reading, b: Reading): number =>
  a.unnamed - b.unnamed || Number(b.isStandard) - Number(a.isStandard)

function readAs(message: NamedMessage, bytes: Uint8Array, at: Element): Reading | Asn1Error {
  try {
    const value = message.schema.read(bytes, at)
    const dump = message.schema.dump(bytes, at, message.name)
    const standard = standardForm(message, value)
    const isStandard = typeof standard !== 'string' && equalBytes(standard, bytes)
    return { message, value, dump, unnamed: countUnnamed(dump), standard, isStandard }
  } catch (cause) {
    if (cause instanceof Asn1Error) return cause.within(message.name)
    throw cause
  }
}

const unnamedPattern = /\(unknown field\)|\(not the standard form\)/

function countUnnamed(node: DumpNode): number {
  const here = unnamedPattern.test(node.name) ? 1 : 0
  return (node.children ?? []).reduce((sum, child) => sum + countUnnamed(child), here)
}

function remarksOn(best: Reading, others: readonly Reading[]): string[] {
  const remarks: string[] = []
  const equals = others.filter((other) => byFit(other, best) === 0)
  for (const { message } of equals) remarks.push(`also reads as ${message.name} (${message.on})`)
  if (best.unnamed > 0) remarks.push(`${best.unnamed} unknown or non-standard fields`)
  const dialect = dialectOf(best.value)
  if (dialect) remarks.push(`in the shape of SGP.32 ${dialect}`)
  if (typeof best.standard === 'string') remarks.push(best.standard)
  else if (!best.isStandard) remarks.push(describeStandard(best.standard))
  return remarks
}

function dialectOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('dialect' in value)) return undefined
  return typeof value.dialect === 'string' ? value.dialect : undefined
}

function standardForm(message: NamedMessage, value: unknown): Uint8Array | string {
  try {
    return encode(message.schema, value)
  } catch (cause) {
    if (cause instanceof RangeError) return `outside the standard: ${cause.message}`
    throw cause
  }
}

const shownMax = 64

const describeStandard = (standard: Uint8Array): string =>
  standard.length <= shownMax
    ? `not the standard form, which is ${formatHex(standard)}`
    : `not the standard form, which has ${standard.length} octets`
