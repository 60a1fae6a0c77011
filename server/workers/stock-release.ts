// An activation code that was taken from the stock for an operation and never sent to a device goes
// back into the stock when the operation ends without it. One that a device may have seen does not.

import type { CardEvent } from '@holdfast/fleet/event.ts'
import type { Operation, OutcomeName } from '@holdfast/fleet/operation.ts'
import type { World } from '../world.ts'

const endsUnused: readonly OutcomeName[] = ['cancelled', 'expired', 'refused', 'failed']

/** The ICCID that the operation took, if no device was told of it. */
function unusedIccid({ wish, attempts }: Operation): string | undefined {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return undefined
  if (wish.profile.kind !== 'activation-code' || attempts?.download) return undefined
  return wish.profile.iccid
}

/** Gives codes back as operations end; gives what ends it. */
export function releaseUnusedStock({ store, log }: Pick<World, 'store' | 'log'>): () => void {
  const release = async ({ fact }: CardEvent): Promise<void> => {
    if (fact.kind !== 'outcome-changed' || !fact.ended || !endsUnused.includes(fact.to)) return
    const operation = await store.operation(fact.operationId)
    const iccid = operation && unusedIccid(operation)
    if (iccid !== undefined) await store.releaseStock(iccid)
  }
  return store.onCommitted((events) => {
    for (const event of events) {
      release(event).catch((cause) => {
        log('warn', 'an activation code could not be put back into stock', { cause: String(cause) })
      })
    }
  })
}
