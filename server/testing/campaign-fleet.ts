// Cards, stock and ends of operations for tests of campaigns: devices whose operations end as the
// test says, without radio or SM-DP+.

import type { EventDraft } from '@holdfast/fleet/event.ts'
import { importCard, recordAssociation } from '@holdfast/fleet/import-card.ts'
import type { OutcomeName, Reason } from '@holdfast/fleet/operation.ts'
import { completeEid } from '@holdfast/gsma/ids/eid.ts'
import type { Store } from '../store/contract.ts'
import type { StockItem } from '../store/stock-item.ts'
import type { World } from '../world.ts'

export const fleetEid = (n: number): string =>
  completeEid(`8904403200000000000000${String(n).padStart(8, '0')}`)

type Shop = Pick<World, 'store' | 'clock'>

/** So many SGP.32 cards in the inventory, of one country, associated with this eIM. */
export async function addCards({ store, clock }: Shop, count: number): Promise<void> {
  const association = { eimId: 'eim.example.com', counterValue: 0, evidence: 'claimed' } as const
  for (let n = 0; n < count; n++) {
    const eid = fleetEid(n)
    const row = { eid, generation: 'sgp32', device: { country: 'DE' }, iccids: [] } as const
    await store.onCard(eid, (card) => importCard(card, row, 'person:test', clock.now()))
    await store.onCard(eid, (card) => {
      if (!card) throw new Error('the card was just added')
      return recordAssociation(card, association, 'person:test', clock.now())
    })
  }
}

export async function addCodes(store: Store, count: number): Promise<void> {
  const items = Array.from(
    { length: count },
    (_, n): StockItem => ({
      tenant: 'default',
      iccid: `8988000000000${String(n).padStart(6, '0')}`,
      ...{ operator: 'nordtel', activationCode: `LPA:1$smdp.example.com$${n}`, state: 'available' },
    }),
  )
  await store.addStock(items)
}

/** Ends the open operations of all devices, or of one; gives how many. */
export async function endOpen(
  { store, clock }: Shop,
  to: OutcomeName,
  { reason, only }: { readonly reason?: Reason; readonly only?: (eid: string) => boolean } = {},
): Promise<number> {
  const { items } = await store.operations({ open: true }, { limit: 1_000 })
  const chosen = items.filter(({ eid }) => only === undefined || only(eid))
  for (const { eid, operationId, outcome } of chosen) {
    const draft: EventDraft = {
      ...{ eid, at: clock.now(), actor: 'card' },
      fact: {
        ...{ kind: 'outcome-changed', operationId, from: outcome, to, ended: true },
        ...(reason ? { reason } : {}),
      },
    }
    await store.onCard(eid, () => ({ events: [draft], reply: null }))
  }
  return chosen.length
}
