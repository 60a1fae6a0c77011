// What operators do to lines that are in use: they suspend them, or an allowance is used up (F18,
// F31); and whole networks that are out for hours. Some of them tell the fleet's owner, later. All
// of it is mended when the storm is over, at the latest.

import type { Device } from '@holdfast/simulator/device/device.ts'
import type { Network, NetworkTroubles } from '@holdfast/simulator/network/network.ts'
import { operators } from '@holdfast/simulator/world/operators.ts'
import type { Timeline } from '@holdfast/simulator/world/timeline.ts'
import type { DueFaults } from './due-faults.ts'

export interface LineFaultParts {
  readonly timeline: Timeline
  readonly faults: DueFaults
  readonly startAt: number
  readonly steadyFrom: number
  readonly devices: readonly Device[]
  readonly networkOf: (iccid: string) => Network | undefined
  /** The operator's system says how a line is. */
  readonly report: (line: { readonly iccid: string; readonly state: string }) => Promise<void>
}

const order = 7e9
const reportLagMs = 3_600_000
const mendedBytes = 50_000_000

/** Puts every one of the list on the timeline. */
export function beginLineFaults(parts: LineFaultParts): void {
  const { timeline, faults, startAt, steadyFrom } = parts
  for (const { kind, at, device, forMs } of [
    ...faults.all('line-suspended'),
    ...faults.all('line-used-up'),
  ]) {
    timeline.begin(order + device, startAt + at, async (clock) => {
      const iccid = parts.devices[device]?.slot.enabledIccid()
      const network = iccid === undefined ? undefined : parts.networkOf(iccid)
      if (iccid === undefined || !network) return
      faults.count(kind)
      const { register } = network
      const isSuspended = kind === 'line-suspended'
      const budgetBytes = register.usedBytes(iccid)
      const facts = isSuspended
        ? { suspendedFrom: clock.now }
        : { budgetBytes, usedUpFrom: clock.now }
      register.change(iccid, clock.now, facts)
      await clock.spend(reportLagMs)
      await tell(parts, network, iccid, clock.now)
      await clock.until(Math.min(startAt + at + forMs, steadyFrom))
      if (isSuspended) register.reactivate(iccid, clock.now)
      else register.topUp(iccid, mendedBytes, clock.now)
      await tell(parts, network, iccid, clock.now)
    })
  }
}

async function tell(
  parts: LineFaultParts,
  { operator, register }: Network,
  iccid: string,
  at: number,
) {
  if (!operator.reportsAttaches) return
  const state = register.state(iccid, at) === 'suspended' ? 'suspended' : 'active'
  const budget = register.line(iccid)?.budgetBytes
  const left = budget === undefined ? undefined : Math.max(0, budget - register.usedBytes(iccid))
  await parts.report({ iccid, state, ...(left === undefined ? {} : { bytesLeft: left }) })
}

/** When whole networks are out, by the number of the operator. */
export function networkTroubles(
  faults: DueFaults,
  { startAt, steadyFrom }: { readonly startAt: number; readonly steadyFrom: number },
): readonly NetworkTroubles[] {
  return operators.map((_, number) => ({
    outages: faults
      .all('network-out')
      .filter((fault) => fault.operator === number)
      .map(({ at, forMs }) => {
        faults.count('network-out')
        return { from: startAt + at, until: Math.min(startAt + at + forMs, steadyFrom) }
      }),
    roamingBlocks: [],
  }))
}
