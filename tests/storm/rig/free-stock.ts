// What a careful operator does after a restore: a day later, when the devices have called, they ask
// the SM-DP+ which of the held activation codes nobody has used, and free those.

import type { Storm } from './storm.ts'
import { tenants } from './storm.ts'

interface HeldPage {
  readonly items: readonly { readonly iccid: string }[]
}

/** One try for each tenant; a server that does not answer now leaves its codes held. */
export async function freeUnused(storm: Storm): Promise<void> {
  const unused = new Set(
    storm.smdps.flatMap((smdp) =>
      smdp
        .profiles()
        .filter(({ state, downloadAttempts }) => state === 'released' && downloadAttempts === 0)
        .map(({ iccid }) => String(iccid)),
    ),
  )
  for (const tenant of tenants) {
    const path = '/v1/stock/held?limit=1000'
    const { status, value } = await storm.ask(tenant, { method: 'GET', path })
    if (status !== 200) continue
    const { items } = value as HeldPage
    const iccids = items.map(({ iccid }) => iccid).filter((iccid) => unused.has(iccid))
    if (iccids.length === 0) continue
    const body = { iccids, reason: 'the SM-DP+ says that nobody asked for them' }
    await storm.ask(tenant, { method: 'POST', path: '/v1/stock/free', body })
  }
}
