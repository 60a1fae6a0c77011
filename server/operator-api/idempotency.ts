// The same request again, as its key says: it gets the same answer and starts nothing twice. The
// key is claimed before anything is done; another request under the same key is refused.

import { createHash } from 'node:crypto'
import { ApiProblem } from '@holdfast/api/client.ts'
import type { Caller } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import type { Store } from '../store/contract.ts'

const collection = 'idempotency-keys'

interface Claimed {
  readonly request: string
  readonly batchId: string
  readonly at: number
}

export interface KeyClaim {
  readonly key: string
  readonly request: unknown
  readonly batchId: string
  readonly at: number
}

/**
 * The batch that belongs to this key: the given one when the key is new, else the former one.
 * @throws ApiProblem `idempotency-key-reused`
 */
export async function claimKey(
  store: Store,
  caller: Caller,
  { key, request, batchId, at }: KeyClaim,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(request)).digest('hex')
  const value: Claimed = { request: hash, batchId, at }
  const claimed = await store.claimRecord({ collection, key: `${caller.tenant} ${key}`, value })
  const there = claimed.value as Claimed
  if (there.request === hash) return there.batchId
  throw new ApiProblem(
    problemOf('idempotency-key-reused', 'this key came before with another request', {
      remedy: 'use a new key for a new request',
    }),
  )
}
