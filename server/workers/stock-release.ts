// An activation code that was taken from the stock for an operation and never sent to a device goes
// back into the stock when the operation ends without it, or never came to be. One that a device
// may have seen does not. Giving back is conditional (stock-item.ts), and an operation is only
// accepted while its code is still reserved for it, so no code is ever given to two devices.

import type { CardEvent } from '@holdfast/fleet/event.ts'
import type { Operation, OutcomeName } from '@holdfast/fleet/operation.ts'
import { operationIdOf } from '../operator-api/batch-book.ts'
import type { Reservation } from '../store/stock-item.ts'
import type { World } from '../world.ts'

const endsUnused: readonly OutcomeName[] = ['cancelled', 'expired', 'refused', 'failed']
const reservationsAtOnce = 1_000

type Shop = Pick<World, 'store' | 'log'>

/** The code that the operation took, if it is over and no device was told of it. */
function unusedBy(operation: Operation): Reservation | undefined {
  const { wish, attempts, eid, batchId, outcome, endedAt } = operation
  if (endedAt === undefined || !endsUnused.includes(outcome)) return undefined
  if (wish.kind !== 'swap' && wish.kind !== 'download') return undefined
  // A try that was put off counts as none, but the device was told.
  if (wish.profile.kind !== 'activation-code' || attempts?.download !== undefined) return undefined
  const { iccid } = wish.profile
  return iccid === undefined || batchId === undefined ? undefined : { iccid, eid, batchId }
}

/** Gives codes back as operations end; gives what ends it. */
export function releaseUnusedStock({ store, log }: Shop): () => void {
  const release = async ({ fact }: CardEvent): Promise<void> => {
    if (fact.kind !== 'outcome-changed' || !fact.ended || !endsUnused.includes(fact.to)) return
    const operation = await store.operation(fact.operationId)
    const unused = operation && unusedBy(operation)
    if (unused) await store.releaseStock(unused)
  }
  return store.onCommitted((events) => {
    for (const event of events) {
      release(event).catch((cause) => {
        log('warn', 'an activation code could not be put back into stock', { cause: String(cause) })
      })
    }
  })
}

/** What one look through all finds. */
interface Seen {
  readonly suspects: Set<string>
  readonly told: Set<string>
}

/**
 * Looks through all codes that have a card for those that a stopped process forgot: their operation
 * ended without them, or never came to be. The latter are given back when a second look finds them
 * so too, because a start that is under way reserves first.
 */
export class ReservationSweep {
  readonly #shop: Shop
  #suspects = new Set<string>()
  /** Of which a device was told, which no later look changes. */
  #told = new Set<string>()

  constructor(shop: Shop) {
    this.#shop = shop
  }

  /** One look; resolves with how many codes were given back. */
  async run(): Promise<number> {
    const [suspects, told] = [new Set<string>(), new Set<string>()]
    let released = 0
    for (let after = ''; ; ) {
      const held = await this.#shop.store.reservations(after, reservationsAtOnce)
      for (const one of held) if (await this.#look(one, { suspects, told })) released++
      const last = held.at(-1)
      if (!last || held.length < reservationsAtOnce) break
      after = last.iccid
    }
    this.#suspects = suspects
    this.#told = told
    if (released > 0) this.#shop.log('info', 'forgotten codes are in stock again', { released })
    return released
  }

  async #look(held: Reservation, { suspects, told }: Seen): Promise<boolean> {
    const { store } = this.#shop
    const name = `${held.iccid} ${held.eid} ${held.batchId}`
    if (this.#told.has(name)) {
      told.add(name)
      return false
    }
    const operation = await store.operation(operationIdOf(held.batchId, held.eid))
    if (operation?.attempts?.download !== undefined) told.add(name)
    if (operation) return unusedBy(operation) !== undefined && store.releaseStock(held)
    if (this.#suspects.has(name)) return store.releaseStock(held)
    suspects.add(name)
    return false
  }
}
