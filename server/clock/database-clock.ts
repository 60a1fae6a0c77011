// The time of a server: the database's at their last agreement plus what has passed here since, so
// that no clock that somebody sets moves it, and all servers of a database have the same. It is read
// every few seconds beside the requests; no request waits for it.

import type { Instant } from '@holdfast/fleet/evidence.ts'
import { type ClockCode, clockTable } from '@holdfast/fleet/reasons/clock-table.ts'
import type { Store } from '../store/contract.ts'
import type { World } from '../world.ts'
import type { Elapsed } from './elapsed.ts'
import {
  type Agreement,
  chooseStart,
  judgeReading,
  offsetIn,
  type Reading,
  sameWithinMs,
  vouchEveryMs,
} from './judge-time.ts'

type ClockStore = Pick<Store, 'machineNow' | 'record' | 'putRecord'>

export interface DatabaseClockWish {
  readonly store: ClockStore
  readonly elapsed: Elapsed
  /** The clock of this server's machine. */
  readonly machineNow: () => number
  readonly log: World['log']
  /** The last instant of the log. */
  readonly notBefore?: number | undefined
  /** The database was a backup: what its servers had agreed on was about another machine. */
  readonly isRestored?: boolean
}

export const agreeEveryMs = 5_000
const apartFromMs = 60_000
const readingsAtStart = 3
/** An answer that took longer says too little. */
const slowestMs = 1_000

const place = { collection: 'clock', key: 'agreement' } as const

interface Look {
  readonly reading: Reading
  /** When the clocks were read, by `elapsed`. */
  readonly at: number
  readonly tookMs: number
}

export class DatabaseClock {
  readonly #wish: DatabaseClockWish
  #anchor: { readonly time: number; readonly elapsed: number }
  #latest = 0
  #offsetMs: number
  #machineApartMs = 0
  #toldCode: string | undefined

  private constructor(wish: DatabaseClockWish, { reading, at }: Look) {
    this.#wish = wish
    this.#anchor = { time: chooseStart(reading, wish.notBefore), elapsed: at }
    this.#offsetMs = offsetIn(reading)
    this.#noteMachine(reading, at)
  }

  /** Takes the time from the database. Rejects as the store does. */
  static async open(wish: DatabaseClockWish): Promise<DatabaseClock> {
    const looks: Look[] = []
    for (let i = 0; i < readingsAtStart; i++) looks.push(await look(wish))
    const best = looks.reduce((a, b) => (b.tookMs < a.tookMs ? b : a))
    return new DatabaseClock(wish, wish.isRestored ? withoutAgreement(best) : best)
  }

  /** Milliseconds since 1970 UTC; never less than before. */
  now(): Instant {
    const { time, elapsed } = this.#anchor
    const at = Math.floor(time + this.#wish.elapsed.elapsed() - elapsed)
    this.#latest = Math.max(this.#latest, at)
    return this.#latest
  }

  /**
   * Reads the clocks once, makes small differences good, and tells the other servers when the
   * database's clock was set. A store that cannot be reached changes nothing: time goes on.
   */
  async agree(): Promise<void> {
    const { elapsed, log } = this.#wish
    elapsed.noteSleep()
    try {
      const { reading, at, tookMs } = await look(this.#wish)
      if (tookMs <= slowestMs) await this.#take(reading, at)
    } catch (cause) {
      log('warn', "the database's clock could not be read; time goes on", { cause: String(cause) })
    }
  }

  /** Which clock is wrong, with its code; nothing when none is. */
  trouble(): string | undefined {
    const isDatabase = Math.abs(this.#offsetMs) > apartFromMs
    const code: ClockCode = isDatabase ? 'database-clock-apart' : 'machine-clock-apart'
    const whose = isDatabase ? "the database's" : "this server's"
    const apartMs = isDatabase ? -this.#offsetMs : this.#machineApartMs
    if (Math.abs(apartMs) <= apartFromMs) return undefined
    const words = `the clock of ${whose} machine is ${apartInWords(apartMs)} Holdfast's time`
    return `${code}: ${words}`
  }

  async #take(reading: Reading, at: number): Promise<void> {
    const { log } = this.#wish
    const now = this.#timeAt(at)
    const verdict = judgeReading(reading, now, this.#offsetMs)
    if (verdict.kind === 'goes-on') {
      await this.#vouch(verdict.offsetMs, reading.database)
    } else {
      this.#offsetMs = offsetIn(reading)
      this.#anchor = { time: now + verdict.shiftMs, elapsed: at }
      if (verdict.kind === 'went-ahead') {
        const byMs = verdict.shiftMs
        const code: ClockCode = 'time-went-ahead'
        log('warn', `${code}: ${clockTable[code].words}`, { byMs })
      }
      await this.#renewVouching(reading)
    }
    this.#noteMachine(reading, at)
  }

  /** Says once that a clock is wrong, and once that none is any more. */
  #noteMachine({ machine }: Reading, at: number): void {
    this.#machineApartMs = machine - this.#timeAt(at)
    const trouble = this.trouble()
    const code = trouble?.split(':')[0]
    if (code === this.#toldCode) return
    this.#toldCode = code
    this.#wish.log('warn', trouble ?? 'the clocks agree again')
  }

  #timeAt(at: number): number {
    return this.#anchor.time + at - this.#anchor.elapsed
  }

  /** While the database's clock is wrong, living servers say so again and again. */
  async #renewVouching({ database, agreement }: Reading): Promise<void> {
    if (!agreement || Math.abs(agreement.offsetMs) <= sameWithinMs) return
    const ageMs = database - agreement.vouchedAt
    if (ageMs < 0 || ageMs >= vouchEveryMs) await this.#vouch(agreement.offsetMs, database)
  }

  async #vouch(offsetMs: number, database: number): Promise<void> {
    const isOver = Math.abs(offsetMs) <= sameWithinMs
    const value: Agreement = { offsetMs: isOver ? 0 : Math.round(offsetMs), vouchedAt: database }
    await this.#wish.store.putRecord({ ...place, value })
    this.#offsetMs = value.offsetMs
  }
}

async function look({ store, elapsed, machineNow }: DatabaseClockWish): Promise<Look> {
  const record = await store.record(place.collection, place.key)
  const begun = elapsed.elapsed()
  const database = await store.machineNow()
  const tookMs = elapsed.elapsed() - begun
  // Written by `vouch` only.
  const agreement = record?.value as Agreement | undefined
  const machine = machineNow() - tookMs / 2
  return { reading: { database, machine, agreement }, at: begun + tookMs / 2, tookMs }
}

const withoutAgreement = ({ reading, ...look }: Look): Look => ({
  ...look,
  reading: { ...reading, agreement: undefined },
})

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** `30 days ahead of`, `48 h behind`, `90 min ahead of`. */
function apartInWords(ms: number): string {
  const length = Math.abs(ms)
  const [unit, name] =
    length < 2 * hourMs ? [minuteMs, 'min'] : length < 3 * dayMs ? [hourMs, 'h'] : [dayMs, 'days']
  return `${Math.round(length / unit)} ${name} ${ms > 0 ? 'ahead of' : 'behind'}`
}
