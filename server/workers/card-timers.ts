// Deadlines of cards (fleet’s applyTime), worked off bucket by bucket. A round ends when nothing is
// due, or after as many cards as it may take; the next round goes on. A card that fails does not
// stop the others and is tried again in the next round.

import { applyTime } from '@holdfast/fleet/apply-time.ts'
import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import { inParallel } from '../in-parallel.ts'
import type { World } from '../world.ts'

const bucketsAtOnce = 32
const cardsAtOnce = 64
const cardsPerQuery = 500
const cardsPerRoundMax = 20_000

const allBuckets = Array.from({ length: bucketCount }, (_, bucket) => bucket)

/** One round over all buckets; resolves with how many cards it took. */
export async function runCardTimers(world: World): Promise<number> {
  const { store, clock } = world
  const first = await store.dueCards(allBuckets, clock.now(), cardsPerQuery)
  if (first.length < cardsPerQuery) {
    await inParallel(first, cardsAtOnce, (eid) => passTime(world, eid))
    return first.length
  }
  let taken = 0
  for (let at = 0; at < bucketCount && taken < cardsPerRoundMax; at += bucketsAtOnce) {
    const buckets = allBuckets.slice(at, at + bucketsAtOnce)
    taken += await runBuckets(world, buckets, cardsPerRoundMax - taken)
  }
  return taken
}

async function runBuckets(
  world: World,
  buckets: readonly number[],
  cardsMax: number,
): Promise<number> {
  let taken = 0
  const failed = new Set<string>()
  while (taken < cardsMax) {
    const due = await world.store.dueCards(buckets, world.clock.now(), cardsPerQuery)
    const fresh = due.filter((eid) => !failed.has(eid))
    await inParallel(fresh, cardsAtOnce, async (eid) => {
      if (!(await passTime(world, eid))) failed.add(eid)
    })
    taken += fresh.length
    if (due.length < cardsPerQuery || fresh.length === 0) return taken
  }
  return taken
}

async function passTime(world: World, eid: string): Promise<boolean> {
  try {
    await world.store.onCard(eid, (state) =>
      state ? applyTime(state, world.clock.now()) : { events: [], reply: null },
    )
    return true
  } catch (cause) {
    world.log('warn', 'a deadline of a card could not be worked off', { eid, cause: String(cause) })
    return false
  }
}
