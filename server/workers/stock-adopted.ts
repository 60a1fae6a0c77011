// Says when a card showed a profile whose code stood in stock or was given to another card. The
// stock knows already (it is written with the change of the card); this puts it into the card's
// history and into the log, once.

import { noteAdopted } from '@holdfast/fleet/adopt-stock.ts'
import type { AdoptedItem } from '../store/stock-item.ts'
import type { World } from '../world.ts'

type Shop = Pick<World, 'store' | 'clock' | 'log'>

/** Listens from now on; gives what ends it. */
export function tellAdopted({ store, clock, log }: Shop): () => void {
  const tell = async ({ eid, tenant, ...code }: AdoptedItem): Promise<void> => {
    log('warn', 'a card has a profile whose code was in stock', { eid, tenant, ...code })
    await store.onCard<null>(eid, (state) =>
      state ? noteAdopted(state, code, clock.now()) : { events: [], reply: null },
    )
  }
  return store.onAdopted((items) => {
    for (const item of items) {
      tell(item).catch((cause) => {
        log('warn', 'an adopted code could not be told', { ...item, cause: String(cause) })
      })
    }
  })
}
