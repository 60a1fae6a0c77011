// Incidents that a cause opens and ends (raised-incident.ts), as documents beside those of silent
// devices: opening and end stand in the tenant's log, numbers that go up and down do not.

import type { Incident } from '@holdfast/fleet/incidents/group-incidents.ts'
import type { RaisedIncident } from '@holdfast/fleet/incidents/raised-incident.ts'
import type { Store } from '../store/contract.ts'
import type { World } from '../world.ts'

export const incidentCollection = 'incidents'

export type AnyIncident = Incident | RaisedIncident

export const isRaised = (incident: AnyIncident): incident is RaisedIncident => 'key' in incident

export interface OwnedIncident {
  readonly tenant: string
  readonly incident: RaisedIncident
}

/** Those that are open, of all tenants. */
export async function openRaised(store: Store): Promise<readonly OwnedIncident[]> {
  const all = await store.documents<AnyIncident>(incidentCollection)
  return all.flatMap(({ tenant, value }) =>
    isRaised(value) && value.endedAt === undefined ? [{ tenant, incident: value }] : [],
  )
}

/** Puts an incident on record as it is now, and tells a person of a new one in the server's log. */
export async function keepRaised(
  { store, clock, log }: Pick<World, 'store' | 'clock' | 'log'>,
  { tenant, incident }: OwnedIncident,
): Promise<void> {
  const name = { collection: incidentCollection, key: incident.incidentId, tenant }
  const { eids: _, ...told } = incident
  const kind = await store.onDocument<RaisedIncident, string | undefined>(name, (before) => {
    const isNews = before === undefined || incident.endedAt !== undefined
    const happened = before === undefined ? 'incident-opened' : 'incident-ended'
    const subject = { kind: 'incident', id: incident.incidentId }
    const fact = { kind: happened, incident: told }
    const facts = isNews ? [{ subject, at: clock.now(), actor: 'holdfast', fact }] : []
    return { value: incident, facts, reply: isNews ? happened : undefined }
  })
  const { incidentId, why } = incident
  if (kind === 'incident-opened') log('warn', 'an incident needs a person', { incidentId, why })
}
