// What operators do to lines: bootstrap allowances at the start, suspensions of single lines and of
// many at once. Acts on the line that a device really uses at that instant.

import type { Network } from '../network/network.ts'
import type { OperatorFaults } from '../scenarios/operator-faults.ts'
import { chanceOf } from './chance.ts'
import type { DevicePlan } from './device-plan.ts'
import type { LineFateKind } from './fate-plan.ts'
import type { Instant, Timeline } from './timeline.ts'
import type { Truth } from './truth.ts'

const hourMs = 3600_000
/** What one contact takes of an allowance: request and answer, in blocks of 1 kB, and a heartbeat. */
const contactBytes = 3 * 1024

export const networkOf = (networks: readonly Network[], iccid: string): Network | undefined =>
  networks.find(({ operator }) => iccid.startsWith(operator.iccidPrefix))

/** The line that a device comes with. */
export function openBootstrap(networks: readonly Network[], plan: DevicePlan, at: Instant): void {
  const { factoryIccid: iccid, fates, pollEveryMs } = plan
  const { lastsMs, smsLeft, validUntil } = fates.bootstrap
  const contacts = lastsMs === undefined ? 0 : Math.ceil(lastsMs / pollEveryMs)
  networkOf(networks, iccid)?.register.put({
    iccid,
    activeFrom: 0,
    session: 'open',
    ...(lastsMs === undefined ? {} : { budgetBytes: (contacts + 4) * contactBytes }),
    ...(smsLeft === undefined ? {} : { smsLeft }),
    ...(validUntil === undefined || validUntil <= at ? {} : { validUntil }),
  })
}

export interface ClerkParts {
  readonly timeline: Timeline
  readonly networks: readonly Network[]
  readonly plans: readonly DevicePlan[]
  readonly truth: Truth
  readonly seed: number
  readonly startAt: Instant
  /** After the devices' numbers. */
  readonly order: number
}

/** Puts every planned act of the operators on the timeline. */
export function beginLineFates(parts: ClerkParts, faults: OperatorFaults | undefined): void {
  const { timeline, plans, order, startAt } = parts
  for (const plan of plans) {
    for (const { kind, at } of plan.fates.lines) {
      timeline.begin(order + plan.number, at, async () => befall(parts, plan, { kind, at }))
    }
  }
  for (const { operator, atHour, share } of faults?.batchSuspensions ?? []) {
    const at = startAt + atHour * hourMs
    timeline.begin(order, at, async () => {
      for (const plan of plans) {
        const isChosen = chanceOf(parts.seed, 'batch', atHour, plan.number).happens(share)
        const iccid = parts.truth.device(plan.eid).last?.enabled
        const isTheirs = iccid && networkOf(parts.networks, iccid)?.operator.name === operator
        if (isChosen && isTheirs) befall(parts, plan, { kind: 'line-suspended', at })
      }
    })
  }
}

const facts = {
  'line-suspended': 'suspendedFrom',
  'line-barred': 'barredFrom',
  'imei-locked': 'lockedFrom',
} as const

function befall(
  { networks, truth }: ClerkParts,
  plan: DevicePlan,
  { kind, at }: { readonly kind: LineFateKind; readonly at: Instant },
): void {
  const iccid = truth.device(plan.eid).last?.enabled
  if (iccid === undefined) return
  networkOf(networks, iccid)?.register.change(iccid, at, { [facts[kind]]: at })
  truth.log({ at, device: plan.number, kind, where: iccid })
}
