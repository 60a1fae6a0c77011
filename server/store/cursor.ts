// Where the next page begins, as text for a client to give back. A made-up or damaged cursor is
// refused with words.

/** Text of the sort keys of a page's last item. */
export function formatCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

/**
 * The sort keys in a cursor.
 * @throws RangeError when it is not one that `formatCursor` made with keys of these kinds
 */
export function parseCursor(
  cursor: string,
  kinds: readonly ('string' | 'number')[],
): readonly (string | number)[] {
  const keys = parseKeys(cursor)
  const fits =
    Array.isArray(keys) &&
    keys.length === kinds.length &&
    keys.every((key, i) => typeof key === kinds[i])
  if (!fits) throw new RangeError('The cursor is not one of this list; begin without a cursor.')
  return keys
}

function parseKeys(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined // said by the caller, in words
  }
}
