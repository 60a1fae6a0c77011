// The questions that every decision asks of a card's state. Pure readings, no decisions.

import type { CardState, ProfileOnCard } from './card-state.ts'
import { profileListFreshMs } from './deadlines.ts'
import type { Instant } from './evidence.ts'
import type { Operation } from './operation.ts'
import type { StepKind } from './plan.ts'

export const isOpen = (operation: Operation): boolean => operation.endedAt === undefined

/** All that are kept, oldest first; a stored record does not keep the order of its keys. */
export const operationsInOrder = (state: CardState): readonly Operation[] =>
  Object.values(state.operations).toSorted((a, b) => (a.ordinal ?? 0) - (b.ordinal ?? 0))

/** Open operations, oldest first. */
export const openOperations = (state: CardState): readonly Operation[] =>
  operationsInOrder(state).filter(isOpen)

/** Whether it may be left behind: held, nothing of it under way, and no heartbeat awaited. */
export const isHeldBack = (state: CardState, one: Operation): boolean =>
  one.hold !== undefined &&
  currentStep(one)?.kind !== 'confirm' &&
  one.doubt === undefined &&
  state.inFlight?.operationId !== one.operationId

/** The one that may use the card: the oldest that is not held back; if all are, the oldest. */
export function headOperation(state: CardState): Operation | undefined {
  const open = openOperations(state)
  return open.find((one) => !isHeldBack(state, one)) ?? open[0]
}

export const currentStep = (operation: Operation): StepKind | undefined =>
  operation.plan.steps[operation.stepIndex]?.step

export const profilesOf = (state: CardState): readonly ProfileOnCard[] =>
  Object.values(state.profiles)

export const enabledProfile = (state: CardState): ProfileOnCard | undefined =>
  profilesOf(state).find((profile) => profile.state === 'enabled')

export const fallbackProfile = (state: CardState): ProfileOnCard | undefined =>
  profilesOf(state).find((profile) => profile.fallbackAttribute === true)

/** Whether the card's certificate was verified to a trusted CI: only then results prove anything. */
export const isIdentified = (state: CardState): boolean =>
  state.euicc?.euiccCertificate !== undefined && state.euicc.chainVerifiedAt !== undefined

/**
 * Whether the list of profiles may be relied upon: read from the card and signed, nothing has
 * spoken against it since, no change came after it that the read does not cover, not too old.
 */
export function isListProven(state: CardState, now: Instant): boolean {
  const read = state.profilesRead
  if (read?.evidence !== 'proven') return false
  if (state.profilesDoubtedAt !== undefined) return false
  return now - read.at <= profileListFreshMs
}

/** Whether the whole list was read after the last change to any profile. */
export const isReadAfterLastChange = (state: CardState): boolean =>
  profilesOf(state).every((profile) => profile.asOf <= (state.profilesRead?.at ?? -1))

export const isV10 = (state: CardState): boolean => state.euicc?.dialect === 'v1.0'
