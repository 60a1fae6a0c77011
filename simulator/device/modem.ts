// The modem of one device: registers with whatever profile the card has enabled, follows the card's
// REFRESH (or, with a fault seen in the field, does not), and carries data while its network lets
// it. What it truly is registered with goes into the ground truth.

import type { IpaModem } from '../ipa/ipa.ts'
import type { Coverage } from '../network/coverage.ts'
import { type AttachVerdict, formatVerdict, type Network } from '../network/network.ts'
import type { Chance } from '../world/chance.ts'
import type { LifeClock } from '../world/timeline.ts'
import type { DataPath } from './link.ts'
import type { Power } from './power.ts'

/** What the modem reads of its card. */
export interface SimSlot {
  /** ICCID of the enabled profile, in reading order. */
  enabledIccid(): string | undefined
  /** Whether the card asked for a REFRESH since the last time somebody looked. */
  takeRefresh(): boolean
}

export interface ModemOptions {
  readonly clock: LifeClock
  readonly power: Power
  readonly slot: SimSlot
  readonly chance: Chance
  /** The network that a profile belongs to. */
  readonly networkOf: (iccid: string) => Network | undefined
  readonly coverageOf: (network: Network) => Coverage
  /** Goes on with the old registration when the card asks for a REFRESH, until the next boot. */
  readonly ignoresRefresh: boolean
  /** Told of every try to register: operators see it too. */
  readonly onAttach: (iccid: string, verdict: AttachVerdict, network: Network) => Promise<void>
  /** Told what is served from now on; undefined: nothing. */
  readonly onServing: (iccid: string | undefined) => void
}

interface Registration {
  readonly iccid: string
  readonly network: Network
  readonly session: 'open' | 'no-session'
}

const resetMs = 4000

export class Modem implements IpaModem, DataPath {
  readonly #options: ModemOptions
  #registration: Registration | undefined

  constructor(options: ModemOptions) {
    this.#options = options
  }

  /** The ICCID that the modem is registered with. */
  get iccid(): string | undefined {
    return this.#registration?.iccid
  }

  async followRefresh(): Promise<boolean> {
    const { slot, clock, power, ignoresRefresh } = this.#options
    if (!slot.takeRefresh()) return false
    if (ignoresRefresh) return true
    this.drop()
    power.step('at the REFRESH')
    await clock.spend(resetMs)
    await this.#register()
    return true
  }

  async isReady(): Promise<boolean> {
    if (!this.#registration) await this.#register()
    return this.#getsThrough()
  }

  rPlmn(): Uint8Array | undefined {
    const plmn = this.#registration?.network.operator.plmn
    return plmn === undefined ? undefined : encodePlmn(plmn)
  }

  carry(bytes: number): { readonly through: boolean; readonly roundTripMs: number } {
    const registration = this.#registration
    if (!registration) return { through: false, roundTripMs: 0 }
    const { iccid, network } = registration
    const carried = network.carry(this.#attempt(iccid, network))
    if (carried.through) network.register.use(iccid, bytes)
    this.#options.onServing(carried.through ? iccid : undefined)
    return carried
  }

  /** Deregisters: no power, or a reset. */
  drop(): void {
    this.#registration = undefined
    this.#options.onServing(undefined)
  }

  #attempt(iccid: string, network: Network) {
    const { clock, chance, coverageOf } = this.#options
    return { iccid, at: clock.now, coverage: coverageOf(network), chance }
  }

  #getsThrough(): boolean {
    const registration = this.#registration
    if (!registration) return false
    const { through } = registration.network.carry(
      this.#attempt(registration.iccid, registration.network),
    )
    this.#options.onServing(through ? registration.iccid : undefined)
    return through
  }

  async #register(): Promise<void> {
    const { slot, clock, power, networkOf, onAttach } = this.#options
    power.step('before registration')
    const iccid = slot.enabledIccid()
    const network = iccid === undefined ? undefined : networkOf(iccid)
    if (iccid === undefined || !network) return
    const verdict = network.attach(this.#attempt(iccid, network))
    await clock.spend(verdict.latencyMs)
    if (verdict.kind === 'registered') {
      this.#registration = { iccid, network, session: verdict.session }
      this.#getsThrough()
    }
    await onAttach(iccid, verdict, network)
    power.step(formatVerdict(verdict))
  }
}

/** Three octets as TS 24.008 §10.5.1.3 has them: 262/02 is 62 F2 20. */
export function encodePlmn(plmn: string): Uint8Array {
  const [a, b, c, d, e, f] = [...plmn].map(Number)
  const octet = (high: number | undefined, low: number | undefined): number =>
    ((high ?? 15) << 4) | (low ?? 15)
  return Uint8Array.of(octet(b, a), octet(f, c), octet(e, d))
}
