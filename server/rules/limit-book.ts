// The limits of each tenant on record: set by people, with their reason in the tenant's log.

import {
  setDevicesPerStart,
  type TenantLimits,
  usualLimits,
} from '@holdfast/fleet/limits/judge-start.ts'
import type { World } from '../world.ts'

const collection = 'limits'

export interface LimitWish {
  readonly tenant: string
  readonly actor: string
  readonly devicesPerStart: number
  readonly reason: string
}

export class LimitBook {
  readonly #world: Pick<World, 'store' | 'clock'>

  constructor(world: Pick<World, 'store' | 'clock'>) {
    this.#world = world
  }

  /** As they are now; the usual ones where nobody set any. */
  async of(tenant: string): Promise<TenantLimits> {
    const found = await this.#world.store.document<TenantLimits>(collection, tenant)
    return found?.value ?? usualLimits
  }

  set({ tenant, actor, devicesPerStart, reason }: LimitWish): Promise<TenantLimits> {
    const at = this.#world.clock.now()
    const name = { collection, key: tenant, tenant }
    return this.#world.store.onDocument<TenantLimits, TenantLimits>(
      name,
      (before = usualLimits) => {
        const set = { by: actor, at, reason }
        const value = setDevicesPerStart(before, devicesPerStart, set)
        const subject = { kind: 'limits', id: tenant }
        const fact = { kind: 'limits-set', devicesPerStart, before: before.devicesPerStart, reason }
        return { value, facts: [{ subject, at, actor, fact }], reply: value }
      },
    )
  }
}
