// Which of the 256 buckets a key belongs to. Every hot key begins with its bucket (STACK §12), so
// ids that are looked up by themselves carry the bucket of their card as their first two hex digits.

/**
 * The bucket (0..255) of a card: FNV-1a, 32 bits, over the digits of its EID, the four octets
 * combined by exclusive or. Part of stored keys: it never changes.
 */
export function bucketOfCard(eid: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < eid.length; i++) hash = Math.imul(hash ^ eid.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 8) ^ (hash >>> 16) ^ (hash >>> 24)) & 0xff
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
  return bucketOfCard(eid).toString(16).toUpperCase().padStart(2, '0')
}

/** How many buckets cards are spread over. */
export const bucketCount = 256
