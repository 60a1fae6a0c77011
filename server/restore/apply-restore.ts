// The operator says that the database was replaced by a backup (`--restored`): before any device is
// answered, every card's record is made safe to go on from (F50). Doing it twice does no harm.

import { noteRestored } from '@holdfast/fleet/database-restored.ts'
import { inParallel } from '../in-parallel.ts'
import type { World } from '../world.ts'

const cardsAtOnce = 256

/** Resolves with how many cards there are, when all are done. */
export async function applyRestore({ store, clock, log }: World): Promise<number> {
  let count = 0
  await inParallel(store.attention(), cardsAtOnce, async ({ eid }) => {
    count++
    await store.onCard<null>(eid, (state) =>
      state ? noteRestored(state, clock.now()) : { events: [], reply: null },
    )
  })
  log('warn', 'the database was restored: counters jumped ahead, cards will be read', { count })
  return count
}
