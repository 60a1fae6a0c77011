// Whether a start outside a campaign may change so many devices: by the tenant's limit, and by what
// the rules of the devices' countries ask for.

import type { Caller } from '@holdfast/api/handlers.ts'
import { approvalsAsked } from '@holdfast/fleet/campaign/country-rules.ts'
import type { Refusal } from '@holdfast/fleet/decision.ts'
import { judgeStartSize } from '@holdfast/fleet/limits/judge-start.ts'
import { LimitBook } from '../rules/limit-book.ts'
import type { AskedWish } from './batch-book.ts'
import type { OperatorShop } from './shop.ts'

interface Start {
  readonly wish: AskedWish
  readonly eids: readonly string[]
  readonly caller: Caller
}

/** Why it needs a campaign; nothing when it does not. */
export async function judgeSize(
  shop: OperatorShop,
  { wish, eids, caller }: Start,
): Promise<Refusal | undefined> {
  const { tenant, actor } = caller
  const limits = await new LimitBook(shop.world).of(tenant)
  const size = { kind: wish.kind, devices: eids.length, actor, limits }
  return (
    judgeStartSize(size) ??
    judgeStartSize({ ...size, approvalsAsked: await approvalsFor(shop, tenant, eids) })
  )
}

async function approvalsFor(
  { world, desk }: OperatorShop,
  tenant: string,
  eids: readonly string[],
): Promise<number> {
  const rules = desk.countryRules.of(tenant)
  if (rules.every(({ approvals }) => approvals === undefined)) return 0
  const { country = {} } = await world.store.facets({ eids, tenant: [tenant] })
  return approvalsAsked(rules, new Map(Object.entries(country)), world.clock.now())
}
