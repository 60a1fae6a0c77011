// How a named state looks: a shape, a tone and a word. A table of looks is also the order in which
// its states are drawn and counted.

import type { ShapeName } from './shape.tsx'

export type Tone = 'good' | 'bad' | 'warn' | 'going' | 'quiet'

export interface Look {
  readonly shape: ShapeName
  readonly tone: Tone
  readonly word: string
}

export type Looks<L extends Look = Look> = Readonly<Record<string, L>>

/** The look of a state; a name that this console does not know is shown as it is. */
export const lookIn = (looks: Looks, name: string): Look =>
  looks[name] ?? { shape: 'question', tone: 'quiet', word: name }

/** Counts in the table's order, without zeros; names that it does not know stand last. */
export function inOrderOf(
  looks: Looks,
  counts: Readonly<Record<string, number>>,
): readonly (readonly [string, number])[] {
  const order = Object.keys(looks)
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b))
}
