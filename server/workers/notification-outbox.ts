// Notifications on their way to the SM-DP+ that they are for (SGP.22 §5.6.4, SGP.32 §3.5). Kept
// before the card is told to forget them, tried again with longer and longer waits, and after the
// last try put aside for a person. The same notification twice does no harm at an SM-DP+.

import { carryBytes } from '@holdfast/asn1/constructed.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { parseHex } from '@holdfast/asn1/hex.ts'
import type { RemoteProfileProvisioningRequest } from '@holdfast/gsma/sgp22/es9plus.ts'
import { pendingNotification } from '@holdfast/gsma/sgp22/notification.ts'
import type { AllowedAddresses } from '../es9plus/allowed-addresses.ts'
import type { Es9Client } from '../es9plus/es9plus-client.ts'
import { inParallel } from '../in-parallel.ts'
import type { World } from '../world.ts'

export interface WaitingNotification {
  readonly key: string
  readonly eid?: string
  readonly address: string
  /** DER of a PendingNotification, upper-case hex. */
  readonly bytes: string
  readonly since: number
  readonly tries: number
  readonly nextAt: number
  readonly why?: string
}

const waiting = 'notification-outbox'
const givenUp = 'notification-undelivered'

const waitingMax = 100_000
const atOnce = 16
const firstWaitMs = 5_000
const waitMsMax = 3_600_000
const lastTryAfterMs = 7 * 86_400_000

type OutboxWorld = Pick<World, 'store' | 'clock' | 'log'>

export class NotificationOutbox {
  readonly #world: OutboxWorld
  readonly #es9: Es9Client
  readonly #addresses: AllowedAddresses
  readonly #waiting = new Map<string, WaitingNotification>()

  constructor(world: OutboxWorld, es9: Es9Client, addresses: AllowedAddresses) {
    this.#world = world
    this.#es9 = es9
    this.#addresses = addresses
  }

  get size(): number {
    return this.#waiting.size
  }

  /** Takes up what was waiting before this process began. */
  async load(): Promise<void> {
    for (const { value } of await this.#world.store.records(waiting)) {
      const kept = value as WaitingNotification
      this.#waiting.set(kept.key, kept)
    }
  }

  /**
   * Keeps a notification for its SM-DP+; resolves once it is durable. `not-allowed`: its address is
   * not one that Holdfast calls. `full`: too many wait already, and the card should keep it.
   */
  async put(
    notification: Pick<WaitingNotification, 'key' | 'eid' | 'address' | 'bytes'>,
  ): Promise<'kept' | 'not-allowed' | 'full'> {
    if (this.#waiting.has(notification.key)) return 'kept'
    if (!(await this.#addresses.route(notification.address))) return 'not-allowed'
    if (this.#waiting.size >= waitingMax) return 'full'
    const now = this.#world.clock.now()
    await this.#keep({ ...notification, since: now, tries: 0, nextAt: now })
    return 'kept'
  }

  /** One round: everything that is due is tried once, a few at a time. */
  async deliver(): Promise<void> {
    const now = this.#world.clock.now()
    const due = [...this.#waiting.values()].filter(({ nextAt }) => nextAt <= now)
    await inParallel(due, atOnce, (one) => this.#try(one, now))
  }

  async #try(notification: WaitingNotification, now: number): Promise<void> {
    const { address, bytes, key } = notification
    const route = await this.#addresses.route(address)
    if (!route) return this.#giveUp(notification, 'the address is not allowed any more')
    const message = readMessage(bytes)
    if (!message) return this.#giveUp(notification, 'it cannot be read')
    const outcome = await this.#es9.call(route, message)
    if (outcome.kind === 'answered') return this.#forget(key)
    if (outcome.kind === 'refused') {
      const { subjectCode, reasonCode } = outcome.status
      return this.#giveUp(notification, `refused with ${subjectCode}/${reasonCode}`)
    }
    if (now - notification.since >= lastTryAfterMs) return this.#giveUp(notification, outcome.why)
    const wait = Math.min(waitMsMax, firstWaitMs * 3 ** Math.min(notification.tries, 10))
    const nextAt = now + Math.max(wait, outcome.retryAfterMs ?? 0)
    await this.#keep({ ...notification, tries: notification.tries + 1, nextAt, why: outcome.why })
  }

  async #keep(notification: WaitingNotification): Promise<void> {
    const { key } = notification
    await this.#world.store.putRecord({ collection: waiting, key, value: notification })
    this.#waiting.set(key, notification)
  }

  async #forget(key: string): Promise<void> {
    await this.#world.store.deleteRecord(waiting, key)
    this.#waiting.delete(key)
  }

  async #giveUp(notification: WaitingNotification, why: string): Promise<void> {
    const { key, address, eid } = notification
    this.#world.log('warn', 'a notification could not be delivered', { address, eid, why })
    await this.#world.store.putRecord({ collection: givenUp, key, value: { ...notification, why } })
    await this.#forget(key)
  }
}

/** The request for an SM-DP+; undefined when the bytes are no notification. */
function readMessage(bytes: string): RemoteProfileProvisioningRequest | undefined {
  try {
    const value = { pendingNotification: carryBytes(pendingNotification, parseHex(bytes)) }
    return { kind: 'handleNotification', value }
  } catch (cause) {
    // One that cannot be read must not hold up those behind it.
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}
