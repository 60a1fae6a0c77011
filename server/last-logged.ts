// The last instant that the logs know of. A process that begins takes no time before it for the
// present, whatever the machine's clock shows (S12).

import type { Store } from './store/contract.ts'

/** An event may carry the instant that a device or an operator reported, which lies before. */
const entriesLookedAt = 1_000

/** The greatest instant near the end of any tenant's log; nothing when no log has an event. */
export async function lastLoggedAt(store: Store): Promise<number | undefined> {
  let latest: number | undefined
  for (const tenant of await store.tenants()) {
    const { size } = await store.logHead(tenant)
    if (size === 0) continue
    const from = Math.max(0, size - entriesLookedAt)
    for (const { text } of await store.log(tenant, from, entriesLookedAt)) {
      // The log's texts are written by the store from events, each of which has an instant.
      const { at } = JSON.parse(text) as { readonly at: number }
      latest = Math.max(latest ?? at, at)
    }
  }
  return latest
}
