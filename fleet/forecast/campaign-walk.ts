// One possible course of a campaign: drawn devices wake, are admitted wave by wave, meet windows and
// rates, break off and try again, fail, run out of time. Waves, windows and rates are decided by the
// very decisions that the campaign itself will use. The forecast takes many of these.

import {
  newRateBucket,
  type RateBucket,
  rateVerdict,
  spendRate,
} from '../campaign/admission-rate.ts'
import type { Instant } from '../evidence.ts'
import type { CampaignCourse, WalkClass, WalkInput } from './campaign-course.ts'
import { DrawnDevices } from './drawn-devices.ts'
import { type DrawnWave, newWave, numbersOf, waitingIn } from './drawn-wave.ts'
import { WakeHeap } from './wake-heap.ts'

/** Waves are looked after once in so long. */
const roundMs = 60_000
const seriesMax = 120
/** A session takes its mean time, give or take this share. */
const sessionSpread = 0.5
/** Half of a wave's drawn devices are decided: those left are doubled. */
const doubledBelow = 0.5

const open = 1
const succeeding = 2
const failing = 3
const decided = 4
/** Decided by what is on record, while its next waking still waits in the heap. */
const gone = 5

/** Walks until the campaign is through or its thresholds stop it. */
export function walkCampaign(input: WalkInput): CampaignCourse {
  const walk = new CampaignWalk(input)
  walk.toEnd()
  return walk.course()
}

class CampaignWalk {
  readonly #input: WalkInput
  readonly #devices: DrawnDevices
  readonly #waves: readonly DrawnWave[]
  readonly #heap: WakeHeap
  readonly #state: Uint8Array
  readonly #waveOf: Uint8Array
  readonly #expiresAt: Float64Array
  readonly #rates = new Map<string, RateBucket>()
  readonly #expiredByClass: number[]
  readonly #series: { at: Instant; succeeded: number }[] = []
  /** When waves are looked after next; only after something happened. */
  #rounds: Instant[]
  #rateWeight = 1
  #finishedAt: Instant | undefined
  #isStopped = false

  constructor(input: WalkInput) {
    this.#input = input
    const { classes, outline, observed, devicesMax, chance, retryMs } = input
    let size = 0
    this.#waves = outline.waves.map(({ devices }) => {
      const wave = newWave(Math.round(devices), devicesMax, size)
      size += wave.places.length
      return wave
    })
    this.#devices = new DrawnDevices(size, { classes, retryMs, chance })
    this.#heap = new WakeHeap(size)
    this.#state = new Uint8Array(size)
    this.#waveOf = new Uint8Array(size)
    this.#expiresAt = new Float64Array(size)
    this.#expiredByClass = classes.map(() => 0)
    this.#seat(size)
    const seen = observed?.waves.flatMap((wave) => [wave.openedAt ?? [], wave.endedAt ?? []]) ?? []
    this.#rounds = [outline.startAt, ...seen.flat(), ...(observed ? [observed.now] : [])]
  }

  toEnd(): void {
    while (this.#finishedAt === undefined && !this.#isStopped) {
      const round = this.#rounds.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
      const at = this.#heap.nextAt
      if (round === Number.POSITIVE_INFINITY && at === round) return
      if (round <= at) {
        this.#rounds = this.#rounds.filter((one) => one > round)
        this.#round(round)
      } else this.#meet(this.#heap.pop(), at)
    }
  }

  /** Which class stands at which place: all devices shuffled, or drawn where one stands for many. */
  #seat(size: number): void {
    const { classes, chance } = this.#input
    const all = classes.reduce((sum, { devices }) => sum + devices, 0)
    const bounds: number[] = []
    for (const { devices } of classes) bounds.push((bounds.at(-1) ?? 0) + devices)
    const order = Array.from({ length: size }, (_, at) => ((at + 0.5) / size) * all)
    for (let at = size - 1; at > 0; at--) {
      const other = Math.floor(chance.next() * (at + 1))
      ;[order[at], order[other]] = [order[other] as number, order[at] as number]
    }
    const isWhole = this.#waves.every(({ weight }) => weight === 1)
    for (const [number, wave] of this.#waves.entries()) {
      for (const place of wave.places) {
        const drawn = isWhole ? (order[place] as number) : chance.next() * all
        this.#devices.draw(
          place,
          Math.max(
            0,
            bounds.findIndex((bound) => drawn < bound),
          ),
        )
        this.#waveOf[place] = number
      }
    }
  }

  #class(device: number): WalkClass {
    return this.#input.classes[this.#devices.classOf[device] as number] as WalkClass
  }

  #wave(device: number): DrawnWave {
    return this.#waves[this.#waveOf[device] as number] as DrawnWave
  }

  #push(device: number): void {
    const at = this.#devices.at[device] as number
    this.#heap.push(Math.min(at, this.#expiresAt[device] as number), device)
  }

  #meet(device: number, at: Instant): void {
    const state = this.#state[device]
    if (state === decided || state === gone) return
    if (state === succeeding || state === failing) this.#decide(device, at)
    else if (at >= (this.#expiresAt[device] as number)) this.#expire(device, at)
    else this.#wake(device, at)
  }

  #wake(device: number, at: Instant): void {
    this.#devices.wakings++
    const { open: windows, sharedRates } = this.#class(device)
    if (this.#devices.holeEnd(device, at) > at) this.#devices.retry(device, at)
    else if (!windows.isOpenAt(at)) {
      this.#devices.goOn(device, at)
      this.#devices.advance(device, windows.changeAfter(at))
    } else if (this.#isSpent(device, sharedRates, at)) this.#devices.goOn(device, at)
    else if (this.#begin(device, at)) return
    this.#push(device)
  }

  /** True when its session goes through to an end, which comes as an event of its own. */
  #begin(device: number, at: Instant): boolean {
    const { chance } = this.#input
    const { sessionMs, brokenShare, failedShare } = this.#class(device)
    const lasts = sessionMs * (1 + sessionSpread * (2 * chance.next() - 1))
    const end = at + lasts
    if (chance.next() < brokenShare || this.#devices.holeEnd(device, end) > end) {
      this.#devices.retry(device, at + lasts * chance.next())
      return false
    }
    this.#state[device] = chance.next() < failedShare ? failing : succeeding
    this.#devices.goOn(device, end)
    this.#heap.push(end, device)
    return true
  }

  #decide(device: number, at: Instant): void {
    const wave = this.#wave(device)
    if (this.#state[device] === failing) wave.failed += wave.weight
    else wave.succeeded += wave.weight
    this.#close(device, at)
  }

  #expire(device: number, at: Instant): void {
    const wave = this.#wave(device)
    wave.expired += wave.weight
    const number = this.#devices.classOf[device] as number
    this.#expiredByClass[number] = (this.#expiredByClass[number] ?? 0) + wave.weight
    this.#close(device, at)
  }

  #close(device: number, at: Instant): void {
    this.#state[device] = decided
    this.#wave(device).open--
    this.#roundFrom(at)
  }

  #roundFrom(at: Instant): void {
    const round = Math.ceil(at / roundMs) * roundMs
    if (!this.#rounds.includes(round)) this.#rounds.push(round)
  }

  /** Where one device stands for many, the clock that fills rates goes so many times slower. */
  #isSpent(device: number, keys: readonly string[], at: Instant): boolean {
    const { outline, chance } = this.#input
    const slow = at / this.#rateWeight
    for (const key of keys) {
      const perMinute = outline.perMinute[key]
      if (perMinute === undefined) continue
      const known = this.#rates.get(key) ?? newRateBucket(perMinute, slow)
      this.#rates.set(key, known)
      if (rateVerdict(known, slow).kind !== 'go') return true
    }
    const spends = this.#wave(device).weight / this.#rateWeight
    for (const key of keys) {
      const known = this.#rates.get(key)
      const isCounted = spends >= 1 || chance.next() < spends
      if (known && isCounted) this.#rates.set(key, spendRate(known, slow))
    }
    return false
  }

  /** As the campaign's runner: opens, judges, admits, and sees whether all is over. */
  #round(now: Instant): void {
    for (const [index, wave] of this.#waves.entries()) {
      if (wave.openedAt === undefined) this.#open(index, now)
      if (wave.openedAt === undefined) break
      this.#admit(wave, now)
      this.#match(index, now)
      this.#judge(index, now)
      if (wave.verdict === 'failed') this.#isStopped = true
      this.#double(wave, now)
      if (wave.verdict !== 'passed') break
    }
    this.#note(now)
    const isThrough = this.#waves.every(
      (wave) => wave.verdict === 'passed' && wave.open + waitingIn(wave) === 0,
    )
    if (isThrough) this.#finishedAt = now
  }

  /** When the one before it passed (and somebody said yes), or as it is on record. */
  #open(index: number, now: Instant): void {
    const { outline, observed } = this.#input
    const wave = this.#waves[index] as DrawnWave
    const seenAt = observed?.waves[index]?.openedAt
    if (seenAt !== undefined) {
      if (now >= seenAt) wave.openedAt = seenAt
    } else if (!observed || now >= observed.now) {
      const before = this.#waves[index - 1]
      const from = before ? (before.endedAt ?? now) + outline.approvalMs : outline.startAt
      if (now >= from) wave.openedAt = now
      else this.#roundFrom(from)
    }
    if (wave.openedAt !== undefined) this.#weigh(now)
  }

  #judge(index: number, now: Instant): void {
    const { outline, observed } = this.#input
    const wave = this.#waves[index] as DrawnWave
    if (wave.verdict) return
    const seenEnd = observed?.waves[index]?.endedAt
    const isSeen = seenEnd !== undefined && now >= seenEnd
    if (!isSeen && observed && now < observed.now) return
    const verdict = isSeen ? 'passed' : outline.gate(numbersOf(wave))
    if (verdict !== 'passed' && verdict !== 'failed') return
    wave.verdict = verdict
    wave.endedAt = isSeen ? seenEnd : now
  }

  #admit(wave: DrawnWave, now: Instant): void {
    const { atOnce = Number.POSITIVE_INFINITY, deviceDeadlineMs } = this.#input.outline
    let room = atOnce - this.#waves.reduce((sum, each) => sum + each.open * each.weight, 0)
    for (; room > 0 && waitingIn(wave) > 0; room -= wave.weight) {
      const device = wave.places[wave.admitted++] as number
      wave.open++
      this.#state[device] = open
      this.#expiresAt[device] = now + deviceDeadlineMs
      this.#devices.place(device, now)
      this.#push(device)
    }
  }

  /** So that its last devices are looked at one by one, however large the wave is. */
  #double(wave: DrawnWave, now: Instant): void {
    if (wave.weight === 1 || waitingIn(wave) > 0) return
    if (wave.open >= wave.places.length * doubledBelow) return
    const weight = Math.max(1, wave.weight / 2)
    const more = wave.weight / weight - 1
    const left = wave.places.filter((place) => (this.#state[place] as number) < decided)
    const free = wave.places.filter((place) => this.#state[place] === decided)
    for (const device of left) {
      if (this.#input.chance.next() < more) this.#copy(device, free.pop(), now)
    }
    wave.weight = weight
    this.#weigh(now)
  }

  #copy(device: number, to: number | undefined, now: Instant): void {
    if (to === undefined) return
    this.#devices.copy(device, to, now)
    this.#expiresAt[to] = this.#expiresAt[device] as number
    this.#state[to] = this.#state[device] as number
    this.#wave(to).open++
    if (this.#state[to] === open) this.#push(to)
    else this.#heap.push(now, to)
  }

  /** Rates are shared by all devices, whatever one of them stands for. */
  #weigh(now: Instant): void {
    const begun = this.#waves.filter(({ openedAt }) => openedAt !== undefined)
    const undecided = begun.filter((wave) => wave.open + waitingIn(wave) > 0)
    const weight = Math.max(1, ...undecided.map((wave) => wave.weight))
    if (weight === this.#rateWeight) return
    this.#rateWeight = weight
    for (const [key, bucket] of this.#rates) this.#rates.set(key, { ...bucket, at: now / weight })
  }

  /** At the present, what is left of a wave becomes what is known to be left of it. */
  #match(index: number, now: Instant): void {
    const { observed } = this.#input
    const wave = this.#waves[index] as DrawnWave
    const seen = observed?.waves[index]
    if (!seen || wave.isMatched || now < observed.now) return
    wave.isMatched = true
    wave.succeeded = seen.succeeded
    wave.failed = seen.failed
    wave.expired = 0
    const left = Math.round((wave.devices - seen.succeeded - seen.failed) / wave.weight)
    const more = left - wave.open - waitingIn(wave)
    if (more < 0) this.#drop(wave, -more, now)
    else this.#reopen(wave, more, now)
  }

  /** It went faster than drawn: more were admitted, and more are through. */
  #drop(wave: DrawnWave, count: number, now: Instant): void {
    const ahead = Math.min(count, waitingIn(wave))
    wave.admitted += ahead
    const begun = wave.places.slice(0, wave.admitted - ahead)
    const left = this.#shuffled(begun.filter((place) => (this.#state[place] as number) < decided))
    for (const place of left.slice(0, count - ahead)) {
      this.#close(place, now)
      this.#state[place] = gone
    }
  }

  /** It went slower than drawn: some that were through are not. */
  #reopen(wave: DrawnWave, count: number, now: Instant): void {
    const begun = wave.places.slice(0, wave.admitted)
    const done = this.#shuffled(begun.filter((place) => this.#state[place] === decided))
    for (const place of done.slice(0, count)) {
      this.#state[place] = open
      wave.open++
      this.#expiresAt[place] = Math.max(now, this.#expiresAt[place] as number)
      this.#devices.advance(place, now)
      this.#push(place)
    }
  }

  #shuffled(places: readonly number[]): readonly number[] {
    const draws = new Map(places.map((place) => [place, this.#input.chance.next()]))
    return places.toSorted((a, b) => (draws.get(a) ?? 0) - (draws.get(b) ?? 0))
  }

  #note(now: Instant): void {
    const all = this.#waves.reduce((sum, { devices }) => sum + devices, 0)
    const succeeded = this.#waves.reduce((sum, wave) => sum + wave.succeeded, 0)
    const before = this.#series.at(-1)
    if (before && succeeded - before.succeeded < all / seriesMax) return
    this.#series.push({ at: now, succeeded })
  }

  course(): CampaignCourse {
    const at = this.#finishedAt
    const succeeded = this.#waves.reduce((sum, wave) => sum + wave.succeeded, 0)
    return {
      ...(at === undefined ? {} : { finishedAt: at }),
      waves: this.#waves.map(({ openedAt, endedAt, verdict, ...wave }) => ({
        ...(openedAt === undefined ? {} : { openedAt }),
        ...(endedAt !== undefined && verdict ? { endedAt, verdict } : {}),
        ...{ succeeded: wave.succeeded, failed: wave.failed, expired: wave.expired },
      })),
      expiredByClass: this.#expiredByClass,
      series: at === undefined ? this.#series : [...this.#series, { at, succeeded }],
      wakings: this.#devices.wakings,
    }
  }
}
