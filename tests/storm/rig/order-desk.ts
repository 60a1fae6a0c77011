// The operators' orders at their SM-DP+ by ES2+, as activation codes for the stock of a tenant.

import { confirmOrder, downloadOrder } from '@holdfast/simulator/smdp/es2plus.ts'
import type { Smdp } from '@holdfast/simulator/smdp/smdp.ts'
import { operators, smdpAddresses } from '@holdfast/simulator/world/operators.ts'

export interface StockRow {
  readonly iccid: string
  readonly operator: string
  readonly activationCode: string
  readonly confirmationCode?: string
}

export interface OrderWorld {
  readonly smdps: readonly Smdp[]
  readonly now: number
  readonly entropy: (size: number) => Uint8Array
}

/** Every tenth order asks for a code from the person who downloads. */
const codeEvery = 10

/** Orders every profile that the SM-DP+ hold. @throws Error when one refuses */
export function orderEverything(world: OrderWorld): readonly StockRow[] {
  return world.smdps.flatMap((smdp, index) =>
    smdp.profiles().map(({ iccid }, n): StockRow => {
      const confirmationCode = n % codeEvery === codeEvery - 1 ? `${100_000 + n}` : undefined
      const ordered = downloadOrder(smdp, { iccid })
      const confirmed = confirmOrder(smdp, { iccid, releaseFlag: true, confirmationCode }, world)
      if (ordered.kind === 'failed' || confirmed.kind === 'failed')
        throw new Error(`order ${iccid}`)
      const operator = operators.find(({ iccidPrefix }) => iccid.startsWith(iccidPrefix))
      const flag = confirmationCode === undefined ? '' : '$$1'
      return {
        iccid,
        operator: operator?.name ?? '',
        activationCode: `LPA:1$${smdpAddresses[index]}$${confirmed.value.matchingId}${flag}`,
        ...(confirmationCode === undefined ? {} : { confirmationCode }),
      }
    }),
  )
}
