// The last instant that the logs know of. A process that begins takes no time before it for the
// present, whatever clocks show (S12).

import { isOwnTime } from '@holdfast/fleet/event-time.ts'
import type { Store } from './store/contract.ts'
import { parseLogEvent } from './store/event-text.ts'

/** The last event alone may be one that a device or an operator reported. */
const entriesLookedAt = 1_000

/** The greatest instant near the end of any tenant's log; nothing when no log has an event. */
export async function lastLoggedAt(store: Store): Promise<number | undefined> {
  let latest: number | undefined
  for (const tenant of await store.tenants()) {
    const { size } = await store.logHead(tenant)
    if (size === 0) continue
    const from = Math.max(0, size - entriesLookedAt)
    for (const { text } of await store.log(tenant, from, entriesLookedAt)) {
      const { fact, at } = parseLogEvent(text)
      if (isOwnTime(fact.kind)) latest = Math.max(latest ?? at, at)
    }
  }
  return latest
}
