// Raises an incident while somebody whom devices need does not work: an SM-DP+, an operator, the hook
// by which operators are asked. A breaker is known to one process only, so the incident says when it
// was last seen open, and ends when no process has seen it for a while.

import type { Breaker } from '@holdfast/fleet/breaker/breaker.ts'
import { isSmdpKey, smdpKey } from '@holdfast/fleet/campaign/breaker-key.ts'
import {
  type CountedCause,
  type RaisedIncident,
  settleRaised,
} from '@holdfast/fleet/incidents/raised-incident.ts'
import type { World } from '../world.ts'
import { keepRaised, openRaised } from './raised-incidents.ts'

const roundEveryMs = 1_000
const seenEveryMs = 60_000
/** Two looks of the process that saw it, and some; so much later it is over. */
const overAfterMs = 150_000
const eidsKept = 1_000

export interface TroubleSources {
  /** Of campaigns and downloads, by `smdp:` and `operator:`. */
  readonly breakers: () => readonly Breaker[]
  /** Addresses of SM-DP+ that are not called now. */
  readonly smdps: () => readonly string[]
  /** In words, when the hook of operators fails. */
  readonly hook: () => string | undefined
}

interface Trouble {
  readonly key: string
  readonly why: string
  readonly about: Readonly<Record<string, string>>
}

const hookKey = 'hook'

export class BreakerWatch {
  readonly #world: Pick<World, 'store' | 'clock' | 'log'>
  readonly #sources: TroubleSources
  /** Who met failures of whom since it last worked: by key, then tenant. */
  readonly #met = new Map<string, Map<string, Set<string>>>()
  #isFirst = true
  #hasOpen = false

  constructor(world: Pick<World, 'store' | 'clock' | 'log'>, sources: TroubleSources) {
    this.#world = world
    this.#sources = sources
  }

  begin(): () => void {
    return this.#world.clock.every(roundEveryMs, () => this.run())
  }

  /** A device of this tenant met a failure of the one behind the key. */
  noteFailure(key: string, { tenant, eid }: { readonly tenant: string; readonly eid: string }) {
    const tenants = this.#met.get(key) ?? new Map<string, Set<string>>()
    const eids = tenants.get(tenant) ?? new Set<string>()
    if (eids.size < eidsKept) eids.add(eid)
    this.#met.set(key, tenants.set(tenant, eids))
  }

  /** The one behind the key worked. */
  noteSuccess(key: string): void {
    if (this.#troubles().some((trouble) => trouble.key === key)) return
    this.#met.delete(key)
  }

  /** One round: what does not work now, and which incidents are over. */
  async run(): Promise<void> {
    const troubles = this.#troubles()
    if (troubles.length === 0 && !this.#hasOpen && !this.#isFirst) return
    const { store, clock } = this.#world
    const now = clock.now()
    const known = (await openRaised(store)).filter(
      ({ incident }) => incident.cause === 'breaker-open',
    )
    this.#isFirst = false
    this.#hasOpen = known.length > 0 || troubles.length > 0
    const wanted = await this.#byTenant(troubles)
    for (const tenant of new Set([...wanted.keys(), ...known.map((one) => one.tenant)])) {
      const theirs = known.filter((one) => one.tenant === tenant).map(({ incident }) => incident)
      await this.#settle(tenant, { known: theirs, causes: wanted.get(tenant) ?? [], now })
    }
  }

  async #settle(tenant: string, { known, causes, now }: Settling): Promise<void> {
    const seen = new Set(causes.map(({ key }) => key))
    // One that only another process sees stays as it is until nobody has seen it for a while.
    const ours = known.filter(
      ({ key, updatedAt }) => seen.has(key) || now - updatedAt >= overAfterMs,
    )
    const changed = settleRaised(ours, causes, now)
    const told = new Set(changed.map(({ key }) => key))
    const seenAgain = ours
      .filter(({ key, updatedAt }) => !told.has(key) && now - updatedAt >= seenEveryMs)
      .map((incident) => ({ ...incident, updatedAt: now }))
    for (const incident of [...changed, ...seenAgain]) {
      await keepRaised(this.#world, { tenant, incident })
    }
  }

  #troubles(): readonly Trouble[] {
    const { breakers, smdps, hook } = this.#sources
    const open = breakers().map(({ key }) => key)
    const keys = new Set([...open, ...smdps().map(smdpKey)])
    const hookWhy = hook()
    return [
      ...[...keys].map(troubleOf),
      ...(hookWhy === undefined ? [] : [{ key: hookKey, why: hookWhy, about: { hook: 'yes' } }]),
    ]
  }

  /** An incident goes to whose devices met it; when none is known, to everybody. */
  async #byTenant(
    troubles: readonly Trouble[],
  ): Promise<ReadonlyMap<string, readonly CountedCause[]>> {
    const byTenant = new Map<string, CountedCause[]>()
    for (const trouble of troubles) {
      const met = this.#met.get(trouble.key)
      const tenants = met ? [...met.keys()] : await this.#world.store.tenants()
      for (const tenant of tenants) {
        const eids = [...(met?.get(tenant) ?? [])]
        const cause = causeOf(trouble, eids)
        byTenant.set(tenant, [...(byTenant.get(tenant) ?? []), cause])
      }
    }
    return byTenant
  }
}

interface Settling {
  readonly known: readonly RaisedIncident[]
  readonly causes: readonly CountedCause[]
  readonly now: number
}

function troubleOf(key: string): Trouble {
  const name = key.slice(key.indexOf(':') + 1)
  if (isSmdpKey(key)) {
    return { key, why: `the SM-DP+ ${name} fails again and again`, about: { smdp: name } }
  }
  const why = `too many changes fail because of the operator ${name}`
  return { key, why, about: { operator: name } }
}

const causeOf = ({ key, why, about }: Trouble, eids: readonly string[]): CountedCause => ({
  ...{ key: `breaker ${key}`, cause: 'breaker-open', why, about },
  ...{ campaigns: [], concerned: { kind: 'listed' }, devices: eids.length, eids },
})
