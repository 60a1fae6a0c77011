// The address bar is the console's state. Everything in it is text: no guessing of numbers, so
// that a filter like `q=12` stays what was typed.

export type Query = Readonly<Record<string, string>>
export type QueryChanges = Readonly<Record<string, string | undefined>>

/** The query of an address, with or without its question mark. */
export function parseQuery(text: string): Query {
  return Object.fromEntries(new URLSearchParams(text))
}

/** `?a=b`, or nothing when there is nothing to say. The same query gives the same text. */
export function formatQuery(query: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** The query after some changes; what changes to nothing is left out. */
export function withChanges(query: Query, changes: QueryChanges): Query {
  const merged = Object.entries({ ...query, ...changes })
  return Object.fromEntries(
    merged.filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  )
}

export const formatAddress = (path: string, query: QueryChanges = {}): string =>
  `${path}${formatQuery(query)}`
