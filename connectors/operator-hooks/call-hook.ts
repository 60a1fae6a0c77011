// One call of an operator's hook: signed, with a deadline, its answer read only so far. Whatever
// goes wrong on the way is an answer too, so the caller has one kind of outcome to decide on.

import { type HookAnswer, judgeHookAnswer } from './hook-answer.ts'
import { formatHookMessage, type HookCall } from './hook-message.ts'
import { signWebhook } from './webhook-signature.ts'

export interface HookTarget {
  readonly url: string
  /** Calls are not signed without one. */
  readonly key?: Uint8Array
}

export interface HookSending {
  readonly send: typeof globalThis.fetch
  /** Of the signature, milliseconds since 1970 UTC. */
  readonly now: number
  readonly deadlineMs: number
}

const answerOctetsMax = 65_536

/** Asks once. Never rejects. */
export async function callHook(
  target: HookTarget,
  call: HookCall,
  { send, now, deadlineMs }: HookSending,
): Promise<HookAnswer> {
  const body = formatHookMessage(call)
  const signed = target.key
    ? signWebhook(target.key, { id: call.id, timestamp: Math.floor(now / 1000), body })
    : { 'webhook-id': call.id }
  try {
    const response = await send(target.url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...signed },
      // A redirect would carry the order somewhere that nobody configured.
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    })
    return judgeHookAnswer(response.status, await textOf(response))
  } catch (cause) {
    return { kind: 'again', why: reasonOf(cause) }
  }
}

/** The body, unless it is longer than any answer that means something. */
async function textOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (!reader) return ''
  const parts: Uint8Array[] = []
  let octets = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(parts).toString()
    octets += value.length
    if (octets > answerOctetsMax) {
      await reader.cancel()
      return ''
    }
    parts.push(value)
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const inner = cause.cause instanceof Error ? `: ${cause.cause.message}` : ''
  return `${cause.message}${inner}`
}
