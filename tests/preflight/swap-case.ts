// One swap that is to be judged beforehand: the real circumstances of card, order, line, device and
// calendar, with at most one thing wrong, and what the product is told of them. A few facts are left
// out at random, as in every real inventory.

import type { Chance } from '@holdfast/simulator/world/chance.ts'
import { chanceOf } from '@holdfast/simulator/world/chance.ts'

export const doomKinds = [
  'card memory full',
  'no CI in common',
  'policy forbids disabling the old profile',
  'order not released',
  'order used up',
  'no stock',
  'line not active yet',
  'line suspended',
  'line terminated',
  'line used up',
  'line of another country',
  'line locked to another device',
  'APN not on the device',
  'battery nearly empty',
  'radio too slow for the session',
  'device calls after the deadline',
  'device calls outside the windows',
] as const
export type Doom = (typeof doomKinds)[number] | 'none'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export interface SwapCase {
  readonly number: number
  readonly doom: Doom
  readonly profileBytes: number
  readonly memorySize: number
  readonly line: {
    readonly state: 'active' | 'not-yet-active' | 'suspended' | 'terminated'
    readonly bytesLeft: number
    readonly countries: readonly string[]
    readonly imeiLock?: string
    readonly apn: string
  }
  readonly device: {
    readonly country: string
    readonly imei: string
    readonly apns: readonly string[]
    readonly batteryMwh: number
    readonly coverageClass: 'CE0' | 'CE1' | 'CE2'
    readonly everyMs: number
    readonly firstCallInMs: number
  }
  readonly sessionSeconds: number
  readonly deadlineInMs: number
  readonly window: { readonly fromMs: number; readonly untilMs: number }
  /** Facts that nobody told the product. */
  readonly untold: ReadonlySet<'line' | 'apn' | 'size' | 'battery' | 'contact'>
}

const countries = ['DE', 'FR', 'ES', 'PL', 'BR'] as const
const imeiOf = (number: number): string => `35000101${String(number).padStart(7, '0')}`

/** The case of this number: the same in every run. */
export function swapCase(number: number, doom: Doom): SwapCase {
  const chance = chanceOf(4711, 'swap', number)
  const country = chance.pick(countries)
  const everyMs = chance.pick([15 * minute, hour, 6 * hour, day])
  const base: SwapCase = {
    number,
    doom,
    profileBytes: chance.pick([1_500, 6_000, 12_000, 30_000]),
    memorySize: chance.pick([256, 384, 512]) * 1024,
    line: {
      state: 'active',
      bytesLeft: chance.whole(5_000_000, 50_000_000),
      countries: [country, 'SE'],
      apn: 'iot.borealis',
    },
    device: {
      country,
      imei: imeiOf(number),
      apns: ['internet', 'iot.borealis'],
      batteryMwh: chance.whole(1_500, 20_000),
      coverageClass: chance.weighted({ CE0: 8, CE1: 2 }) as 'CE0' | 'CE1',
      everyMs,
      firstCallInMs: chance.whole(minute, everyMs),
    },
    sessionSeconds: 900,
    deadlineInMs: 7 * day,
    window: { fromMs: 2 * hour, untilMs: 26 * hour },
    untold: untoldOf(chance),
  }
  return doomed(base, chance)
}

function untoldOf(chance: Chance): SwapCase['untold'] {
  const all = ['line', 'apn', 'size', 'battery', 'contact'] as const
  return new Set(all.filter(() => chance.happens(0.02)))
}

function doomed(base: SwapCase, chance: Chance): SwapCase {
  const { line, device } = base
  const on = (more: Partial<SwapCase['device']>): SwapCase => ({
    ...base,
    device: { ...device, ...more },
  })
  const with_ = (more: Partial<SwapCase['line']>): SwapCase => ({
    ...base,
    line: { ...line, ...more },
  })
  switch (base.doom) {
    case 'card memory full':
      return { ...base, memorySize: chance.whole(22, 26) * 1024, profileBytes: 12_000 }
    case 'line not active yet':
      return with_({ state: 'not-yet-active' })
    case 'line suspended':
      return with_({ state: 'suspended' })
    case 'line terminated':
      return with_({ state: 'terminated' })
    case 'line used up':
      return with_({ bytesLeft: 0 })
    case 'line of another country':
      return with_({ countries: ['JP', 'KR'] })
    case 'line locked to another device':
      return with_({ imeiLock: imeiOf(base.number + 1) })
    case 'APN not on the device':
      return on({ apns: ['internet'] })
    case 'battery nearly empty':
      return { ...on({ batteryMwh: chance.pick([0.2, 0.5, 1]) }), profileBytes: 12_000 }
    case 'radio too slow for the session':
      return { ...on({ coverageClass: 'CE2' }), profileBytes: 30_000, sessionSeconds: 300 }
    case 'device calls after the deadline':
      return on({ everyMs: 30 * day, firstCallInMs: chance.whole(8, 29) * day })
    case 'device calls outside the windows':
      return {
        ...on({ everyMs: day, firstCallInMs: 12 * hour }),
        window: { fromMs: 2 * hour, untilMs: 6 * hour },
        deadlineInMs: 20 * hour,
      }
    default:
      return base
  }
}
