// Which card a package went to, for IPAs of v1.0, whose results carry no EID (SGP.32 v1.0 §5.14.6). A
// result may come again long after it was applied, on a new connection, because the acknowledgement
// was lost: the card must be found then too, or it would offer that result for ever.

import type { Store } from '../store/contract.ts'

interface SentTransaction {
  readonly eid: string
  readonly at: number
}

const collection = 'sent-transactions'

/** Keeps that this transaction is of that card; durable when it resolves. */
export const putSent = (
  store: Store,
  eimTransactionId: string,
  sent: SentTransaction,
): Promise<void> => store.putRecord({ collection, key: eimTransactionId, value: sent })

/** The card that a package went to, while that is remembered. */
export async function eidOfSent(
  store: Store,
  eimTransactionId: string,
): Promise<string | undefined> {
  const record = await store.record(collection, eimTransactionId)
  // The collection holds only what `putSent` puts into it.
  return (record?.value as SentTransaction | undefined)?.eid
}

/** Forgets what was sent before `at`. */
export async function forgetSent(store: Store, at: number): Promise<void> {
  for (const { key, value } of await store.records(collection)) {
    if ((value as SentTransaction).at < at) await store.deleteRecord(collection, key)
  }
}
