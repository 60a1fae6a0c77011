// Very many devices that lost their network at once, as counters: what holds each back, when that
// ends, and what an attempt to attach meets. Nobody here decides to attach: that is asked for from
// outside, and the network answers after a delay. Typed arrays only: 375,000 devices in some
// megabytes.

import { type Chance, chanceOf } from '../world/chance.ts'
import type { Instant } from '../world/timeline.ts'

/** Why devices are out, and whether an attempt can help at all. */
export interface OutageCause {
  readonly name: string
  readonly share: number
  /** EMM cause given to an attempt in vain; absent: no answer at all. */
  readonly rejectCause?: number
  /** When attempts of this device begin to succeed, after the start, shortest and longest; absent: never. */
  readonly mendsMs?: readonly [number, number]
  /** When somebody mended the line and said so (as the operator's system reports). */
  readonly toldMs?: readonly [number, number]
}

export type AttachAnswer =
  | { readonly kind: 'registered' }
  | { readonly kind: 'rejected'; readonly rejectCause: number }
  | { readonly kind: 'silence' }

/** Attempts that reach the network in each second, and what they met. */
export interface OfferedLoad {
  readonly perSecond: Uint32Array
  registered: number
  rejected: number
  /** Attempts answered with congestion because the network was over its capacity. */
  congested: number
}

const congestion = 22
/** From being asked until the attempt is in the air: paging, an SMS, a modem that wakes. */
const delayMs = [1_000, 45_000] as const

export class AttachFleet {
  readonly causes: readonly OutageCause[]
  readonly load: OfferedLoad
  readonly #causeOf: Uint8Array
  readonly #operatorOf: Uint8Array
  readonly #mendsAt: Float64Array
  readonly #toldAt: Float64Array
  readonly #attempts: Uint16Array
  readonly #registered: Uint8Array
  readonly #startAt: Instant
  readonly #capacityPerSecond: number
  readonly #chance: Chance

  constructor(wish: {
    readonly seed: number
    readonly devices: number
    readonly operators: number
    readonly causes: readonly OutageCause[]
    readonly startAt: Instant
    readonly seconds: number
    /** Attempts of all devices that the networks can take in one second; more are turned away. */
    readonly capacityPerSecond: number
  }) {
    const { devices, causes, startAt } = wish
    this.causes = causes
    this.#startAt = startAt
    this.#capacityPerSecond = wish.capacityPerSecond
    this.#chance = chanceOf(wish.seed, 'attach fleet')
    this.load = {
      perSecond: new Uint32Array(wish.seconds),
      registered: 0,
      rejected: 0,
      congested: 0,
    }
    this.#causeOf = new Uint8Array(devices)
    this.#operatorOf = new Uint8Array(devices)
    this.#mendsAt = new Float64Array(devices).fill(Number.POSITIVE_INFINITY)
    this.#toldAt = new Float64Array(devices).fill(Number.POSITIVE_INFINITY)
    this.#attempts = new Uint16Array(devices)
    this.#registered = new Uint8Array(devices)
    for (let device = 0; device < devices; device++) this.#afflict(device, wish.operators)
  }

  get size(): number {
    return this.#causeOf.length
  }

  causeOf = (device: number): number => this.#causeOf[device] as number
  operatorOf = (device: number): number => this.#operatorOf[device] as number
  attemptsOf = (device: number): number => this.#attempts[device] as number
  isRegistered = (device: number): boolean => this.#registered[device] === 1
  /** When the operator's system says that the line was mended; infinite: it never does. */
  toldAt = (device: number): Instant => this.#toldAt[device] as number
  canRecover = (device: number): boolean =>
    (this.#mendsAt[device] as number) < Number.POSITIVE_INFINITY

  /** The device is made to attach now; gives when the attempt is over. */
  attemptAt(at: Instant): Instant {
    const [least, most] = delayMs
    return at + least + (most - least) * this.#chance.fraction()
  }

  /** The attempt reaches the network now, and this is what it says. */
  attach(device: number, at: Instant): AttachAnswer {
    const second = Math.floor((at - this.#startAt) / 1000)
    const { load } = this
    if (second < load.perSecond.length) (load.perSecond[second] as number)++
    ;(this.#attempts[device] as number)++
    if ((load.perSecond[second] ?? 0) > this.#capacityPerSecond) {
      load.congested++
      return { kind: 'rejected', rejectCause: congestion }
    }
    if (at >= (this.#mendsAt[device] as number)) {
      this.#registered[device] = 1
      load.registered++
      return { kind: 'registered' }
    }
    const { rejectCause } = this.causes[this.causeOf(device)] as OutageCause
    if (rejectCause === undefined) return { kind: 'silence' }
    load.rejected++
    return { kind: 'rejected', rejectCause }
  }

  #afflict(device: number, operators: number): void {
    this.#operatorOf[device] = device % operators
    let draw = this.#chance.fraction()
    const cause = this.causes.findIndex(({ share }) => {
      draw -= share
      return draw < 0
    })
    this.#causeOf[device] = cause < 0 ? this.causes.length - 1 : cause
    const { mendsMs, toldMs } = this.causes[this.causeOf(device)] as OutageCause
    const between = ([least, most]: readonly [number, number]): number =>
      least + (most - least) * this.#chance.fraction()
    if (!mendsMs) return
    const mendsAt = this.#startAt + between(mendsMs)
    this.#mendsAt[device] = mendsAt
    if (toldMs) this.#toldAt[device] = mendsAt + between(toldMs)
  }
}
