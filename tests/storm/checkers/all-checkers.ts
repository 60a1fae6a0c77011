// All invariants that a storm is held to, in their order.

import type { Evidence } from '../rig/evidence.ts'
import type { Checker, Violation } from './checker.ts'
import { allEnds } from './l01-all-ends.ts'
import { nobodyBlocked } from './l02-nobody-blocked.ts'
import { owned } from './l03-owned.ts'
import { oneInFlight } from './s01-one-in-flight.ts'
import { appliedOnce } from './s02-applied-once.ts'
import { unknownIsAState } from './s03-unknown-is-a-state.ts'
import { wayBackStays } from './s04-way-back.ts'
import { conservation } from './s05-conservation.ts'
import { relayedAsItCame } from './s06-relayed-as-it-came.ts'
import { onlyProven } from './s07-only-proven.ts'
import { tenantsApart } from './s08-tenants-apart.ts'
import { stopIsAStop } from './s09-stop-is-a-stop.ts'
import { logAppended } from './s10-log-appended.ts'
import { allowancesKept } from './s11-allowances-kept.ts'
import { timeNeverExtends } from './s12-time-never-extends.ts'

export const allCheckers: readonly Checker[] = [
  oneInFlight,
  appliedOnce,
  unknownIsAState,
  wayBackStays,
  conservation,
  relayedAsItCame,
  onlyProven,
  tenantsApart,
  stopIsAStop,
  logAppended,
  allowancesKept,
  timeNeverExtends,
  allEnds,
  nobodyBlocked,
  owned,
]

/** Every violation that any checker finds. */
export function checkAll(evidence: Evidence): readonly Violation[] {
  const found = allCheckers.flatMap(({ check }) => check(evidence))
  return found.map((violation) => withDevice(evidence, violation))
}

function withDevice({ devices }: Evidence, violation: Violation): Violation {
  const device = devices.find(({ plan }) => violation.what.includes(plan.eid))?.plan.number
  return device === undefined ? violation : { ...violation, device }
}
