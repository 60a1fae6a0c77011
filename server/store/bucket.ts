// Which of the 256 buckets a key belongs to. Every hot key begins with its bucket (STACK §12), so
// ids that are looked up by themselves carry the bucket of their card as their first two hex digits.

import { bucketOf, type Eid } from '@holdfast/gsma/ids/eid.ts'

/** The bucket of a card. Any text has one: an unknown number is looked for and not found. */
export function bucketOfCard(eid: string): number {
  return bucketOf(eid as Eid) // a pure hash; only cards that were parsed are ever stored
}

/**
 * The bucket that an operationId or an eimTransactionId says it belongs to: its first two hex
 * digits; undefined when it does not begin with two.
 */
export function bucketInId(id: string): number | undefined {
  return /^[0-9a-fA-F]{2}/.test(id) ? Number.parseInt(id.slice(0, 2), 16) : undefined
}

/** The two digits with which ids of this card's operations and transactions begin. */
export function bucketPrefix(eid: string): string {
  return formatBucket(bucketOfCard(eid))
}

export function formatBucket(bucket: number): string {
  return bucket.toString(16).toUpperCase().padStart(2, '0')
}
