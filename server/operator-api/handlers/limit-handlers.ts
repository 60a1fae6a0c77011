// The limits of the tenant over the API.

import type { Caller, Handlers } from '@holdfast/api/handlers.ts'
import type { ShapeOf } from '@holdfast/api/route.ts'
import type { LimitsShape } from '@holdfast/api/shapes/limit.ts'
import { allowedTo, type TenantLimits } from '@holdfast/fleet/limits/judge-start.ts'
import { LimitBook } from '../../rules/limit-book.ts'
import type { OperatorShop } from '../shop.ts'

export const limitHandlers = ({ world }: OperatorShop): Pick<Handlers, 'limits' | 'setLimits'> => ({
  async limits(_request, caller) {
    return view(await new LimitBook(world).of(caller.tenant), caller)
  },
  async setLimits({ body }, caller) {
    const { tenant, actor } = caller
    return view(await new LimitBook(world).set({ ...body, tenant, actor }), caller)
  },
})

function view(limits: TenantLimits, { actor }: Caller): ShapeOf<typeof LimitsShape> {
  const { devicesPerStart, set } = limits
  const devicesForYou = allowedTo(actor, limits)
  if (!set) return { devicesPerStart, devicesForYou, isUsual: true }
  const { by: setBy, at: setAt, reason } = set
  return { devicesPerStart, devicesForYou, isUsual: false, setAt, setBy, reason }
}
