// The ground truth: what really was, for every device, over time. Kept by the simulator alone,
// written by what happens to cards, modems and power, never by anything the product says.

import type { Instant } from './timeline.ts'

/** What made a profile the enabled one: `package` and `immediate` are the eIM's doing. */
export type EnabledBy = 'factory' | 'package' | 'immediate' | 'rollback' | 'fallback' | 'reset'

/** What is so from `at` on, until the next entry. */
export interface Moment {
  readonly at: Instant
  /** ICCID of the profile enabled on the card. */
  readonly enabled?: string
  /** What enabled it. */
  readonly enabledBy?: EnabledBy
  /** All ICCIDs on the card. */
  readonly profiles: readonly string[]
  /** ICCID of the profile with the Fallback Attribute. */
  readonly fallback?: string
  /** Whether the card still obeys the eIM. */
  readonly associated?: boolean
  /** ICCID the modem is registered with and that carries data; absent when nothing gets through. */
  readonly serving?: string
  /** When it was last seen to hold though nothing changed: octets got through at this instant. */
  readonly seenAt?: Instant
}

/** One fault that was injected, or one thing worth knowing when a verdict surprises. */
export interface LoggedFault {
  readonly at: Instant
  readonly device: number
  readonly kind: string
  readonly where: string
}

/** The history of one device. */
export class DeviceTruth {
  readonly eid: string
  readonly #moments: Moment[] = []

  constructor(eid: string) {
    this.eid = eid
  }

  get moments(): readonly Moment[] {
    return this.#moments
  }

  get last(): Moment | undefined {
    return this.#moments.at(-1)
  }

  /** Records a change; parts that are not given stay as they were. */
  change(at: Instant, parts: Omit<Partial<Moment>, 'at'>): void {
    const before = this.last ?? { at, profiles: [] }
    const { seenAt: _, ...facts } = before
    const next: Moment = { ...facts, ...parts, at: Math.max(at, before.at) }
    if (this.last && sameFacts(before, next)) {
      if (parts.serving) this.#moments[this.#moments.length - 1] = { ...before, seenAt: next.at }
      return
    }
    this.#moments.push(next)
  }

  /**
   * The moments that hold at any instant of [from, until). One that begins inside counts however
   * short it was: a request may get through and its answer not, both at one instant.
   */
  during(from: Instant, until: Instant): readonly Moment[] {
    return this.#moments.filter((moment, at) => {
      const end = this.#moments[at + 1]?.at ?? Number.POSITIVE_INFINITY
      const isSeen = moment.seenAt !== undefined && moment.seenAt >= from
      return moment.at < until && (end > from || moment.at >= from || isSeen)
    })
  }

  at(instant: Instant): Moment | undefined {
    return this.during(instant, instant + 1).at(-1)
  }
}

const sameFacts = (a: Moment, b: Moment): boolean =>
  a.enabled === b.enabled &&
  a.serving === b.serving &&
  a.associated === b.associated &&
  a.fallback === b.fallback &&
  a.profiles.join() === b.profiles.join()

/** All devices' histories and all faults. */
export class Truth {
  readonly #devices = new Map<string, DeviceTruth>()
  readonly #faults: LoggedFault[] = []

  device(eid: string): DeviceTruth {
    const known = this.#devices.get(eid)
    if (known) return known
    const fresh = new DeviceTruth(eid)
    this.#devices.set(eid, fresh)
    return fresh
  }

  log(fault: LoggedFault): void {
    this.#faults.push(fault)
  }

  /** In the order of time, then of devices: independent of how the machine ran. */
  get faults(): readonly LoggedFault[] {
    return this.#faults.toSorted((a, b) => a.at - b.at || a.device - b.device)
  }

  /** How many faults of each kind. */
  faultCounts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const { kind } of this.#faults) counts[kind] = (counts[kind] ?? 0) + 1
    return counts
  }
}
