// Reading and writing the fields of the JSON bindings (SGP.22 §6.5, SGP.32 §6.4). A reader takes one
// field and either gives its value or a refusal that names the field and says what is wrong.

import { formatBase64, parseBase64 } from '@holdfast/asn1/base64.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import type { Schema } from '@holdfast/asn1/schema.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import type { Accepted, Refused } from '../ids/parsed.ts'
import { accepted } from '../ids/parsed.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** Why a JSON body was not taken. */
export interface JsonRefused extends Refused {
  readonly code: 'not-an-object' | 'missing-field' | 'bad-field' | 'unknown-function'
  /** The field's path, dots between levels; empty for the whole body. */
  readonly field: string
}

/** A value read from JSON, or why there is none. */
export type JsonParsed<T> = Accepted<T> | JsonRefused

class FieldRefused extends Error {
  readonly refusal: JsonRefused

  constructor(refusal: JsonRefused) {
    super(refusal.why)
    this.refusal = refusal
  }
}

/** Ends the reading with a refusal; only inside `parsed`. */
export function refuse(code: JsonRefused['code'], field: string, why: string): never {
  throw new FieldRefused({ ok: false, code, field, why })
}

/** Runs `read`; a refused field becomes the result. */
export function parsed<T>(read: () => T): JsonParsed<T> {
  try {
    return accepted(read())
  } catch (cause) {
    if (cause instanceof FieldRefused) return cause.refusal
    throw cause
  }
}

/** `json` as an object. */
export function objectOf(json: unknown, field = ''): JsonObject {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonObject
  return refuse('not-an-object', field, 'a JSON object was expected')
}

/** What one field's value must be. @throws RangeError or Asn1Error saying what is wrong */
export type FieldReader<T> = (value: unknown) => T

function readField<T>(value: unknown, field: string, read: FieldReader<T>): T {
  try {
    return read(value)
  } catch (cause) {
    if (cause instanceof RangeError || cause instanceof Asn1Error) {
      return refuse('bad-field', field, cause.message)
    }
    throw cause
  }
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null

/** The field `name`, which must be there. */
export function required<T>(json: JsonObject, name: string, read: FieldReader<T>): T {
  const value = json[name]
  if (isAbsent(value)) return refuse('missing-field', name, `${name} is missing`)
  return readField(value, name, read)
}

/** The field `name`, if it is there; null counts as absent. */
export function ifPresent<T>(json: JsonObject, name: string, read: FieldReader<T>): T | undefined {
  const value = json[name]
  return isAbsent(value) ? undefined : readField(value, name, read)
}

/** `fields` without those that are undefined. */
export const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T

const showType = (value: unknown): string => (Array.isArray(value) ? 'an array' : typeof value)

export const text: FieldReader<string> = (value) => {
  if (typeof value === 'string') return value
  throw new RangeError(`text was expected, not ${showType(value)}`)
}

export const whole: FieldReader<number> = (value) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new RangeError(`a whole number was expected, not ${JSON.stringify(value) ?? 'nothing'}`)
}

export const truth: FieldReader<boolean> = (value) => {
  if (typeof value === 'boolean') return value
  throw new RangeError(`true or false was expected, not ${showType(value)}`)
}

/** Text that `pattern` matches; `what` says it in words. */
export const textLike =
  (pattern: RegExp, what: string): FieldReader<string> =>
  (value) => {
    const found = text(value)
    if (pattern.test(found)) return found
    throw new RangeError(`${JSON.stringify(found.slice(0, 80))} is not ${what}`)
  }

const hexId = textLike(/^([0-9A-Fa-f]{2}){1,16}$/, '2 to 32 hexadecimal digits')
const eidDigits = textLike(/^[0-9]{32}$/, '32 decimal digits')

/** transactionId: hexadecimal text, either case. */
export const transactionIdField: FieldReader<Uint8Array> = (value) => parseHex(hexId(value))

/** eidValue: 32 decimal digits. */
export const eidField: FieldReader<Uint8Array> = (value) => parseHex(eidDigits(value))

export const bytesField: FieldReader<Uint8Array> = (value) => parseBase64(text(value))

/** Base64 of the DER of `schema`. */
export const derField =
  <T>(schema: Schema<T>): FieldReader<T> =>
  (value) =>
    decode(schema, bytesField(value))

/** A signature: base64 of the raw value, or of its 5F37 TLV. */
export const signatureField: FieldReader<Uint8Array> = (value) => {
  const bytes = bytesField(value)
  const isTlv = bytes[0] === 0x5f && bytes[1] === 0x37 && bytes[2] === bytes.length - 3
  return isTlv && bytes.length !== 64 ? bytes.subarray(3) : bytes
}

/** A short OCTET STRING of `size` octets: base64 of the raw value, or of its 04 TLV. */
export const octetsField =
  (size: number): FieldReader<Uint8Array> =>
  (value) => {
    const bytes = bytesField(value)
    const isTlv = bytes[0] === 0x04 && bytes[1] === bytes.length - 2
    return isTlv && bytes.length !== size ? bytes.subarray(2) : bytes
  }

export const formatId = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && formatHex(bytes)

export const formatBytes = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && formatBase64(bytes)

/** Base64 of the DER of `value`. */
export const formatDer = <T>(schema: Schema<T>, value: T): string =>
  formatBase64(encode(schema, value))
