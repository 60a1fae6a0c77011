// What a relayed download session leaves behind for later: a compact message of the card
// (SGP.32 §5.14.2, §5.14.7) says only what the eIM does not know already, and this is what it knows.

import type { Store } from '../../store/contract.ts'

export interface SessionContext {
  readonly transactionId: string
  readonly smdpAddress: string
  /** The whole SEQUENCE, upper-case hex. */
  readonly serverSigned1: string
  readonly smdpOid?: string
  /** Of the profile, ten octets as the card has them, hex. */
  readonly iccid?: string
  readonly at: number
}

const collection = 'relay-contexts'

export const putContext = (store: Store, context: SessionContext): Promise<void> =>
  store.putRecord({ collection, key: context.transactionId, value: context })

export async function contextOf(
  store: Store,
  transactionId: string,
): Promise<SessionContext | undefined> {
  const record = await store.record(collection, transactionId)
  // The collection holds only what `putContext` puts into it.
  return record?.value as SessionContext | undefined
}

/** Forgets contexts from before `at`. */
export async function forgetContexts(store: Store, at: number): Promise<number> {
  const old = (await store.records(collection)).filter(
    ({ value }) => (value as SessionContext).at < at,
  )
  for (const { key } of old) await store.deleteRecord(collection, key)
  return old.length
}
