// Which troubles befall a device, and when: a function of seed, number and scenario. Beside them
// what its bootstrap line may use, for some run out of it.

import type { Trouble } from '../device/troubles.ts'
import { type FateKind, fateKinds } from '../scenarios/fate-rates.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { type Chance, chanceOf } from './chance.ts'
import type { Instant } from './timeline.ts'

const hourMs = 3600_000
const dayMs = 24 * hourMs

/** A trouble of a device's line: an operator's act, not the device's. */
export type LineFateKind = 'line-suspended' | 'line-barred' | 'imei-locked'

const lineFates: readonly FateKind[] = ['line-suspended', 'line-barred', 'imei-locked']
const bootstrapFates: readonly FateKind[] = ['quota-short', 'validity-over']

/** Days that kinds last which end by themselves. */
const lasting: Readonly<Partial<Record<FateKind, readonly [number, number]>>> = {
  warehouse: [2, 12],
  'sleeps-longer': [3, 8],
  'coverage-lost': [1, 6],
}

export interface FatePlan {
  readonly troubles: readonly Trouble[]
  readonly lines: readonly { readonly kind: LineFateKind; readonly at: Instant }[]
  readonly bootstrap: {
    /** How long its bytes last at the device's own rhythm. */
    readonly lastsMs?: number
    readonly smsLeft?: number
    readonly validUntil?: Instant
  }
}

const none: FatePlan = { troubles: [], lines: [], bootstrap: {} }

/** The fates of device `number` in a world that begins at `startAt`. */
export function planFates(
  { seed, number }: { readonly seed: number; readonly number: number },
  { fates }: Scenario,
  startAt: Instant,
): FatePlan {
  if (!fates) return none
  const troubles: Trouble[] = []
  const lines: { kind: LineFateKind; at: Instant }[] = []
  let bootstrap: FatePlan['bootstrap'] = {}
  for (const kind of fateKinds) {
    const chance = chanceOf(seed, 'fate', number, kind)
    if (!chance.happens(fates.shares[kind] ?? 0)) continue
    const days = fates.fromDay + chance.fraction() * (fates.untilDay - fates.fromDay)
    const at = startAt + Math.round(days * dayMs)
    if (lineFates.includes(kind)) lines.push({ kind: kind as LineFateKind, at })
    else if (bootstrapFates.includes(kind)) {
      bootstrap = { ...bootstrap, ...bootstrapLimit(kind, { at, startAt }, chance) }
    } else troubles.push(troubleOf(kind as Trouble['kind'], at, chance))
  }
  return { troubles, lines, bootstrap }
}

function bootstrapLimit(
  kind: FateKind,
  { at, startAt }: { readonly at: Instant; readonly startAt: Instant },
  chance: Chance,
): FatePlan['bootstrap'] {
  if (kind === 'validity-over') return { validUntil: at }
  return { lastsMs: at - startAt, smsLeft: chance.whole(2, 10) }
}

function troubleOf(kind: Trouble['kind'], from: Instant, chance: Chance): Trouble {
  const days = lasting[kind as FateKind]
  if (!days) return { kind, from, endsItself: false }
  const [least, most] = days
  const until = from + Math.round((least + chance.fraction() * (most - least)) * dayMs)
  return { kind, from, until, endsItself: true }
}
