// The operator API as anybody meets it: HTTP, JSON, a token. Written against the published paths,
// not with the product's client: what it understands is what the wire says.

import { HttpsClient } from '../device/https-client.ts'

export interface ApiDoorOptions {
  readonly url: string
  readonly token: string
}

/** The API refused: status, and the problem's own words. */
export class ApiRefused extends Error {
  readonly status: number
  constructor(status: number, text: string) {
    super(`the API answered ${status}: ${text.slice(0, 500)}`)
    this.status = status
  }
}

export class ApiDoor {
  readonly #client: HttpsClient
  readonly #options: ApiDoorOptions

  constructor(options: ApiDoorOptions) {
    this.#client = new HttpsClient({ connection: 'kept' })
    this.#options = options
  }

  get(path: string): Promise<unknown> {
    return this.#ask('GET', path)
  }

  /** `key` makes the request repeatable: the same key starts nothing twice. */
  post(path: string, body: unknown, key?: string): Promise<unknown> {
    const text = JSON.stringify(body)
    return this.#ask('POST', path, { type: 'application/json', text, key })
  }

  put(path: string, body: unknown): Promise<unknown> {
    return this.#ask('PUT', path, { type: 'application/json', text: JSON.stringify(body) })
  }

  postCsv(path: string, text: string): Promise<unknown> {
    return this.#ask('POST', path, { type: 'text/csv', text })
  }

  close(): void {
    this.#client.close()
  }

  async #ask(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    sent?: { readonly type: string; readonly text: string; readonly key?: string | undefined },
  ): Promise<unknown> {
    const reply = await this.#client.ask({
      method,
      url: new URL(path, this.#options.url),
      headers: {
        authorization: `Bearer ${this.#options.token}`,
        accept: 'application/json',
        ...(sent ? { 'content-type': sent.type } : {}),
        ...(sent?.key === undefined ? {} : { 'idempotency-key': sent.key }),
      },
      ...(sent ? { body: new TextEncoder().encode(sent.text) } : {}),
    })
    const text = new TextDecoder().decode(reply.body)
    if (reply.status < 200 || reply.status > 299) throw new ApiRefused(reply.status, text)
    return text === '' ? undefined : JSON.parse(text)
  }
}

/** A member of a JSON object; undefined when there is none. */
export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

/** A text member. @throws Error when it is something else */
export function textField(value: unknown, name: string): string {
  const text = field(value, name)
  if (typeof text !== 'string') throw new Error(`the API's answer has no text "${name}"`)
  return text
}

/** A number member. @throws Error when it is something else */
export function numberField(value: unknown, name: string): number {
  const number = field(value, name)
  if (typeof number !== 'number') throw new Error(`the API's answer has no number "${name}"`)
  return number
}

/** Every item of a paged list. */
export async function* allItems(door: ApiDoor, path: string): AsyncGenerator<unknown> {
  let cursor: unknown
  do {
    const mark = path.includes('?') ? '&' : '?'
    const from = typeof cursor === 'string' ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const page = await door.get(`${path}${mark}limit=500${from}`)
    const items = field(page, 'items')
    if (!Array.isArray(items)) throw new Error(`${path} has no items`)
    yield* items
    cursor = field(page, 'cursor')
  } while (cursor !== undefined)
}
