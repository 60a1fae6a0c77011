// Notices devices that did not call when they should have, and goes on with those that are being
// recovered. What is late is found by instant, bucket by bucket; what that means, and what is to be
// done, `fleet` decides on the card. Safe to be killed anywhere and to run in several processes: a
// card is looked at again until its look is put down, and two looks at once decide one after the
// other.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { HookAction } from '@holdfast/fleet/recovery/rung.ts'
import { lookAtSilence } from '@holdfast/fleet/silence/look-at-silence.ts'
import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import { inParallel } from '../in-parallel.ts'
import { bucketPrefix } from '../store/bucket.ts'
import type { CardItem } from '../store/card-items.ts'
import type { KnownContact } from '../store/contact-book.ts'
import type { CardWork } from '../store/contract.ts'
import type { World } from '../world.ts'
import { SiblingBook } from './sibling-book.ts'

const cardsAtOnce = 64
const cardsPerQuery = 500
const cardsPerRoundMax = 20_000
/** A look that changed nothing is not repeated sooner. */
const lookAgainMsMin = 30_000
/** A card whose look failed is left alone for this long. */
const afterFailureMs = 60_000

const allBuckets = Array.from({ length: bucketCount }, (_, bucket) => bucket)

export interface WatchOptions {
  /** What somebody outside can be asked for. */
  readonly hooks: ReadonlySet<HookAction>
  /** Since when this site can be reached: lateness during our own outage is not the device's. */
  readonly listeningSince: () => number
}

type WatchWorld = Pick<World, 'store' | 'clock' | 'log' | 'randomBytes'>

export class SilenceWatch {
  readonly #world: WatchWorld
  readonly #options: WatchOptions
  readonly #siblings: SiblingBook
  #isRunning = false

  constructor(world: WatchWorld, options: WatchOptions) {
    this.#world = world
    this.#options = options
    this.#siblings = new SiblingBook(world)
  }

  /** One round; resolves with how many cards it looked at. A round that is on is not doubled. */
  async run(): Promise<number> {
    if (this.#isRunning) return 0
    this.#isRunning = true
    try {
      return (await this.#lookAtSilent()) + (await this.#lookAtCases())
    } finally {
      this.#isRunning = false
    }
  }

  async #lookAtSilent(): Promise<number> {
    const { store, clock } = this.#world
    for (let taken = 0; ; ) {
      const silent = await store.contacts.silent(allBuckets, clock.now(), cardsPerQuery)
      await inParallel(silent, cardsAtOnce, (contact) => this.#lookAndPutDown(contact))
      taken += silent.length
      if (silent.length < cardsPerQuery || taken >= cardsPerRoundMax) return taken
    }
  }

  async #lookAndPutDown(contact: KnownContact): Promise<void> {
    const { store, clock } = this.#world
    const next = await this.#look(contact.eid, contact)
    const polledAt = contact.rhythm?.lastAt
    const lateAt =
      next.kind === 'at'
        ? { lateAt: Math.max(Math.ceil(next.at), clock.now() + lookAgainMsMin) }
        : {}
    await store.contacts.putLooks([{ eid: contact.eid, polledAt, ...lateAt }])
  }

  async #lookAtCases(): Promise<number> {
    const { store, clock } = this.#world
    for (let taken = 0; ; ) {
      const wanted = { buckets: allBuckets, now: clock.now(), limit: cardsPerQuery }
      const due = await store.items.due('silence-case', wanted)
      await inParallel(due, cardsAtOnce, (item) => this.#lookAtCase(item))
      taken += due.length
      if (due.length < cardsPerQuery || taken >= cardsPerRoundMax) return taken
    }
  }

  /** The next look is put down first: a case that cannot be looked at holds up no other. */
  async #lookAtCase(item: CardItem): Promise<void> {
    const { store, clock } = this.#world
    if (!(await store.items.take(item, clock.now() + lookAgainMsMin))) return
    await this.#look(item.eid, await store.contacts.known(item.eid))
  }

  async #look(eid: string, contact: KnownContact | undefined): Promise<NextLook> {
    const { store, clock, log, randomBytes } = this.#world
    const newId = `${bucketPrefix(eid)}${Buffer.from(randomBytes(9)).toString('hex').toUpperCase()}`
    const facts = {
      ...(contact?.rhythm ? { rhythm: contact.rhythm } : {}),
      ...(contact?.application ? { application: contact.application } : {}),
      ...(contact?.network ? { network: contact.network } : {}),
      ...(contact ? { lastSeenAt: contact.lastSeenAt } : {}),
      newId,
      hooks: this.#options.hooks,
      listeningSince: this.#options.listeningSince(),
    }
    try {
      const siblings = await this.#siblings.of(eid, contact)
      const asked = { ...facts, ...(siblings ? { siblings } : {}) }
      return await store.onCard<NextLook>(eid, (state) => {
        if (!state) return { events: [], reply: { kind: 'after-contact' } }
        const { events, reply } = lookAtSilence(state, asked, clock.now())
        return { events, reply: nextLook(state, events, reply.nextLookAt) }
      })
    } catch (cause) {
      log('warn', 'a silent card could not be looked at', { eid, cause: String(cause) })
      return { kind: 'at', at: clock.now() + afterFailureMs }
    }
  }
}

type NextLook = { readonly kind: 'at'; readonly at: number } | { readonly kind: 'after-contact' }

/** An open case has its own timer; a card without one is looked at again by its contact record. */
function nextLook(
  state: CardState,
  events: CardWork<unknown>['events'],
  nextLookAt: number | undefined,
): NextLook {
  const last = events.findLast(
    ({ fact }) => fact.kind === 'silence-raised' || fact.kind === 'silence-ended',
  )
  const isOpen = last ? last.fact.kind === 'silence-raised' : state.silence !== undefined
  return isOpen || nextLookAt === undefined
    ? { kind: 'after-contact' }
    : { kind: 'at', at: nextLookAt }
}
