// Devices that failed together must not come back together: actions that make a device attach pass
// a ceiling for each operator (C8, S11). The rules are in fleet/pacing; the bucket of each operator
// is on record, so that two processes or a restart do not double the ceiling. Many calls for one
// operator are asked about at once, because each asking is a write.

import type { HookCall } from '@holdfast/connectors/operator-hooks/hook-message.ts'
import {
  type AttachBucket,
  admitAttach,
  newAttachBucket,
} from '@holdfast/fleet/pacing/admit-attach.ts'
import type { Store } from '../store/contract.ts'

/** Attaches a second that one operator's network is to meet because of us, at most. */
export const attachesPerSecondMax = 50

const collection = 'attach-ceilings'
/** The ceiling is the network's, whoever of us the devices belong to. */
const tenant = 'default'

const attaching: ReadonlySet<HookCall['action']> = new Set([
  'wake',
  'reactivate-line',
  'refresh-registration',
])

/** A call that wants to leave. */
export interface AttachWish {
  readonly call: HookCall
  /** It was put off before. */
  readonly hasWaited: boolean
}

export class AttachGate {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** By the id of the call: when to ask again. The others may leave now. */
  async putOff(
    wishes: readonly AttachWish[],
    now: number,
  ): Promise<ReadonlyMap<HookCall['id'], number>> {
    const asked = wishes.filter(({ call }) => attaching.has(call.action))
    const groups = Map.groupBy(asked, ({ call }) => call.operator ?? 'unknown')
    const waits = new Map<HookCall['id'], number>()
    for (const [operator, group] of groups) {
      for (const [id, until] of await this.#ask(operator, group, now)) waits.set(id, until)
    }
    return waits
  }

  #ask(
    operator: string,
    group: readonly AttachWish[],
    now: number,
  ): Promise<readonly (readonly [string, number])[]> {
    const key = `operator:${operator}`
    const name = { collection, key, tenant }
    return this.#store.onDocument(name, (known: AttachBucket | undefined) => {
      const isSame = known?.ceilingPerSecond === attachesPerSecondMax
      let bucket = isSame ? known : newAttachBucket(key, attachesPerSecondMax, now)
      const waits: (readonly [string, number])[] = []
      for (const { call, hasWaited } of group) {
        const ask = { attempts: 0, isChanged: false, hasWaited, chance: chanceOf(call.eid) }
        const admission = admitAttach([bucket], ask, now)
        if (admission.kind === 'refused') continue
        bucket = admission.buckets[0] ?? bucket
        if (admission.kind === 'put-off') waits.push([call.id, admission.until])
      }
      return { value: bucket, facts: [], reply: waits }
    })
  }
}

/** Spreads devices, the same way in every run: golden-ratio hashing of the EID's end. */
const chanceOf = (eid: string): number => (Number(eid.slice(-12)) * 0.618_033_988_749_895) % 1
