// Incidents as documents: worked out from the open cases whenever cases changed, a minute apart at
// most. Their opening and their end stand in the tenant's log; the devices of each are worked out
// from the cases, not kept.

import type { CardEvent } from '@holdfast/fleet/event.ts'
import {
  type Grouped,
  groupIncidents,
  type Incident,
  type OpenCase,
} from '@holdfast/fleet/incidents/group-incidents.ts'
import { eidsConcerned } from '../campaigns/campaign-incidents.ts'
import type { CardItem } from '../store/card-items.ts'
import type { Store } from '../store/contract.ts'
import type { World } from '../world.ts'
import type { ListedCase } from './items-of-card.ts'
import { type AnyIncident, incidentCollection as collection, isRaised } from './raised-incidents.ts'

const casesPerPage = 1_000
const eidsMax = 1_000
const roundEveryMs = 60_000

type BookWorld = Pick<World, 'store' | 'clock'>

export class IncidentBook {
  readonly #world: BookWorld
  readonly #changedTenants = new Set<string>()
  #isFirst = true

  constructor(world: BookWorld) {
    this.#world = world
  }

  /** Keeps them by the world's clock; gives what ends it. */
  begin(): () => void {
    const { store, clock } = this.#world
    const stops = [
      store.onCommitted((events) => this.#noteChanges(events)),
      clock.every(roundEveryMs, () => this.run()),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  #noteChanges(events: readonly CardEvent[]): void {
    for (const { fact, tenant } of events) {
      if (fact.kind.startsWith('silence-')) this.#changedTenants.add(tenant)
    }
  }

  /** One round: tenants whose cases changed, and those with an open incident. */
  async run(): Promise<void> {
    const { store } = this.#world
    const open = await openIncidents(store)
    const tenants = new Set([...this.#changedTenants, ...open.map(({ tenant }) => tenant)])
    if (this.#isFirst) for (const tenant of await store.tenants()) tenants.add(tenant)
    this.#isFirst = false
    this.#changedTenants.clear()
    for (const tenant of tenants) {
      const known = open.filter((one) => one.tenant === tenant).map(({ value }) => value)
      const { incidents } = await this.#group(tenant, known)
      for (const incident of incidents) await this.#keep(tenant, incident)
    }
  }

  async #group(tenant: string, known: readonly Incident[]): Promise<Grouped> {
    const { store, clock } = this.#world
    return groupIncidents(await openCases(store, tenant), known, clock.now())
  }

  async #keep(tenant: string, incident: Incident): Promise<void> {
    const { store, clock } = this.#world
    const { incidentId: key } = incident
    await store.onDocument<Incident, null>({ collection, key, tenant }, (before) => {
      const kind = kindOf(before, incident)
      const facts = kind
        ? [
            {
              subject: { kind: 'incident', id: key },
              ...{ at: clock.now(), actor: 'holdfast', fact: { kind, incident } },
            },
          ]
        : []
      return { value: incident, facts, reply: null }
    })
  }

  /** Of a tenant, the newest first. */
  async list(tenant: string): Promise<readonly AnyIncident[]> {
    const all = await this.#world.store.documents<AnyIncident>(collection)
    const own = all.filter((one) => one.tenant === tenant).map(({ value }) => value)
    return own.sort((a, b) => b.openedAt - a.openedAt)
  }

  async find(tenant: string, id: string): Promise<AnyIncident | undefined> {
    const found = await this.#world.store.document<AnyIncident>(collection, id)
    return found?.tenant === tenant ? found.value : undefined
  }

  /** The devices that it concerns now, at most a thousand. */
  async eidsOf(tenant: string, incident: AnyIncident): Promise<readonly string[]> {
    if (isRaised(incident)) return eidsConcerned(this.#world.store, incident, eidsMax)
    if (incident.endedAt !== undefined) return []
    const { eids } = await this.#group(tenant, [incident])
    return (eids.get(incident.incidentId) ?? []).slice(0, eidsMax)
  }
}

/** What of a change belongs in the log: numbers that go up and down do not. */
function kindOf(before: Incident | undefined, after: Incident): string | undefined {
  if (after.endedAt !== undefined) return 'incident-ended'
  return before === undefined ? 'incident-opened' : undefined
}

async function openIncidents(store: Store) {
  const all = await store.documents<AnyIncident>(collection)
  return all.flatMap(({ tenant, value }) =>
    isRaised(value) || value.endedAt !== undefined ? [] : [{ tenant, value }],
  )
}

async function openCases(store: Store, tenant: string): Promise<readonly OpenCase[]> {
  const cases: OpenCase[] = []
  let cursor: string | undefined
  do {
    const from = { limit: casesPerPage, ...(cursor === undefined ? {} : { cursor }) }
    const page = await store.items.page({ kind: 'silence-case', tenant, open: true }, from)
    cases.push(...page.items.map(openCaseIn))
    cursor = page.cursor
  } while (cursor !== undefined)
  return cases
}

/** The case of a row of the kind `silence-case`. */
export function openCaseIn({ eid, body }: CardItem): OpenCase {
  // The rows of this kind hold only what items-of-card.ts puts into them.
  const { cause, raisedAt, operator, country, plmn } = (body as ListedCase).silence
  return {
    ...{ eid, cause, raisedAt },
    ...(operator === undefined ? {} : { operator }),
    ...(country === undefined ? {} : { country }),
    ...(plmn === undefined ? {} : { plmn }),
  }
}
