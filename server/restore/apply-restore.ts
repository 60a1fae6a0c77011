// The database was replaced by a backup (F50): the operator says so (`--restored`), or the log is
// not the one that this server signed (log-heads.ts). Before any device is answered, every card's
// record is made safe to go on from, campaigns are paused and codes are held. Doing it twice does no
// harm.

import { pauseRestored } from '@holdfast/fleet/campaign/campaign-commands.ts'
import { noteRestored } from '@holdfast/fleet/database-restored.ts'
import { CampaignBook } from '../campaigns/campaign-book.ts'
import { DispatchPicture } from '../campaigns/dispatch-picture.ts'
import { inParallel } from '../in-parallel.ts'
import type { World } from '../world.ts'
import { holdRestoredStock } from './stock-hold.ts'

const cardsAtOnce = 256

/** Resolves with how many cards there are, when all are done. */
export async function applyRestore(world: World): Promise<number> {
  const { store, clock, log } = world
  // What must not go on comes first: a process that dies in this begins it again.
  const campaigns = await pauseCampaigns(world)
  const codes = await holdRestoredStock(world)
  let count = 0
  await inParallel(store.attention(), cardsAtOnce, async ({ eid }) => {
    count++
    await store.onCard<null>(eid, (state) =>
      state ? noteRestored(state, clock.now()) : { events: [], reply: null },
    )
  })
  const words =
    'the database was restored: counters jumped ahead, cards will be read, campaigns are paused, ' +
    'codes are held (holdfast stock held)'
  log('warn', words, { count, campaigns, codes })
  return count
}

/** Resolves with how many were running. */
async function pauseCampaigns(world: World): Promise<number> {
  // Its own picture: the server's is read from the store when this is over.
  const book = new CampaignBook(world, new DispatchPicture())
  const running = (await book.all()).filter(({ phase }) => phase === 'running')
  for (const campaign of running) await book.decide(campaign, 'holdfast', pauseRestored)
  return running.length
}
