// One HTTP exchange of the IPA with repeats, as its software does them: how long it waits for an
// answer and after which pauses it sends the same request again.

import type { HttpReply, HttpRequest } from '../device/https-client.ts'

/** The way to one server; resolves without an answer when the time is over. */
export interface IpaLink {
  exchange(
    name: string,
    request: HttpRequest,
    timeoutMs: number,
  ): Promise<
    { readonly kind: 'answered'; readonly reply: HttpReply } | { readonly kind: 'no-answer' }
  >
  wait(milliseconds: number): Promise<void>
}

export interface Patience {
  readonly timeoutMs: number
  /** Pauses before the same request is sent again. */
  readonly repeatAfterMs: readonly number[]
}

/** The v1.0 IPA that is open source waits 5 s and repeats after 1, 4 and 9 s. */
export const v10Patience: Patience = { timeoutMs: 5000, repeatAfterMs: [1000, 4000, 9000] }

export const v13Patience: Patience = { timeoutMs: 30_000, repeatAfterMs: [5000, 20_000] }

/**
 * What `read` makes of the first answer that it can read; undefined when there is none. `read`
 * gives undefined for an answer it cannot read.
 */
export async function exchangeWithRepeats<T>(
  link: IpaLink,
  patience: Patience,
  asked: {
    readonly name: string
    readonly request: HttpRequest
    readonly read: (reply: HttpReply) => T | undefined
  },
): Promise<T | undefined> {
  for (const pause of [0, ...patience.repeatAfterMs]) {
    if (pause > 0) await link.wait(pause)
    const found = await link.exchange(asked.name, asked.request, patience.timeoutMs)
    const value = found.kind === 'answered' ? readOrUndefined(asked.read, found.reply) : undefined
    if (value !== undefined) return value
  }
  return undefined
}

/** An answer that is not what it should be counts as none: the IPA cannot know more. */
function readOrUndefined<T>(
  read: (reply: HttpReply) => T | undefined,
  reply: HttpReply,
): T | undefined {
  try {
    return read(reply)
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}
