// The parts that look after silent devices, put together: the watch, the outbox towards operators,
// and what it is known since when this site listens.

import type { HookTarget } from '@holdfast/connectors/operator-hooks/call-hook.ts'
import { type HookAction, hookActions } from '@holdfast/fleet/recovery/rung.ts'
import { eidOctets } from '../doorway/watched-store.ts'
import { type ContactBatch, flushContacts } from '../esipa/contact-batch.ts'
import type { World } from '../world.ts'
import { ActionOutbox } from './action-outbox.ts'
import { IncidentBook } from './incident-book.ts'
import { ListeningBook } from './listening.ts'
import { SilenceWatch } from './silence-watch.ts'

export interface RecoveryWish {
  readonly world: World
  /** Contacts that are not written yet; they are before anybody is called late. */
  readonly contacts: ContactBatch
  /** Where operators are asked; without it nobody outside is. */
  readonly hook?: HookTarget
  readonly send?: typeof globalThis.fetch
}

export interface Recovery {
  /** What somebody outside can be asked for. */
  readonly hooks: ReadonlySet<HookAction>
  readonly incidents: IncidentBook
  /** One round of everything. */
  run(): Promise<void>
  /** In words, what is wrong; nothing when all is well. */
  trouble(): string | undefined
  /** Runs by the world's clock; gives what ends it. */
  begin(): () => void
}

const roundEveryMs = 1_000

/** Opens it; nothing runs yet. */
export async function openRecovery(wish: RecoveryWish): Promise<Recovery> {
  const { world, contacts, hook } = wish
  const { store, clock } = world
  const listening = await ListeningBook.open(world)
  const hooks: ReadonlySet<HookAction> = new Set(hook ? hookActions : [])
  const watch = new SilenceWatch(world, { hooks, listeningSince: listening.since })
  const sending = wish.send ? { send: wish.send } : {}
  const outbox = hook && new ActionOutbox(world, { target: hook, ...sending })
  const described = describedCards(world)
  const stopNoting = noteWakes(world, contacts)
  const incidents = new IncidentBook(world)
  const run = async (): Promise<void> => {
    await flushContacts(contacts, store)
    await store.contacts.refresh(described.take())
    await watch.run()
    await outbox?.deliver()
  }
  return {
    ...{ hooks, incidents, run },
    trouble: () => (outbox?.isTroubled() ? 'the operators’ hook fails again and again' : undefined),
    begin() {
      const stops = [
        clock.every(roundEveryMs, run),
        listening.begin(),
        incidents.begin(),
        described.stop,
        stopNoting,
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

/** Cards of which the inventory said something since they were last taken. */
function describedCards({ store }: World) {
  let eids = new Set<string>()
  const stop = store.onCommitted((events) => {
    for (const { eid, fact, cardVersion } of events) {
      // A new card has not called yet, so nothing is expected of it.
      if (fact.kind === 'card-imported' && cardVersion > 1) eids.add(eid)
    }
  })
  const take = (): readonly string[] => {
    const taken = [...eids]
    eids = new Set()
    return taken
  }
  return { take, stop }
}

/** Notes whom somebody was asked to wake, before they can call; gives what ends it. */
function noteWakes({ store }: World, contacts: ContactBatch): () => void {
  return store.onCommitted((events) => {
    for (const { eid, fact, at } of events) {
      if (fact.kind !== 'recovery-asked') continue
      const { action, outcome } = fact.rung
      if (action !== 'wake' || outcome === 'refused') continue
      contacts.add({ bytes: eidOctets(eid), offset: 0, at, over: 'wake' })
    }
  })
}
