// Incidents, the ledger of lines, and the figures of the fleet's service.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import { readLedger } from '../../recovery/bootstrap-ledger.ts'
import type { OperatorShop } from '../shop.ts'

type IncidentHandlers = Pick<Handlers, 'listIncidents' | 'incident' | 'bootstrapLedger' | 'slo'>

export const incidentHandlers = (shop: OperatorShop): IncidentHandlers => ({
  async listIncidents() {
    return { items: [], now: shop.world.clock.now() }
  },
  async incident({ params: { id } }) {
    throw new ApiProblem(problemOf('unknown-incident', `no incident has the id ${id}`))
  },
  bootstrapLedger: (_request, { tenant }) =>
    readLedger(shop.world.store, tenant, shop.world.clock.now()),
  slo: (_request, { tenant }) => shop.slo.figures(tenant),
})
