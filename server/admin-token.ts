// The first token, with every scope: made at the first start and kept in a file that only the
// owner can read, because somebody has to be able to make the others.

import { scopes } from '@holdfast/api/scope.ts'
import type { KeyFolder } from './keys/key-folder.ts'
import { newSecret, type TokenBook } from './operator-api/token-book.ts'
import type { World } from './world.ts'

const file = 'admin-token'

export interface AdminToken {
  readonly secret: string
  readonly path: string
  /** Whether it was made just now. */
  readonly isNew: boolean
}

/** The token of the file, known to the store; both are made when missing. */
export async function keepAdminToken(
  keys: KeyFolder,
  tokens: TokenBook,
  world: Pick<World, 'randomBytes'>,
): Promise<AdminToken> {
  const isNew = (await keys.read(file)) === undefined
  const secret = (await keys.secret(file, () => newSecret(world))).trim()
  const wish = { name: 'admin', tenant: 'default', scopes, createdBy: 'holdfast' }
  const [kept] = await tokens.make(wish, secret)
  // A later version may know scopes that the one which made the token did not.
  if (scopes.some((scope) => !kept.scopes.includes(scope))) await tokens.widen(kept, scopes)
  return { secret, path: keys.path(file), isNew }
}
