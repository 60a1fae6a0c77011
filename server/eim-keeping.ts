// Who this eIM is, kept for good: cards obey an eimId with one key, so neither may change under a
// fleet. The id stands beside the keys; a database remembers which eIM it belongs to and is refused
// to any other, so that no counter is ever used by two keys (S1).

import { createHash, randomBytes } from 'node:crypto'
import { ConfigError } from './config.ts'
import type { KeyFolder } from './keys/key-folder.ts'
import type { Store } from './store/contract.ts'

/** The eIM's id: the one that was kept, or a new one. @throws ConfigError when another is wanted */
export async function keepEimId(keys: KeyFolder, wanted: string | undefined): Promise<string> {
  const make = () => wanted ?? `holdfast-${randomBytes(6).toString('hex')}`
  const kept = (await keys.secret('eim-id', make)).trim()
  if (wanted === undefined || wanted === kept) return kept
  throw new ConfigError(
    `--eim-id ${wanted}: this data folder belongs to the eIM ${kept}, which its cards obey. ` +
      'Leave the option out, or use another data folder for another eIM.',
  )
}

interface Belonging {
  readonly eimId: string
  /** SHA-256 of the public key, hex. */
  readonly key: string
}

/** Ties the store to this eIM. @throws ConfigError when it belongs to another */
export async function claimStore(
  store: Store,
  { eimId, publicKey }: { readonly eimId: string; readonly publicKey: Uint8Array },
): Promise<void> {
  const value: Belonging = { eimId, key: createHash('sha256').update(publicKey).digest('hex') }
  const claimed = await store.claimRecord({ collection: 'identity', key: 'eim', value })
  const owner = claimed.value as Belonging
  if (owner.eimId === eimId && owner.key === value.key) return
  throw new ConfigError(
    `the database belongs to the eIM ${owner.eimId} with another key than this data folder's ` +
      `(${eimId}). Use the data folder with its keys, or another database.`,
  )
}
