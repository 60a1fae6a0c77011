// Which of the card's signed statements is the newest. Results and notifications arrive in any order
// and more than once; the order in which the card made them is told by our dispatches and by the
// numbers that the card gives them (F43, F45).

import type { CardState, PastDispatch } from './card-state.ts'
import type { PackageResult } from './signed-result.ts'

/** Whether this result was applied before: by its package, or by its number alone (S2). */
export const isDuplicate = (
  state: CardState,
  past: PastDispatch | undefined,
  seqNumber: number,
): boolean =>
  past ? past.answeredBy.includes(seqNumber) : state.appliedSeqNumbers.includes(seqNumber)

/**
 * Whether the card has told more than this since: it answered a later package, or this one again
 * (a rollback), which it counts higher.
 */
export function isOutdated(
  { dispatches = [] }: CardState,
  past: PastDispatch,
  { seqNumber }: PackageResult,
): boolean {
  if (past.answeredBy.some((answered) => answered > seqNumber)) return true
  const index = dispatches.findIndex((one) => one.eimTransactionId === past.eimTransactionId)
  return dispatches.slice(index + 1).some((later) => later.what === 'package' && later.answered)
}

/** Whether the card notified of something newer since the package left. */
export const isOvertaken = (
  { notified = [] }: CardState,
  { sentAt }: PastDispatch,
  { seqNumber }: PackageResult,
): boolean => notified.some((note) => note.at >= sentAt && note.seqNumber > seqNumber)

/**
 * Whether something that no card signed spoke against the list of profiles after this read of it
 * had left. The card may have signed it before: it ends nothing, and the card is read again. The
 * next read leaves after what was seen, so that the same sign never costs two.
 */
export const isListContradicted = ({ spokenAgainstAt = 0 }: CardState, past: PastDispatch) =>
  spokenAgainstAt > past.sentAt

/** Whether the profiles are already as this result says. */
export function isShown({ profiles }: CardState, past: PastDispatch, name: string): boolean {
  if (name === 'rollbackResult') return profiles[past.formerIccid ?? '']?.state === 'enabled'
  const profile = profiles[past.iccid ?? '']
  if (name === 'enableResult') return profile?.state === 'enabled'
  if (name === 'disableResult') return profile?.state === 'disabled'
  if (name === 'deleteResult') return profile === undefined
  return true
}
