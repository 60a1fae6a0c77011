// The happenings of a seed, drawn before anything runs. Times are milliseconds from the start.

import { type Chance, chanceOf } from '@holdfast/simulator/world/chance.ts'
import type { Deed, Fault, Happening } from './happening.ts'

export interface StormSize {
  readonly seed: number
  readonly devices: number
  /** Hours with faults; as many again follow without, at least three weeks. */
  readonly hours: number
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Faults a device meets in a day, by kind: between the field's rates and a bad dream. */
const perDeviceDay = {
  lostRequest: 0.3,
  lostReply: 0.5,
  duplicate: 0.2,
  lateDuplicate: 0.2,
  truncatedReply: 0.1,
  slow: 0.2,
  'cut-request': 0.1,
  'delayed-request': 0.15,
  power: 0.4,
  hole: 0.05,
  'card-busy': 0.05,
  'forged-result': 0.05,
  'late-line': 0.02,
  'dead-line': 0.01,
  'line-without-session': 0.01,
  'line-suspended': 0.02,
  'line-used-up': 0.015,
} as const

/** Faults of the server and the SM-DP+ in a day. */
const perDay = {
  'commit-fails': 1,
  'commit-unacknowledged': 1,
  'commit-crash-before': 0.5,
  'commit-crash-after': 0.5,
  crash: 0.2,
  smdp: 1,
  'smdp-out': 0.05,
  'smdp-certificate': 0.03,
  'eim-certificate': 0.03,
  'network-out': 0.08,
  hook: 1,
} as const

/** Wishes for one device in a day. */
const wishesPerDeviceDay = 0.25

type DeviceKind = keyof typeof perDeviceDay
type SharedKind = keyof typeof perDay

/** All that happens in this storm, in the order of time. */
export function planStorm(size: StormSize): readonly Happening[] {
  const chance = chanceOf(size.seed, 'storm plan')
  const days = (size.hours * hourMs) / dayMs
  const heat = chance.pick([0.2, 1, 1, 3])
  const happenings: Happening[] = []
  const when = () => Math.floor(chance.fraction() * size.hours * hourMs)
  const drawn = (rate: number) => wholeNear(chance, rate)
  for (const [kind, rate] of Object.entries(perDeviceDay) as [DeviceKind, number][]) {
    const count = drawn(rate * days * size.devices * heat)
    for (let i = 0; i < count; i++) {
      const device = chance.whole(0, size.devices - 1)
      happenings.push(deviceFault(chance, kind, { at: when(), device }))
    }
  }
  for (const [kind, rate] of Object.entries(perDay) as [SharedKind, number][]) {
    const count = drawn(rate * days * heat)
    for (let i = 0; i < count; i++) happenings.push(sharedFault(chance, kind, when()))
  }
  // Drawn apart, so that the seeds of before have the same storm otherwise.
  const apart = chanceOf(size.seed, 'storm clocks')
  const only = apart.pick(['first', 'second', undefined] as const)
  if (chance.happens(0.3)) {
    const where = only === undefined ? {} : { only }
    happenings.push({ kind: 'clock', ...wrongTime(chance, when()), ...where })
  }
  if (chance.happens(0.2)) {
    happenings.push({ kind: 'restore', at: when(), backMs: chance.whole(1, 24 * 60) * minuteMs })
  }
  if (chance.happens(0.25)) {
    happenings.push({ kind: 'second-server', at: when(), forMs: chance.whole(1, 96) * hourMs })
  }
  if (apart.happens(0.15)) {
    const at = Math.floor(apart.fraction() * size.hours * hourMs)
    happenings.push({ kind: 'database-clock', ...wrongTime(apart, at) })
  }
  const deeds = drawn(wishesPerDeviceDay * days * size.devices)
  for (let i = 0; i < deeds; i++) happenings.push(deedOf(chance, size, when()))
  if (chance.happens(0.6)) happenings.push(...campaignDeeds(chance, size))
  return happenings.toSorted((a, b) => a.at - b.at)
}

/** A campaign over a part of the fleet, and what people do with it on the way. */
function campaignDeeds(chance: Chance, { devices, hours }: StormSize): readonly Deed[] {
  const first = chance.whole(0, Math.floor(devices / 2))
  const members = Array.from({ length: devices - first }, (_, i) => first + i)
  const begin = Math.floor((chance.fraction() * hours * hourMs) / 2)
  const deed = (at: number, wish: Deed['wish']): Deed => ({
    ...{ kind: 'deed', at, wish, times: 1 },
    devices: members,
    choice: chance.whole(0, 11),
  })
  const steers = Array.from({ length: chance.whole(0, 4) }, () =>
    deed(begin + Math.floor(chance.fraction() * hours * hourMs * 0.5), 'campaign-steer'),
  )
  return [deed(begin, 'campaign'), ...steers]
}

/** The rate, with its fraction as the chance of one more. */
const wholeNear = (chance: Chance, rate: number): number =>
  Math.floor(rate) + (chance.happens(rate - Math.floor(rate)) ? 1 : 0)

function deviceFault(
  chance: Chance,
  kind: DeviceKind,
  where: { readonly at: number; readonly device: number },
): Fault {
  const place = { ...where, skip: chance.whole(0, 8) }
  switch (kind) {
    case 'power': {
      const offMs = chance.whole(1, 240) * minuteMs
      return { ...place, kind, skip: chance.whole(0, 40), share: chance.fraction(), offMs }
    }
    case 'line-suspended':
    case 'line-used-up':
      return { ...place, kind, forMs: chance.whole(4, 200) * hourMs }
    case 'hole':
    case 'late-line':
      return { ...place, kind, forMs: chance.whole(1, 30) * hourMs }
    case 'delayed-request':
      return { ...place, kind, forMs: chance.whole(1, 600) * minuteMs }
    case 'card-busy':
      return { ...place, kind, count: chance.whole(1, 3) }
    case 'cut-request':
    case 'forged-result':
    case 'dead-line':
    case 'line-without-session':
      return { ...place, kind }
    default:
      return { ...place, kind: 'link', fault: kind }
  }
}

const refusals = ['8.1/4.8', '8.2/1.2', '8.2.5/3.7', '8.2.6/3.8', '8.8.5/4.1', '8.8.5/6.4'] as const
const hookFaults = ['no-answer', 'http-500', 'not-json', 'refused', 'done-then-lost'] as const
const smdpFaults = ['lost-request', 'lost-reply', 'http-500', 'not-json', 'refused'] as const

function sharedFault(chance: Chance, kind: SharedKind, at: number): Fault {
  const smdp = chance.whole(0, 1)
  switch (kind) {
    case 'crash':
      return { kind, at, downMs: chance.whole(0, 60) * minuteMs }
    case 'smdp':
      return {
        ...{ kind, at, smdp },
        skip: chance.whole(0, 6),
        fault: chance.pick(smdpFaults),
        code: chance.pick(refusals),
      }
    case 'hook':
      return { kind, at, skip: chance.whole(0, 2), how: chance.pick(hookFaults) }
    case 'network-out':
      return { kind, at, operator: chance.whole(0, 2), forMs: chance.whole(1, 12) * hourMs }
    case 'eim-certificate':
      return { kind, at, forMs: chance.whole(1, 12) * hourMs }
    case 'smdp-certificate':
    case 'smdp-out':
      return { kind, at, smdp, forMs: chance.whole(1, 20) * hourMs }
    case 'commit-fails':
      return { kind: 'commit', at, skip: chance.whole(0, 12), how: 'fails' }
    case 'commit-unacknowledged':
      return { kind: 'commit', at, skip: chance.whole(0, 12), how: 'unacknowledged' }
    case 'commit-crash-before':
      return { kind: 'commit', at, skip: chance.whole(0, 12), how: 'crash-before' }
    case 'commit-crash-after':
      return { kind: 'commit', at, skip: chance.whole(0, 12), how: 'crash-after' }
  }
}

function wrongTime(chance: Chance, at: number) {
  const byMs = chance.pick([-30 * dayMs, -2 * hourMs, -minuteMs, hourMs, 2 * dayMs])
  return { at, byMs, forMs: chance.whole(1, 48) * hourMs }
}

const wishWeights = {
  swap: 40,
  download: 10,
  enable: 15,
  disable: 6,
  delete: 8,
  'set-fallback': 6,
  'unset-fallback': 3,
  audit: 7,
  cancel: 5,
} as const satisfies Partial<Record<Deed['wish'], number>>

function deedOf(chance: Chance, { devices }: StormSize, at: number): Deed {
  const isMany = chance.happens(0.05)
  const count = isMany ? chance.whole(2, Math.max(2, Math.floor(devices / 3))) : 1
  const first = chance.whole(0, devices - 1)
  return {
    ...{ kind: 'deed', at },
    devices: Array.from({ length: count }, (_, i) => (first + i) % devices),
    wish: chance.weighted(wishWeights),
    choice: chance.whole(0, 5),
    times: chance.happens(0.1) ? 2 : 1,
    ...(chance.happens(0.1) ? { deadlineMs: chance.whole(1, 72) * hourMs } : {}),
  }
}
