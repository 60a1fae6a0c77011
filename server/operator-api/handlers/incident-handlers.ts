// Incidents, the ledger of lines, and the figures of the fleet's service.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import type { ShapeOf } from '@holdfast/api/route.ts'
import type { IncidentShape } from '@holdfast/api/shapes/incident.ts'
import { type Incident, incidentWords } from '@holdfast/fleet/incidents/group-incidents.ts'
import type { RaisedIncident } from '@holdfast/fleet/incidents/raised-incident.ts'
import { runbookOfRaised } from '@holdfast/fleet/incidents/raised-runbooks.ts'
import { runbooks } from '@holdfast/fleet/incidents/runbooks.ts'
import { readLedger } from '../../recovery/bootstrap-ledger.ts'
import { type AnyIncident, isRaised } from '../../recovery/raised-incidents.ts'
import type { OperatorShop } from '../shop.ts'

type View = ShapeOf<typeof IncidentShape>

type IncidentHandlers = Pick<Handlers, 'listIncidents' | 'incident' | 'bootstrapLedger' | 'slo'>

export const incidentHandlers = (shop: OperatorShop): IncidentHandlers => ({
  async listIncidents({ query: { state, campaign } }, { tenant }) {
    const all = await shop.incidents.list(tenant)
    const wanted = all
      .filter(({ endedAt }) => !state || (endedAt === undefined) === (state === 'open'))
      .filter((one) => campaign === undefined || isOf(one, campaign))
    return { items: wanted.map(viewIncident), now: shop.world.clock.now() }
  },
  async incident({ params: { id } }, { tenant }) {
    const found = await shop.incidents.find(tenant, id)
    if (!found) {
      throw new ApiProblem(problemOf('unknown-incident', `no incident has the id ${id}`))
    }
    const eids = await shop.incidents.eidsOf(tenant, found)
    return { ...viewIncident(found), eids, now: shop.world.clock.now() }
  },
  bootstrapLedger: (_request, { tenant }) =>
    readLedger(shop.world.store, tenant, shop.world.clock.now()),
  slo: (_request, { tenant }) => shop.slo.figures(tenant),
})

const isOf = (incident: AnyIncident, campaignId: string): boolean =>
  isRaised(incident) && incident.campaigns.some((one) => one.campaignId === campaignId)

const viewIncident = (incident: AnyIncident): View =>
  isRaised(incident) ? viewRaised(incident) : viewSilence(incident)

function viewRaised(incident: RaisedIncident): View {
  const { incidentId, cause, why, about, campaigns, openedAt, updatedAt, endedAt } = incident
  const { devices, devicesEver } = incident
  return {
    ...{ incidentId, cause, about, campaigns, openedAt, updatedAt, devices, devicesEver },
    words: why,
    state: endedAt === undefined ? 'open' : 'ended',
    ...(endedAt === undefined ? {} : { endedAt }),
    runbook: runbookOfRaised(incident),
  }
}

function viewSilence(incident: Incident): View {
  const { incidentId, cause, about, openedAt, updatedAt, endedAt, devices, devicesEver } = incident
  return {
    ...{ incidentId, cause, openedAt, updatedAt, devices, devicesEver },
    about: Object.fromEntries(Object.entries(about).filter(([, value]) => value !== 'unknown')),
    class: incident.class,
    words: incidentWords(incident),
    state: endedAt === undefined ? 'open' : 'ended',
    ...(endedAt === undefined ? {} : { endedAt }),
    runbook: runbooks[cause]?.steps ?? [],
    campaigns: [],
  }
}
