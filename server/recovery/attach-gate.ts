// Devices that failed together must not come back together: actions that make a device attach pass
// a ceiling for each operator (C8). The rules are in fleet/pacing; kept here are the buckets, one
// set in each process, so with several processes on one database the ceiling is shared out by whom
// each happens to ask.

import type { HookCall } from '@holdfast/connectors/operator-hooks/hook-message.ts'
import {
  type AttachBucket,
  admitAttach,
  newAttachBucket,
} from '@holdfast/fleet/pacing/admit-attach.ts'

/** Attaches a second that one operator's network is to meet because of us, at most. */
export const attachesPerSecondMax = 50
const operatorsMax = 10_000

const attaching: ReadonlySet<HookCall['action']> = new Set([
  'wake',
  'reactivate-line',
  'refresh-registration',
])

export class AttachGate {
  readonly #buckets = new Map<string, AttachBucket>()
  readonly #waiting = new Set<string>()

  /** Nothing when the call may be made now, or when to ask again. */
  putOff({ id, action, eid, operator = 'unknown' }: HookCall, now: number): number | undefined {
    if (!attaching.has(action)) return undefined
    const key = `operator:${operator}`
    const bucket = this.#buckets.get(key) ?? newAttachBucket(key, attachesPerSecondMax, now)
    const hasWaited = this.#waiting.has(id)
    const ask = { attempts: 0, isChanged: false, hasWaited, chance: chanceOf(eid) }
    const admission = admitAttach([bucket], ask, now)
    if (admission.kind === 'refused') return undefined
    const [kept = bucket] = admission.buckets
    if (this.#buckets.size >= operatorsMax) this.#buckets.clear()
    this.#buckets.set(key, kept)
    if (admission.kind === 'go') {
      this.#waiting.delete(id)
      return undefined
    }
    this.#waiting.add(id)
    return admission.until
  }
}

/** Spreads devices, the same way in every run: golden-ratio hashing of the EID's end. */
const chanceOf = (eid: string): number => (Number(eid.slice(-12)) * 0.618_033_988_749_895) % 1
