// What goes back over HTTP, as a value: the listener writes it, the tests and the fuzzer read it.

export interface HttpAnswer {
  readonly status: number
  readonly contentType?: string
  readonly body?: Uint8Array
  /** Further headers, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
}

const text = new TextEncoder()

/** A refusal that a person at the other end can act on (RFC 9457). */
export function problem(
  status: number,
  title: string,
  more: { readonly detail?: string; readonly [member: string]: unknown } = {},
): HttpAnswer {
  return {
    status,
    contentType: 'application/problem+json',
    body: text.encode(JSON.stringify({ type: 'about:blank', title, status, ...more })),
  }
}

export const jsonAnswer = (value: unknown): HttpAnswer => ({
  status: 200,
  contentType: 'application/json',
  body: text.encode(JSON.stringify(value)),
})

/** Nothing to say, and that is the answer. */
export const emptyAnswer: HttpAnswer = { status: 204 }

/** "Not now": each client is told a time of its own, so that they do not come back at once (F53). */
export const comeBack = (afterSeconds: number): HttpAnswer => ({
  ...problem(503, 'Too many devices at once', { detail: 'try again after the time given' }),
  headers: { 'retry-after': String(afterSeconds) },
})

/** The same where the load is not known: within a minute. */
export const tooBusy = (chance: number): HttpAnswer => comeBack(5 + Math.floor(chance * 55))
