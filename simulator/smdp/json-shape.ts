// Reading members of a JSON request: what is missing or of the wrong kind becomes a status code
// pair, never an exception. SGP.22 §6.5 (JSON binding).

import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import type { Failure } from './smdp.ts'
import { failed } from './smdp.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** The object in `text`, or undefined when it is not one. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as JsonObject) : undefined
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

/** Collects members of one request; the first that is wrong is kept as the refusal. */
export class Members {
  readonly #object: JsonObject
  refusal: Failure | undefined

  constructor(object: JsonObject) {
    this.#object = object
  }

  text(name: string): string {
    const value = this.optionalText(name)
    if (value === undefined) this.#refuse('1.3.1/2.2', `${name} is missing`)
    return value ?? ''
  }

  optionalText(name: string): string | undefined {
    const value = this.#object[name]
    if (value === undefined || value === null) return undefined
    if (typeof value === 'string') return value
    this.#refuse('1.3.1/2.1', `${name} is not text`)
    return undefined
  }

  flag(name: string): boolean {
    const value = this.#object[name]
    if (typeof value === 'boolean') return value
    if (value === 'true' || value === 'false') return value === 'true'
    this.#refuse(value === undefined ? '1.3.1/2.2' : '1.3.1/2.1', `${name} is not true or false`)
    return false
  }

  /** Octets in base64. */
  octets(name: string): Uint8Array {
    const value = this.text(name)
    const isBase64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value)
    if (!isBase64) this.#refuse('1.3.1/2.1', `${name} is not base64`)
    return isBase64 ? new Uint8Array(Buffer.from(value, 'base64')) : new Uint8Array(0)
  }

  /** An ICCID as ES2+ writes it, with or without filling. */
  iccid(name: string): string | undefined {
    const value = this.optionalText(name)?.toUpperCase().replace(/F+$/, '')
    if (value !== undefined && !/^\d{18,20}$/.test(value)) {
      this.#refuse('8.2.1/2.1', `${name} is not 18 to 20 digits`)
    }
    return value
  }

  eid(name: string): Eid | undefined {
    const value = this.optionalText(name)
    if (value === undefined) return undefined
    if (!/^\d{32}$/.test(value)) this.#refuse('8.1.1/2.1', `${name} is not 32 digits`)
    return value as Eid
  }

  #refuse(codes: `${string}/${string}`, message: string): void {
    this.refusal ??= failed(codes, message)
  }
}
