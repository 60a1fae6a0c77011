// Devices that fail all at once, and somebody who wants them back: with the product's storm guard, or
// without any. The offered load that follows is counted by the simulated network, not by us.

import {
  type AttachBucket,
  admitAttach,
  newAttachBucket,
} from '@holdfast/fleet/pacing/admit-attach.ts'
import { AttachFleet, type OutageCause } from '@holdfast/simulator/counters/attach-fleet.ts'
import { WakeQueue } from '@holdfast/simulator/counters/wake-queue.ts'
import { chanceOf } from '@holdfast/simulator/world/chance.ts'

export interface StormWish {
  readonly seed: number
  readonly devices: number
  readonly operators: number
  readonly areasPerOperator: number
  /** Attaches a second for one operator, and for one of its areas. */
  readonly ceilingPerSecond: number
  readonly areaCeilingPerSecond: number
  readonly hours: number
  readonly guard: 'on' | 'off'
}

export interface StormResult {
  readonly devices: number
  readonly ceilingPerSecond: number
  readonly peakPerSecond: number
  readonly secondsOverCeiling: number
  readonly congested: number
  readonly byCause: readonly {
    readonly cause: string
    readonly devices: number
    readonly attempts: number
    readonly attemptsMax: number
    readonly recoverable: number
    readonly recovered: number
  }[]
  /** Hours until so much of what can recover was back. */
  readonly hoursTo: Readonly<Record<'half' | 'most' | 'nearlyAll', number | undefined>>
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** An outage of a core network, and what usually lies around it. */
export const stormCauses: readonly OutageCause[] = [
  {
    name: 'network failure (EMM 17)',
    share: 0.5,
    rejectCause: 17,
    mendsMs: [40 * minuteMs, 2 * hourMs],
  },
  { name: 'no answer at all', share: 0.15, mendsMs: [30 * minuteMs, 5 * hourMs] },
  { name: 'congestion (EMM 22)', share: 0.1, rejectCause: 22, mendsMs: [hourMs, 3 * hourMs] },
  {
    name: 'roaming not allowed (EMM 11)',
    share: 0.07,
    rejectCause: 11,
    mendsMs: [4 * hourMs, 20 * hourMs],
  },
  {
    name: 'line reactivated later (EMM 8)',
    share: 0.06,
    rejectCause: 8,
    mendsMs: [2 * hourMs, 10 * hourMs],
    toldMs: [minuteMs, 30 * minuteMs],
  },
  { name: 'illegal UE (EMM 3)', share: 0.05, rejectCause: 3 },
  { name: 'illegal ME (EMM 6)', share: 0.03, rejectCause: 6 },
  { name: 'service not allowed (EMM 8)', share: 0.04, rejectCause: 8 },
]

const startAt = 1_800_000_000_000
const naiveRetryMs = 30_000

type Step = 'ask' | 'answer'

class Storm {
  readonly #wish: StormWish
  readonly #fleet: AttachFleet
  readonly #queue: WakeQueue
  readonly #chance
  readonly #buckets: AttachBucket[]
  readonly #areas: AttachBucket[]
  readonly #reject: Uint8Array
  readonly #attempts: Uint8Array
  readonly #lastAttemptAt: Float64Array
  readonly #waited: Uint8Array
  readonly #step: Uint8Array
  readonly #recoveredAt: number[] = []

  constructor(wish: StormWish) {
    this.#wish = wish
    const { devices, operators, areasPerOperator, ceilingPerSecond } = wish
    this.#chance = chanceOf(wish.seed, 'storm guard')
    this.#fleet = new AttachFleet({
      ...wish,
      causes: stormCauses,
      startAt,
      seconds: wish.hours * 3600,
      capacityPerSecond: ceilingPerSecond * operators,
    })
    this.#queue = new WakeQueue(devices)
    this.#buckets = Array.from({ length: operators }, (_, each) =>
      newAttachBucket(`operator:${each}`, ceilingPerSecond, startAt),
    )
    this.#areas = Array.from({ length: operators * areasPerOperator }, (_, each) =>
      newAttachBucket(`area:${each}`, wish.areaCeilingPerSecond, startAt),
    )
    this.#reject = new Uint8Array(devices)
    this.#attempts = new Uint8Array(devices)
    this.#lastAttemptAt = new Float64Array(devices)
    this.#waited = new Uint8Array(devices)
    this.#step = new Uint8Array(devices)
  }

  run(): StormResult {
    const { devices, hours } = this.#wish
    // The network says why when the devices fall out, all in the same minute.
    for (let device = 0; device < devices; device++) {
      this.#reject[device] = stormCauses[this.#fleet.causeOf(device)]?.rejectCause ?? 0
      this.#plan(device, startAt + this.#chance.fraction() * minuteMs, 'ask')
    }
    const until = startAt + hours * hourMs
    while (this.#queue.nextAt <= until) {
      const at = this.#queue.nextAt
      const device = this.#queue.pop()
      if (this.#step[device] === 0) this.#ask(device, at)
      else this.#answer(device, at)
    }
    return this.#result()
  }

  #plan(device: number, at: number, step: Step): void {
    this.#step[device] = step === 'ask' ? 0 : 1
    this.#queue.push(at, device)
  }

  #ask(device: number, at: number): void {
    if (this.#wish.guard === 'off') {
      this.#plan(device, this.#fleet.attemptAt(at), 'answer')
      return
    }
    const isChanged = at >= this.#fleet.toldAt(device)
    const rejectCause = this.#reject[device] as number
    const operator = this.#fleet.operatorOf(device)
    const area = operator * this.#wish.areasPerOperator + (device % this.#wish.areasPerOperator)
    const admission = admitAttach(
      [this.#buckets[operator] as AttachBucket, this.#areas[area] as AttachBucket],
      {
        ...(rejectCause > 0 ? { rejectCause } : {}),
        attempts: this.#attempts[device] as number,
        isChanged,
        ...(this.#attempts[device] ? { lastAttemptAt: this.#lastAttemptAt[device] as number } : {}),
        hasWaited: this.#waited[device] === 1,
        chance: this.#chance.fraction(),
      },
      at,
    )
    switch (admission.kind) {
      case 'go':
        this.#keep(operator, area, admission.buckets)
        this.#waited[device] = 0
        this.#attempts[device] = (this.#attempts[device] as number) + 1
        this.#lastAttemptAt[device] = at
        this.#plan(device, this.#fleet.attemptAt(at), 'answer')
        return
      case 'put-off':
        this.#keep(operator, area, admission.buckets)
        this.#waited[device] = admission.reason === 'ceiling' ? 1 : 0
        this.#plan(device, admission.until, 'ask')
        return
      case 'refused':
        // Nothing happens until the operator says that the line was mended.
        if (!isChanged && this.#fleet.toldAt(device) < Number.POSITIVE_INFINITY) {
          this.#attempts[device] = 0
          this.#plan(device, this.#fleet.toldAt(device), 'ask')
        }
    }
  }

  #keep(operator: number, area: number, buckets: readonly AttachBucket[]): void {
    const [first, second] = buckets
    if (first) this.#buckets[operator] = first
    if (second) this.#areas[area] = second
  }

  #answer(device: number, at: number): void {
    const answer = this.#fleet.attach(device, at)
    if (answer.kind === 'registered') {
      this.#recoveredAt.push(at)
      return
    }
    const { guard } = this.#wish
    this.#reject[device] = answer.kind === 'rejected' ? answer.rejectCause : 0
    this.#plan(device, guard === 'on' ? at + 1 : at + naiveRetryMs, 'ask')
  }

  #result(): StormResult {
    const { wish, fleet } = { wish: this.#wish, fleet: this.#fleet }
    const ceiling = wish.ceilingPerSecond * wish.operators
    const { perSecond } = fleet.load
    const byCause = stormCauses.map(({ name }) => ({
      cause: name,
      devices: 0,
      attempts: 0,
      attemptsMax: 0,
      recoverable: 0,
      recovered: 0,
    }))
    for (let device = 0; device < fleet.size; device++) {
      const row = byCause[fleet.causeOf(device)]
      if (!row) continue
      row.devices++
      row.attempts += fleet.attemptsOf(device)
      row.attemptsMax = Math.max(row.attemptsMax, fleet.attemptsOf(device))
      if (fleet.canRecover(device)) row.recoverable++
      if (fleet.isRegistered(device)) row.recovered++
    }
    const recoverable = byCause.reduce((sum, row) => sum + row.recoverable, 0)
    const at = (share: number): number | undefined => {
      const instant = this.#recoveredAt[Math.ceil(recoverable * share) - 1]
      return instant === undefined ? undefined : (instant - startAt) / hourMs
    }
    return {
      devices: fleet.size,
      ceilingPerSecond: ceiling,
      peakPerSecond: perSecond.reduce((most, one) => Math.max(most, one), 0),
      secondsOverCeiling: perSecond.filter((one) => one > ceiling).length,
      congested: fleet.load.congested,
      byCause,
      hoursTo: { half: at(0.5), most: at(0.9), nearlyAll: at(0.99) },
    }
  }
}

export const runStorm = (wish: StormWish): StormResult => new Storm(wish).run()
