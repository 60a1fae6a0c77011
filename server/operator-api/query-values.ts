// Query parameters arrive as text; the contract names numbers, booleans and lists. What does not
// read as its kind stays text, and the check of the shape then says what is wrong with it.

import type { TObject } from 'typebox'

type Text = string | readonly string[]

/** The parameters with numbers, booleans and lists in place of their text. */
export function readQueryValues(
  shape: TObject,
  query: Readonly<Record<string, Text>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, text] of Object.entries(query)) {
    values[name] = readValue(typeOf(shape.properties[name]), text)
  }
  return values
}

function readValue(type: string | undefined, text: Text): unknown {
  if (type === 'array') return typeof text === 'string' ? [text] : text
  if (typeof text !== 'string') return text
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

const typeOf = (property: unknown): string | undefined =>
  (property as { readonly type?: string } | undefined)?.type
