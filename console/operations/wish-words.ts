// A wish in fleet's words, with a capital. A wish for a batch may still say "from stock", which no
// single operation does.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { WishShape } from '@holdfast/api/shapes/operation.ts'
import type { Wish } from '@holdfast/fleet/wish.ts'
import { wishInWords } from '@holdfast/fleet/wish-words.ts'

export function wishWords(wish: ShapeOf<typeof WishShape>): string {
  const words = wishInWords(withoutStock(wish))
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

/** The same without the ICCID where an operator says enough, for tables. */
export function wishShort(wish: ShapeOf<typeof WishShape>): string {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return wishWords(wish)
  const { kind, profile } = wish
  if (profile.kind === 'iccid' || profile.operator === undefined) return wishWords(wish)
  return wishWords({ kind, profile: { kind: 'stock', operator: profile.operator } })
}

/** The same wish with its stock told as an operator, which is what fleet has words for. */
function withoutStock(wish: ShapeOf<typeof WishShape>): Wish {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return wish
  const { kind, profile } = wish
  if (profile.kind !== 'stock') return { kind, profile }
  const { operator } = profile
  return { kind, profile: { kind: 'activation-code', activationCode: '', operator } }
}
