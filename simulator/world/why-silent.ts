// Why a device truly cannot be heard at an instant: every obstacle that holds then, with the class a
// product may name it by and with what removes it. From cards, modems, networks and lines as they
// really were, never from anything the product says.

import type { Device } from '../device/device.ts'
import type { TroubleKind } from '../device/troubles.ts'
import { coverageAt } from '../network/coverage.ts'
import type { LineState } from '../network/home-register.ts'
import type { Network } from '../network/network.ts'
import { networkOf } from './line-clerk.ts'
import type { Instant } from './timeline.ts'
import type { DeviceTruth } from './truth.ts'

export type SilenceClass =
  | 'asleep'
  | 'late'
  | 'unreachable'
  | 'no-profile'
  | 'lost-authority'
  | 'suspended'
  | 'roaming-blocked'
  | 'bootstrap-exhausted'
  | 'application-only'

/** What removes it: time or a restart; something Holdfast can ask for; a person; nobody. */
export type Cure = 'itself' | 'remote' | 'person' | 'nobody'

export interface Obstacle {
  readonly why: string
  readonly class: SilenceClass
  readonly cure: Cure
}

/** Classes that nothing outside the device tells apart from this one, and that are right too. */
export const alsoRight: Readonly<Partial<Record<SilenceClass, readonly SilenceClass[]>>> = {
  // Whether a device that is merely silent has been as late before is its own rhythm's matter.
  unreachable: ['late'],
  late: ['unreachable'],
  asleep: ['late', 'unreachable'],
  // A card without an eIM and an IPA that is dead look alike: only the application is heard.
  'lost-authority': ['application-only'],
}

const troubles: Readonly<Partial<Record<TroubleKind, Omit<Obstacle, 'why'>>>> = {
  'dead-battery': { class: 'unreachable', cure: 'person' },
  warehouse: { class: 'unreachable', cure: 'itself' },
  'power-cut': { class: 'unreachable', cure: 'itself' },
  'ipa-dead': { class: 'application-only', cure: 'person' },
  'ipa-hung': { class: 'application-only', cure: 'itself' },
  'session-hung': { class: 'unreachable', cure: 'itself' },
  'attach-loop': { class: 'unreachable', cure: 'itself' },
  'sim-invalid': { class: 'unreachable', cure: 'itself' },
  'apn-lost': { class: 'unreachable', cure: 'person' },
  'sleeps-longer': { class: 'asleep', cure: 'itself' },
  'coverage-lost': { class: 'unreachable', cure: 'itself' },
}

const lines: Readonly<Record<LineState, Omit<Obstacle, 'why'> | undefined>> = {
  active: undefined,
  unknown: { class: 'suspended', cure: 'nobody' },
  'not-yet-active': { class: 'suspended', cure: 'remote' },
  suspended: { class: 'suspended', cure: 'remote' },
  barred: { class: 'suspended', cure: 'remote' },
  locked: { class: 'suspended', cure: 'remote' },
  expired: { class: 'bootstrap-exhausted', cure: 'remote' },
  'used-up': { class: 'bootstrap-exhausted', cure: 'remote' },
}

export interface SilenceWorld {
  readonly networks: readonly Network[]
  readonly truth: DeviceTruth
  /** Whether the operator of this line does what it is asked. */
  readonly isWilling: (state: LineState, iccid: string) => boolean
}

/** All obstacles between a device and the eIM at an instant; none when it could be heard. */
export function obstaclesAt(
  device: Device,
  { networks, truth, isWilling }: SilenceWorld,
  at: Instant,
): readonly Obstacle[] {
  const found: Obstacle[] = []
  for (const { kind } of device.troubles.openAt(at)) {
    const obstacle = troubles[kind]
    if (obstacle) found.push({ why: kind, ...obstacle })
  }
  const moment = truth.at(at)
  if (moment?.associated === false) {
    found.push({ why: 'no eIM', class: 'lost-authority', cure: 'person' })
  }
  if (!moment?.enabled) {
    return [...found, { why: 'no profile', class: 'no-profile', cure: 'nobody' }]
  }
  const network = networkOf(networks, moment.enabled)
  if (!network) return found
  const own = obstaclesOf(device, { network, iccid: moment.enabled, at, isWilling })
  // A SIM held for invalid is nothing of its own while the line that did it is still refused.
  const isRefused = own.some((one) => one.class === 'suspended')
  const others = found.filter(({ why }) => !isRefused || why !== 'sim-invalid')
  return [...own, ...others]
}

interface OnAir {
  readonly network: Network
  readonly iccid: string
  readonly at: Instant
  readonly isWilling: SilenceWorld['isWilling']
}

/** Those of the network and of the line. */
function obstaclesOf(
  { plan, around }: Device,
  { network, iccid, at, isWilling }: OnAir,
): readonly Obstacle[] {
  const found: Obstacle[] = []
  const { seed, scenario, steadyFrom } = around
  const { name: operator } = network.operator
  const place = { seed, device: plan.number, operator, quietFrom: steadyFrom }
  if (coverageAt(place, scenario.coverage).missingUntil(at) !== undefined) {
    found.push({ why: 'no coverage', class: 'unreachable', cure: 'itself' })
  }
  if (network.outUntil(at) !== undefined) {
    found.push({ why: `${operator} is out`, class: 'unreachable', cure: 'itself' })
  }
  if (network.blocksRoaming(plan.country, at)) {
    found.push({ why: 'roaming block', class: 'roaming-blocked', cure: 'nobody' })
  }
  const state = network.register.state(iccid, at)
  const line = lines[state]
  if (line) {
    const cure = line.cure === 'remote' && !isWilling(state, iccid) ? 'nobody' : line.cure
    found.push({ ...line, cure, why: `line ${state}` })
  }
  const session = network.register.line(iccid, at)?.session
  if (session === 'no-session') {
    found.push({ why: 'no data service', class: 'suspended', cure: 'nobody' })
  }
  if (session === 'unknown-apn') {
    found.push({ why: 'wrong APN', class: 'unreachable', cure: 'person' })
  }
  return found
}
