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
  #counted: Promise<Counts> | undefined
  #countedAt = Number.NEGATIVE_INFINITY

  constructor(world: Pick<World, 'store' | 'clock'>, polls: PollMeter) {
    this.#world = world
    this.#polls = polls
  }

  /** The numbers of at most a second ago. */
  current(): Promise<Counts> {
    const at = performance.now()
    if (!this.#counted || at - this.#countedAt >= freshMs) {
      this.#countedAt = at
      this.#counted = this.#count()
      this.#counted.catch(() => {
        this.#counted = undefined
      })
    }
    return this.#counted
  }

  async #count(): Promise<Counts> {
    const { store, clock } = this.#world
    const [devices, outcomes, open] = await Promise.all([
      store.countDevices({}),
      store.countOperations({}),
      store.countOperations({ open: true }),
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
