// Faults that wait for their moment: each is taken once, at the first chance after its time and
// after as many chances more as it lets pass.

import type { Fault, Happening } from './happening.ts'
import { isDeed, kindOf } from './happening.ts'

type Of<K extends Fault['kind']> = Extract<Fault, { kind: K }>

interface Waiting {
  readonly fault: Fault
  left: number
}

export class DueFaults {
  readonly #startAt: number
  /** What did not happen until here never does. */
  readonly #steadyFrom: number
  readonly #byPlace = new Map<string, Waiting[]>()
  /** How many faults of each kind really happened. */
  readonly counts: Record<string, number> = {}

  constructor(
    happenings: readonly Happening[],
    { startAt, steadyFrom }: { readonly startAt: number; readonly steadyFrom: number },
  ) {
    this.#startAt = startAt
    this.#steadyFrom = steadyFrom
    for (const fault of happenings) {
      if (isDeed(fault)) continue
      const place = placeOf(fault.kind, whereOf(fault))
      const list = this.#byPlace.get(place) ?? []
      list.push({ fault, left: 'skip' in fault ? fault.skip : 0 })
      this.#byPlace.set(place, list)
    }
  }

  /** The fault of this kind that happens here and now, if one does. */
  take<K extends Fault['kind']>(kind: K, now: number, where?: number): Of<K> | undefined {
    const list = this.#byPlace.get(placeOf(kind, where))
    const first = list?.[0]
    if (!list || !first || this.#startAt + first.fault.at > now) return undefined
    if (now >= this.#steadyFrom) return undefined
    if (first.left > 0) {
      first.left--
      return undefined
    }
    list.shift()
    this.count(kindOf(first.fault))
    // The list of a place holds faults of its kind only.
    return first.fault as Of<K>
  }

  /** All faults of a kind, for those who wait for their time themselves. */
  all<K extends Fault['kind']>(kind: K): readonly Of<K>[] {
    return [...this.#byPlace.entries()]
      .filter(([place]) => place.startsWith(`${kind} `))
      .flatMap(([, list]) => list.map(({ fault }) => fault as Of<K>))
  }

  count(kind: string): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1
  }
}

/** The device, or the SM-DP+. */
function whereOf(fault: Fault): number | undefined {
  if ('device' in fault) return fault.device
  return 'smdp' in fault ? fault.smdp : undefined
}

const placeOf = (kind: string, where: number | undefined): string => `${kind} ${where ?? ''}`
