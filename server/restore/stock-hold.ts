// After the database was replaced by a backup nobody knows which activation codes went out since
// (F50). None that the backup tells of is given out until a card shows its profile (then it is that
// card's) or a person says that it is unused. Both stand in the tenant's log. See
// docs/decisions/0015-stock-after-a-restore.md.

import type { LogFact } from '../store/document.ts'
import type { FreeWish } from '../store/stock-item.ts'
import type { World } from '../world.ts'

const collection = 'stock-holds'

type Shop = Pick<World, 'store' | 'clock' | 'log'>

/** The last thing that was decided about a tenant's held codes. */
interface StockHold {
  readonly at: number
  readonly count?: number
}

interface HoldFact {
  readonly kind: 'stock-held' | 'stock-freed'
  readonly [member: string]: unknown
}

/** Holds all codes that no card was seen with; resolves with how many have no card. */
export async function holdRestoredStock(shop: Shop): Promise<number> {
  const { store, clock, log } = shop
  const held = await store.holdStock(clock.now())
  for (const { tenant, count } of held) {
    await note(shop, { tenant, actor: 'holdfast', fact: { kind: 'stock-held', count } })
    log('warn', 'activation codes are held until they are known to be unused', { tenant, count })
  }
  return held.reduce((sum, { count }) => sum + count, 0)
}

/** Somebody says that codes are unused; resolves with how many can be given out again by that. */
export async function freeHeldStock(
  shop: Shop,
  { actor, reason, ...wish }: FreeWish & { readonly actor: string; readonly reason: string },
): Promise<number> {
  const { tenant, operator, iccids } = wish
  const which = { ...(operator ? { operator } : {}), ...(iccids ? { iccids } : {}) }
  // First who said it, then what comes of it: nothing is given out without the statement on record.
  await note(shop, { tenant, actor, fact: { kind: 'stock-freed', reason, ...which } })
  return shop.store.freeStock(wish)
}

async function note(
  { store, clock }: Shop,
  { tenant, actor, fact }: { tenant: string; actor: string; fact: HoldFact },
): Promise<void> {
  const name = { collection, key: tenant, tenant }
  await store.onDocument<StockHold, null>(name, () => {
    const at = clock.now()
    const facts: readonly LogFact[] = [{ subject: { kind: 'stock', id: tenant }, at, actor, fact }]
    return { value: { at }, facts, reply: null }
  })
}
