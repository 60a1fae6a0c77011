// Which devices a request is for: EIDs that are named, or those that a filter matches now.

import { ApiProblem } from '@holdfast/api/client.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import type { ShapeOf } from '@holdfast/api/route.ts'
import type { TargetShape } from '@holdfast/api/shapes/wish-request.ts'
import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import type { Store } from '../store/contract.ts'
import { readFilter } from './handlers/device-handlers.ts'
import type { OperatorShop } from './shop.ts'

type Target = ShapeOf<typeof TargetShape>

const pageSize = 1_000

/**
 * The EIDs, each once; a filter finds devices of `tenant` only.
 * @throws ApiProblem `target-changed` when `expected` is another number
 */
export async function eidsOf(
  shop: OperatorShop,
  target: Target,
  { expected, tenant }: { readonly expected: number | undefined; readonly tenant: string },
): Promise<readonly string[]> {
  const { store, clock } = shop.world
  const eids =
    'eids' in target
      ? [...new Set(target.eids)]
      : await eidsMatching(store, {
          ...readFilter(target.filter, clock.now()),
          tenant: [tenant],
        })
  if (expected === undefined || expected === eids.length) return eids
  throw new ApiProblem(
    problemOf('target-changed', `the target has ${eids.length} devices, not ${expected}`, {
      remedy: 'look at the target again and start with the number that it has now',
    }),
  )
}

async function eidsMatching(store: Store, filter: DeviceFilter): Promise<readonly string[]> {
  const eids: string[] = []
  let cursor: string | undefined
  do {
    const page = await store.devices(filter, { limit: pageSize, ...(cursor ? { cursor } : {}) })
    for (const { eid } of page.items) eids.push(eid)
    cursor = page.cursor
  } while (cursor !== undefined)
  return eids
}
