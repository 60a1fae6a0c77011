// Incidents, the ledger of lines, and the figures of the fleet's service.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import type { ShapeOf } from '@holdfast/api/route.ts'
import type { IncidentShape } from '@holdfast/api/shapes/incident.ts'
import { type Incident, incidentWords } from '@holdfast/fleet/incidents/group-incidents.ts'
import { runbooks } from '@holdfast/fleet/incidents/runbooks.ts'
import { readLedger } from '../../recovery/bootstrap-ledger.ts'
import type { OperatorShop } from '../shop.ts'

type IncidentHandlers = Pick<Handlers, 'listIncidents' | 'incident' | 'bootstrapLedger' | 'slo'>

const eidsMax = 1_000

export const incidentHandlers = (shop: OperatorShop): IncidentHandlers => ({
  async listIncidents({ query: { state } }, { tenant }) {
    const all = await shop.incidents.list(tenant)
    const wanted = all.filter(
      ({ endedAt }) => state === undefined || (endedAt === undefined) === (state === 'open'),
    )
    return { items: wanted.map(viewIncident), now: shop.world.clock.now() }
  },
  async incident({ params: { id } }, { tenant }) {
    const found = await shop.incidents.find(tenant, id)
    if (!found) {
      throw new ApiProblem(problemOf('unknown-incident', `no incident has the id ${id}`))
    }
    const eids = (await shop.incidents.eidsOf(tenant, found)).slice(0, eidsMax)
    return { ...viewIncident(found), eids, now: shop.world.clock.now() }
  },
  bootstrapLedger: (_request, { tenant }) =>
    readLedger(shop.world.store, tenant, shop.world.clock.now()),
  slo: (_request, { tenant }) => shop.slo.figures(tenant),
})

function viewIncident(incident: Incident): ShapeOf<typeof IncidentShape> {
  const { incidentId, cause, about, openedAt, updatedAt, endedAt, devices, devicesEver } = incident
  return {
    ...{ incidentId, cause, openedAt, updatedAt, devices, devicesEver },
    about: Object.fromEntries(Object.entries(about).filter(([, value]) => value !== 'unknown')),
    class: incident.class,
    words: incidentWords(incident),
    state: endedAt === undefined ? 'open' : 'ended',
    ...(endedAt === undefined ? {} : { endedAt }),
    runbook: runbooks[cause]?.steps ?? [],
  }
}
