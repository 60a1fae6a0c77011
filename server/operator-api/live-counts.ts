// The numbers that live views show, counted once for all of them and at most once a second, however
// many are watching and however fast things happen.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { LiveCountsShape } from '@holdfast/api/shapes/event.ts'
import type { World } from '../world.ts'
import type { PollMeter } from './poll-meter.ts'

export type Counts = ShapeOf<typeof LiveCountsShape>

const freshMs = 1_000

export class LiveCounts {
  readonly #world: Pick<World, 'store' | 'clock'>
  readonly #polls: PollMeter
  readonly #counted = new Map<string, { readonly at: number; readonly counts: Promise<Counts> }>()

  constructor(world: Pick<World, 'store' | 'clock'>, polls: PollMeter) {
    this.#world = world
    this.#polls = polls
  }

  /** The tenant's numbers of at most a second ago. */
  current(tenant: string): Promise<Counts> {
    const at = performance.now()
    const known = this.#counted.get(tenant)
    if (known && at - known.at < freshMs) return known.counts
    const counts = this.#count(tenant)
    this.#counted.set(tenant, { at, counts })
    counts.catch(() => this.#counted.delete(tenant))
    return counts
  }

  async #count(tenant: string): Promise<Counts> {
    const { store, clock } = this.#world
    const [devices, outcomes, open] = await Promise.all([
      store.countDevices({ tenant: [tenant] }),
      store.countOperations({ tenant }),
      store.countOperations({ tenant, open: true }),
    ])
    return {
      kind: 'counts',
      now: clock.now(),
      devices,
      outcomes,
      open: Object.values(open).reduce((sum, count) => sum + count, 0),
      pollsPerSecond: this.#polls.perSecond(),
    }
  }
}
