// The admission of the device endpoint when devices come back together: keeps what judge-herd asks
// for (how full, how fast, who was sent away) and forgets it again. Bounded, like every queue.

import { type HerdVerdict, herdFrom, judgeHerd } from '@holdfast/fleet/pacing/judge-herd.ts'

/** `BF4F 12 5A 10` and an EID: a poll of a device that has nothing under way yet. */
const pollOctets = 21
const eidAt = 5

const rememberedMax = 200_000
/** Who was sent away and has not come for so long is not waiting any more. */
const forgottenMs = 2 * 3_600_000
const measuredMs = 1_000

const served: HerdVerdict = { kind: 'serve' }

interface Turned {
  readonly times: number
  readonly at: number
}

export interface HerdRequest {
  readonly body: Uint8Array
  /** 0 to 1. */
  readonly fullness: number
  /** Milliseconds of a clock that does not go back. */
  readonly now: number
  readonly chance: number
}

export class HerdGate {
  readonly #turned = new Map<string, Turned>()
  #served = 0
  #servedPerSecond = 0
  #since = 0

  /** Whether this request is answered; who is sent away is remembered by its EID. */
  judge({ body, fullness, now, chance }: HerdRequest): HerdVerdict {
    this.#measure(now)
    if (fullness < herdFrom && this.#turned.size === 0) {
      this.#served++
      return served
    }
    const isPoll = body.length === pollOctets && body[0] === 0xbf && body[1] === 0x4f
    const eid = isPoll ? Buffer.from(body.subarray(eidAt)).toString('latin1') : undefined
    const turned = eid === undefined ? undefined : this.#turned.get(eid)
    const verdict = judgeHerd(
      { fullness, servedPerSecond: this.#servedPerSecond, sentAway: this.#turned.size },
      { timesSentAway: turned?.times ?? 0, isUnderWay: !isPoll, chance },
    )
    if (verdict.kind === 'serve') {
      this.#served++
      if (eid !== undefined && turned) this.#turned.delete(eid)
    } else if (eid !== undefined) {
      this.#turned.delete(eid)
      this.#turned.set(eid, { times: (turned?.times ?? 0) + 1, at: now })
      this.#forget(now)
    }
    return verdict
  }

  /** Devices that were sent away and have not been served since. */
  get sentAway(): number {
    return this.#turned.size
  }

  #measure(now: number): void {
    const passed = now - this.#since
    if (passed < measuredMs) return
    const recent = (this.#served * 1000) / passed
    this.#servedPerSecond = this.#since === 0 ? recent : (this.#servedPerSecond + recent) / 2
    this.#served = 0
    this.#since = now
  }

  #forget(now: number): void {
    for (const [eid, { at }] of this.#turned) {
      if (now - at < forgottenMs && this.#turned.size <= rememberedMax) return
      this.#turned.delete(eid)
    }
  }
}
