// The store with an eye on the doorway: whatever changes a card through it also changes what the
// doorway knows of the card, after the commit. When two changes of one card overlap, or when it is
// unclear whether one was committed, the card is put down as one to look at; the next look mends it.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import { evolve } from '@holdfast/fleet/evolve.ts'
import { needsAttention } from '@holdfast/fleet/needs-attention.ts'
import { encodeBcd } from '@holdfast/gsma/ids/bcd.ts'
import type { CardWork, Store } from '../store/contract.ts'
import type { Doorway } from './doorway.ts'

/** The 16 octets of an EID as a poll carries them. */
export const eidOctets = (eid: string): Uint8Array => encodeBcd(eid, 16)

/** The same store; its `onCard` keeps `doorway` up to date. */
export function watchedStore(store: Store, doorway: Doorway): Store {
  const atWork = new Map<string, number>()
  const onCard: Store['onCard'] = async (eid, decide) => {
    const others = atWork.get(eid) ?? 0
    atWork.set(eid, others + 1)
    let after: CardState | undefined
    let isSure = false
    try {
      const reply = await store.onCard(eid, async (state) => {
        const work = await decide(state)
        after = stateAfter(eid, state, work)
        return work
      })
      isSure = atWork.get(eid) === 1 && others === 0
      return reply
    } finally {
      const left = (atWork.get(eid) ?? 1) - 1
      if (left > 0) atWork.set(eid, left)
      else atWork.delete(eid)
      if (after) doorway.put(eidOctets(eid), !isSure || needsAttention(after))
    }
  }
  return overriding(store, { onCard })
}

/** `store` with some of its functions replaced. */
function overriding(store: Store, own: Partial<Store>): Store {
  const bound = new Map<PropertyKey, unknown>(Object.entries(own))
  return new Proxy(store, {
    get(target, name) {
      if (!bound.has(name)) {
        const value: unknown = Reflect.get(target, name, target)
        bound.set(name, typeof value === 'function' ? value.bind(target) : value)
      }
      return bound.get(name)
    },
  })
}

function stateAfter(
  eid: string,
  state: CardState | undefined,
  { events, tenant = 'default' }: CardWork<unknown>,
): CardState | undefined {
  let after = state
  for (const event of events) {
    after = evolve(after, { ...event, eid, tenant: after?.tenant ?? tenant })
  }
  return after
}

/** Puts every card of the store down; resolves with their number. */
export async function fillDoorway(doorway: Doorway, store: Store): Promise<number> {
  for await (const { eid, attention } of store.attention()) doorway.put(eidOctets(eid), attention)
  return doorway.size
}
