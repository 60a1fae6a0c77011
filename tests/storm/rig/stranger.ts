// Somebody of another tenant who asks for everything by every reading route, and tries to cancel
// and to start what is not theirs. What they were shown is kept for the checker.

import type { ApiExchange } from './evidence.ts'
import { type Storm, tenants } from './storm.ts'

/** All that a stranger to each tenant is shown when a storm is over. */
export async function peek(storm: Storm): Promise<readonly ApiExchange[]> {
  const shown: ApiExchange[] = []
  for (const tenant of tenants) shown.push(...(await peekAs(storm, tenant)))
  return shown
}

async function peekAs(storm: Storm, tenant: string): Promise<readonly ApiExchange[]> {
  const victim = storm.field.plans.find(({ number }) => storm.tenantOf(number) !== tenant)
  if (!victim) return []
  const { eid } = victim
  const state = await storm.store.card(eid)
  const [operationId = 'none'] = Object.keys(state?.operations ?? {})
  const lists = ['/v1/devices', '/v1/operations?limit=500', '/v1/operations/counts', '/v1/stats']
  const facets = ['/v1/devices/facets', `/v1/devices?q=${eid}`, `/v1/operations?eid=${eid}`]
  const device = ['', '/timeline', '/messages', '/explain'].map(
    (part) => `/v1/devices/${eid}${part}`,
  )
  const operation = ['', '/explain'].map((part) => `/v1/operations/${operationId}${part}`)
  const shown: ApiExchange[] = []
  for (const path of [...lists, ...facets, ...device, ...operation]) {
    const { status, value } = await storm.ask(tenant, { method: 'GET', path })
    const text = JSON.stringify(value) ?? ''
    shown.push({ at: storm.timeline.now, tenant, path, status, text })
  }
  const path = `/v1/operations/${operationId}/cancel`
  const { status, value } = await storm.ask(tenant, { method: 'POST', path })
  shown.push({ at: storm.timeline.now, tenant, path, status, text: JSON.stringify(value) ?? '' })
  return shown
}
