// Signatures of calls to operators, by Standard Webhooks 1.0: HMAC-SHA-256 over id, timestamp and
// body, so that the receiver knows who asks and that nothing was changed or replayed.

import { createHmac, timingSafeEqual } from 'node:crypto'

export interface SignedParts {
  readonly id: string
  /** Whole seconds since 1970 UTC. */
  readonly timestamp: number
  readonly body: string
}

const secretForm = /^whsec_([A-Za-z0-9+/]+={0,2})$/
const keyOctetsMin = 24
const keyOctetsMax = 64

/**
 * The key in a `whsec_…` text, which is base64 of 24 to 64 octets; undefined when it is none.
 */
export function parseHookSecret(text: string): Uint8Array | undefined {
  const base64 = secretForm.exec(text)?.[1]
  if (base64 === undefined) return undefined
  const key = Buffer.from(base64, 'base64')
  return key.length >= keyOctetsMin && key.length <= keyOctetsMax ? key : undefined
}

/** The headers that go with the body. */
export function signWebhook(key: Uint8Array, parts: SignedParts): Readonly<Record<string, string>> {
  return {
    'webhook-id': parts.id,
    'webhook-timestamp': String(parts.timestamp),
    'webhook-signature': `v1,${macOf(key, parts)}`,
  }
}

/** Whether one of the signatures in the header (they are parted by spaces) is of this key. */
export function verifyWebhook(key: Uint8Array, parts: SignedParts, header: string): boolean {
  const wanted = Buffer.from(macOf(key, parts))
  return header.split(' ').some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''))
    return signature.startsWith('v1,') && isSame(given, wanted)
  })
}

const macOf = (key: Uint8Array, { id, timestamp, body }: SignedParts): string =>
  createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)
