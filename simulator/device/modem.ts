// The modem of one device: registers with whatever profile the card has enabled, follows the card's
// REFRESH (or, with a fault seen in the field, does not), and carries data while its network lets
// it. What it truly is registered with goes into the ground truth.

import type { IpaModem } from '../ipa/ipa.ts'
import type { Coverage } from '../network/coverage.ts'
import { type AttachVerdict, formatVerdict, type Network } from '../network/network.ts'
import { rejectCause } from '../network/reject-cause.ts'
import type { Chance } from '../world/chance.ts'
import type { LifeClock } from '../world/timeline.ts'
import type { DataPath } from './link.ts'
import type { Power } from './power.ts'
import type { Troubles } from './troubles.ts'

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
  /** Where it stands; absent: at home. */
  readonly country?: string
  readonly troubles?: Troubles
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
const stuckKinds: readonly string[] = ['session-hung', 'attach-loop', 'sim-invalid']

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
    this.#options.troubles?.end('sim-invalid', clock.now)
    power.step('at the REFRESH')
    await clock.spend(resetMs)
    await this.#register()
    return true
  }

  async isReady(): Promise<boolean> {
    if (this.#isCutOff()) this.drop()
    if (!this.#registration) await this.#register()
    return this.#getsThrough()
  }

  /** Whether the network, which serves the line no more, has said so to the registered device. */
  #isCutOff(): boolean {
    const registration = this.#registration
    if (!registration || !this.#options.troubles || this.#isStuck()) return false
    const { iccid, network, session } = registration
    const now = network.attach(this.#attempt(iccid, network))
    return now.kind === 'rejected' || (now.kind === 'registered' && now.session !== session)
  }

  /** Whether no network hears it now, registered or not. */
  isOutOfReach(): boolean {
    const registration = this.#registration
    if (!registration) return true
    const { iccid, network } = registration
    return network.attach(this.#attempt(iccid, network)).kind === 'no-coverage'
  }

  rPlmn(): Uint8Array | undefined {
    const plmn = this.#registration?.network.operator.plmn
    return plmn === undefined ? undefined : encodePlmn(plmn)
  }

  carry(bytes: number): { readonly through: boolean; readonly roundTripMs: number } {
    const registration = this.#registration
    if (!registration) return { through: false, roundTripMs: 0 }
    const { iccid, network } = registration
    const carried = this.#isStuck()
      ? { through: false, roundTripMs: 0 }
      : network.carry(this.#attempt(iccid, network))
    if (carried.through) network.register.use(iccid, bytes, this.#options.clock.now)
    this.#options.onServing(carried.through ? iccid : undefined)
    return carried
  }

  /** Deregisters: no power, or a reset. */
  drop(): void {
    this.#registration = undefined
    this.#options.onServing(undefined)
  }

  #attempt(iccid: string, network: Network) {
    const { clock, chance, coverageOf, country, troubles } = this.#options
    return {
      iccid,
      at: clock.now,
      coverage: coverageOf(network),
      chance,
      ...(country === undefined ? {} : { country }),
      ...(troubles?.has('apn-lost', clock.now) ? { hasLostApn: true } : {}),
    }
  }

  /** Whether its software is too confused to register or to carry anything. */
  #isStuck(): boolean {
    const { troubles, clock } = this.#options
    const open = troubles?.openAt(clock.now) ?? []
    return open.some(({ kind }) => stuckKinds.includes(kind))
  }

  #getsThrough(): boolean {
    const registration = this.#registration
    if (!registration) return false
    const { iccid, network } = registration
    const through = !this.#isStuck() && network.carry(this.#attempt(iccid, network)).through
    this.#options.onServing(through ? registration.iccid : undefined)
    return through
  }

  async #register(): Promise<void> {
    const { slot, clock, power, networkOf, onAttach } = this.#options
    power.step('before registration')
    const iccid = slot.enabledIccid()
    const network = iccid === undefined ? undefined : networkOf(iccid)
    if (iccid === undefined || !network || this.#isStuck()) return
    const verdict = network.attach(this.#attempt(iccid, network))
    await clock.spend(verdict.latencyMs)
    if (verdict.kind === 'registered') {
      this.#registration = { iccid, network, session: verdict.session }
      this.#getsThrough()
    }
    if (verdict.kind === 'rejected' && rejectCause(verdict.reject).invalidatesSim) {
      this.#options.troubles?.begin('sim-invalid', clock.now)
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
