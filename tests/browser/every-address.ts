// One address of every page of the console, and of the states of a page that look different. A new
// page is put down here; then axe, the narrow screen and the pictures see it too.

import type { Sandbox } from './sandbox-fixture.ts'

/** Addresses with what this sandbox has: its first device, one of its operations. */
export async function everyAddress({ client }: Sandbox): Promise<readonly string[]> {
  const { items: devices } = await client.listDevices({ query: { limit: 1 } })
  const { items: operations } = await client.listOperations({ query: { limit: 50 } })
  const { items: campaigns } = await client.listCampaigns({ query: { limit: 1 } })
  const { items: stranded } = await client.listStranded({ query: { limit: 1 } })
  const { items: incidents } = await client.listIncidents({ query: {} })
  const campaign = campaigns.map(({ campaignId }) => `/campaigns/${campaignId}`)
  const eid = devices[0]?.eid
  const operation = operations.find(({ batchId }) => batchId !== undefined)
  return [
    '/fleet',
    '/fleet?q=country%3AXX',
    `/devices/${eid}`,
    `/devices/${eid}?tab=messages`,
    `/devices/${eid}?why=yes`,
    '/devices/00000000000000000000000000000000',
    '/start?kind=swap&source=activation-code',
    `/start?kind=enable&target=eid&eid=${eid}`,
    '/operations',
    `/operations/${operation?.operationId}`,
    `/batches/${operation?.batchId}`,
    '/campaigns',
    ...campaign,
    ...campaign.map((address) => `${address}?why=yes`),
    '/campaigns/plan?kind=swap',
    '/combinations',
    '/health',
    '/health?tab=ended',
    '/health?tab=visits',
    ...stranded.map((one) => `/devices/${one.eid}?tab=timeline`),
    '/incidents',
    ...incidents.slice(0, 1).map((one) => `/incidents/${encodeURIComponent(one.incidentId)}`),
    '/bootstrap',
    '/import',
    '/stock',
    '/audit',
    '/decode',
    '/settings',
    '/country-rules',
    '/country-rules?edit=new',
    '/nowhere',
  ]
}
