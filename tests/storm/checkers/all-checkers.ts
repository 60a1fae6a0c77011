// All invariants that a storm is held to, in their order.

import type { Evidence } from '../rig/evidence.ts'
import type { Checker, Violation } from './checker.ts'
import { oneInFlight } from './s01-one-in-flight.ts'
import { appliedOnce } from './s02-applied-once.ts'
import { unknownIsAState } from './s03-unknown-is-a-state.ts'

export const allCheckers: readonly Checker[] = [oneInFlight, appliedOnce, unknownIsAState]

/** Every violation that any checker finds. */
export function checkAll(evidence: Evidence): readonly Violation[] {
  const found = allCheckers.flatMap(({ check }) => check(evidence))
  return found.map((violation) => withDevice(evidence, violation))
}

function withDevice({ devices }: Evidence, violation: Violation): Violation {
  const device = devices.find(({ plan }) => violation.what.includes(plan.eid))?.plan.number
  return device === undefined ? violation : { ...violation, device }
}
