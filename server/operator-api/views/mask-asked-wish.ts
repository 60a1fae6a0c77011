// The wish of a start as people may see it: without its codes. What it takes from the stock names
// none.

import { maskChoice } from '../../secrets/mask-secrets.ts'
import type { AskedWish } from '../batch-book.ts'

export function maskAskedWish(wish: AskedWish): AskedWish {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return wish
  const { kind, profile } = wish
  return profile.kind === 'stock' ? wish : { kind, profile: maskChoice(profile) }
}
