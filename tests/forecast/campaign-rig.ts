// A campaign over counter devices, run by the product's own decisions (when a wave passes, whether a
// window is open, whether a rate is spent): what truly happens, for comparing a forecast with.

import {
  newRateBucket,
  type RateBucket,
  rateVerdict,
  spendRate,
} from '@holdfast/fleet/campaign/admission-rate.ts'
import { judgeWave, type WaveNumbers } from '@holdfast/fleet/campaign/judge-wave.ts'
import { isWindowOpen } from '@holdfast/fleet/campaign/week-window.ts'
import {
  type CounterDoor,
  CounterFleet,
  type SessionEnd,
} from '@holdfast/simulator/counters/counter-fleet.ts'
import { chanceOf } from '@holdfast/simulator/world/chance.ts'
import type { FleetMix } from './fleet-mix.ts'

export interface RigResult {
  readonly finishedAt: number | undefined
  readonly waves: readonly {
    readonly openedAt?: number
    readonly endedAt?: number
    readonly verdict?: string
  }[]
  readonly succeeded: number
  readonly failed: number
  readonly expired: number
  readonly sessions: number
}

/** `ending`: its session has begun and will go through. */
type Place = 'waiting' | 'admitted' | 'ending' | 'succeeded' | 'failed' | 'expired'

interface RigWave {
  readonly devices: readonly number[]
  readonly numbers: { -readonly [Key in keyof WaveNumbers]: WaveNumbers[Key] }
  admitted: number
  /** Of those admitted, in their order: how many have no time left. */
  over: number
  openedAt?: number
  endedAt?: number
  verdict?: 'passed' | 'failed'
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

export class CampaignRig implements CounterDoor {
  readonly fleet: CounterFleet
  readonly #mix: FleetMix
  readonly #places: Place[]
  readonly #waveOf: Int8Array
  readonly #admittedAt: Float64Array
  readonly #waves: readonly RigWave[]
  #rate: RateBucket | undefined
  #finishedAt: number | undefined
  #ending: { readonly device: number; readonly at: number; readonly end: Place }[] = []
  /** The latest look, and whether it was the last. */
  #now = 0
  #isOver = false

  constructor(mix: FleetMix, luck: number) {
    this.#mix = mix
    this.fleet = new CounterFleet(mix.seed * 1000 + luck, mix.makes, this)
    const { size } = this.fleet
    this.#places = new Array<Place>(size).fill('waiting')
    this.#waveOf = new Int8Array(size)
    this.#admittedAt = new Float64Array(size)
    this.#waves = this.#divide(chanceOf(mix.seed * 1000 + luck, 'waves'))
    const { perSmdpPerMinute } = mix.campaign.rates
    if (perSmdpPerMinute) this.#rate = newRateBucket(perSmdpPerMinute, mix.campaign.startAt)
  }

  /** Devices live for some days before the campaign begins, then until it is through. */
  run(): RigResult {
    const { startAt, deviceDeadlineMs, waves } = this.#mix.campaign
    this.fleet.switchOn(startAt - 9 * dayMs, 'apart')
    const until = startAt + (waves.length + 2) * 3 * deviceDeadlineMs
    // Whoever is decided is not followed further: nobody may be left to wake before the last look.
    for (let goesOn = this.#tick(startAt); goesOn && this.#now < until; ) {
      this.fleet.run(until, { everyMs: minuteMs, at: (now) => this.#tick(now) })
      goesOn = !this.#isOver && this.#tick(this.#now + minuteMs)
    }
    const count = (place: Place): number => this.#places.filter((one) => one === place).length
    return {
      finishedAt: this.#finishedAt,
      waves: this.#waves,
      succeeded: count('succeeded'),
      failed: count('failed'),
      expired: count('expired'),
      sessions: this.fleet.totals.sessions,
    }
  }

  ask(device: number, at: number): boolean {
    if (this.#places[device] !== 'admitted') return false
    if (at >= (this.#admittedAt[device] as number) + this.#mix.campaign.deviceDeadlineMs)
      return false
    const { timeZone } = this.#mix.makes[this.fleet.makeOf(device)] as FleetMix['makes'][number]
    if (!isWindowOpen(this.#mix.campaign.windows, timeZone, at)) return false
    if (!this.#rate) return true
    if (rateVerdict(this.#rate, at).kind !== 'go') return false
    this.#rate = spendRate(this.#rate, at)
    return true
  }

  ended(device: number, at: number, end: SessionEnd): void {
    if (end === 'broken' || this.#places[device] !== 'admitted') return
    this.#move(device, 'ending')
    this.#ending.push({ device, at, end })
  }

  #divide(chance: { fraction(): number }): readonly RigWave[] {
    const order = Array.from(this.#places, (_, device) => ({ device, draw: chance.fraction() }))
    order.sort((a, b) => a.draw - b.draw)
    let from = 0
    return this.#mix.campaign.waves.map(({ devices: size }, wave) => {
      const devices = order.slice(from, from + size).map(({ device }) => device)
      from += size
      for (const device of devices) this.#waveOf[device] = wave
      const none = { succeeded: 0, failed: 0, open: 0, withoutResult: 0 }
      const numbers = { planned: size, size, ahead: size, ...none }
      return { devices, numbers, admitted: 0, over: 0 }
    })
  }

  #move(device: number, to: Place): void {
    const { numbers } = this.#waves[this.#waveOf[device] as number] as RigWave
    const key = {
      waiting: 'ahead',
      admitted: 'open',
      ending: 'open',
      expired: 'withoutResult',
    } as const
    const keyOf = (place: Place): keyof WaveNumbers =>
      place === 'succeeded' || place === 'failed' ? place : key[place]
    numbers[keyOf(this.#places[device] as Place)]--
    numbers[keyOf(to)]++
    this.#places[device] = to
  }

  isOver(device: number): boolean {
    return this.#places[device] !== 'admitted'
  }

  /** Once a minute, as a runner would: false when all is over. */
  #tick(now: number): boolean {
    this.#now = now
    this.#isOver = !this.#look(now)
    return !this.#isOver
  }

  #look(now: number): boolean {
    for (const { device, at, end } of this.#ending) if (at <= now) this.#move(device, end)
    this.#ending = this.#ending.filter(({ at }) => at > now)
    this.#expire(now)
    for (const wave of this.#waves) {
      if (wave.openedAt === undefined) this.#open(wave, now)
      if (wave.openedAt === undefined) break
      this.#judge(wave, now)
      if (wave.verdict === 'failed') return false
      this.#admit(wave, now)
      if (wave.verdict !== 'passed') break
    }
    const isOver = this.#waves.every(
      ({ verdict, numbers }) => verdict === 'passed' && numbers.open + numbers.ahead === 0,
    )
    if (isOver) this.#finishedAt = now
    return !isOver
  }

  #open(wave: RigWave, now: number): void {
    const before = this.#waves[this.#waves.indexOf(wave) - 1]
    if (!before || before.verdict === 'passed') wave.openedAt = now
  }

  #judge(wave: RigWave, now: number): void {
    if (wave.verdict) return
    const { kind } = judgeWave(wave.numbers, this.#mix.campaign.thresholds)
    if (kind !== 'passed' && kind !== 'failed') return
    wave.verdict = kind
    wave.endedAt = now
  }

  #admit(wave: RigWave, now: number): void {
    const { atOnce = Number.POSITIVE_INFINITY } = this.#mix.campaign.rates
    const open = this.#waves.reduce((sum, { numbers }) => sum + numbers.open, 0)
    for (let room = atOnce - open; room > 0 && wave.admitted < wave.devices.length; room--) {
      const device = wave.devices[wave.admitted++] as number
      this.#admittedAt[device] = now
      this.#move(device, 'admitted')
      this.fleet.join(device, now)
    }
  }

  #expire(now: number): void {
    const { deviceDeadlineMs } = this.#mix.campaign
    for (const wave of this.#waves) {
      for (; wave.over < wave.admitted; wave.over++) {
        const device = wave.devices[wave.over] as number
        if (now < (this.#admittedAt[device] as number) + deviceDeadlineMs) break
        if (this.#places[device] === 'admitted') this.#move(device, 'expired')
      }
    }
  }
}
