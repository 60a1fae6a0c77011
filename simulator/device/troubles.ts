// What is wrong with one device, by name and with its time: planned by the seed, ended by time, by a
// restart, by an operator or by a technician. The device lives by it and the judge reads it; the
// product never sees it.

import type { FateKind } from '../scenarios/fate-rates.ts'
import type { Instant } from '../world/timeline.ts'

export type TroubleKind =
  | Exclude<
      FateKind,
      'line-suspended' | 'line-barred' | 'imei-locked' | 'quota-short' | 'validity-over'
    >
  /** A short loss of power. */
  | 'power-cut'
  /** The modem holds its SIM for invalid until it is switched off. */
  | 'sim-invalid'

export interface Trouble {
  readonly kind: TroubleKind
  readonly from: Instant
  /** Absent: until somebody ends it. */
  until?: Instant
  /** Planned to end by itself at that time. */
  readonly endsItself: boolean
}

/** Kinds that a restart of the device ends. */
const endedByRestart: readonly TroubleKind[] = [
  'ipa-hung',
  'application-hung',
  'session-hung',
  'attach-loop',
  'sim-invalid',
]

/** Kinds that a person at the device can end. */
const endedByPerson: readonly TroubleKind[] = [
  ...endedByRestart,
  'dead-battery',
  'ipa-dead',
  'application-dead',
  'apn-lost',
  'memory-reset',
  'other-eim',
]

const isOpenAt = ({ from, until }: Trouble, at: Instant): boolean =>
  at >= from && (until === undefined || at < until)

export class Troubles {
  readonly #all: Trouble[]

  constructor(planned: readonly Trouble[] = []) {
    this.#all = planned.map((trouble) => ({ ...trouble }))
  }

  get all(): readonly Trouble[] {
    return this.#all
  }

  has(kind: TroubleKind, at: Instant): boolean {
    return this.#all.some((trouble) => trouble.kind === kind && isOpenAt(trouble, at))
  }

  /** All that are open at an instant. */
  openAt(at: Instant): readonly Trouble[] {
    return this.#all.filter((trouble) => isOpenAt(trouble, at))
  }

  begin(kind: TroubleKind, at: Instant, until?: Instant): void {
    if (until === undefined && this.has(kind, at)) return
    const endsItself = until !== undefined
    this.#all.push({ kind, from: at, ...(until === undefined ? {} : { until }), endsItself })
  }

  end(kind: TroubleKind, at: Instant): void {
    for (const trouble of this.#all) {
      if (trouble.kind === kind && isOpenAt(trouble, at)) trouble.until = at
    }
  }

  /** The device was restarted. */
  restarted(at: Instant): void {
    for (const kind of endedByRestart) this.end(kind, at)
  }

  /** A technician was there; which kinds they ended. */
  repaired(at: Instant): readonly TroubleKind[] {
    const found = this.openAt(at).filter(({ kind }) => endedByPerson.includes(kind))
    for (const { kind } of found) this.end(kind, at)
    return found.map(({ kind }) => kind)
  }

  /** Until when there is no power; undefined when there is. */
  powerlessUntil(at: Instant): Instant | 'somebody-comes' | undefined {
    const open = this.openAt(at).filter(
      ({ kind }) => kind === 'dead-battery' || kind === 'warehouse',
    )
    if (open.length === 0) return undefined
    return open.some(({ until }) => until === undefined)
      ? 'somebody-comes'
      : Math.max(...open.map(({ until }) => until ?? 0))
  }

  /** Whether a person at the device can end this one. */
  static isForPerson(kind: TroubleKind): boolean {
    return endedByPerson.includes(kind)
  }
}
