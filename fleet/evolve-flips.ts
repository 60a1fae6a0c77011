// What events say about flips: the card left a profile that we had enabled, and not through us
// (rollback, fallback, an enable that a restart undid, somebody else). F32, F33, F40. The flap guard
// judges by them.

import { enabledProfile, isOpen } from './card-queries.ts'
import type { CardState, Flip } from './card-state.ts'
import { kept } from './deadlines.ts'
import type { CardFact, EventDraft } from './event.ts'

/** The state with the flip that this event tells of, or with what releases the guard. */
export function evolveFlips(
  before: CardState,
  after: CardState,
  { fact, at }: EventDraft,
): CardState {
  if (fact.kind === 'flap-held') return { ...after, flapHeldAt: at }
  if (releases(before, fact)) return { ...after, flapReleasedAt: at }
  const left = leftProfile(before, after, fact)
  if (!left) return after
  const last = after.flips?.at(-1)
  if (last?.from === left.from && last.at === at) return after
  return { ...after, flips: [...(after.flips ?? []), { at, ...left }].slice(-kept.flips) }
}

/** A person took it on, or the card has another operating system now. */
function releases({ euicc: old }: CardState, fact: CardFact): boolean {
  if (fact.kind === 'operation-created') return fact.operation.releasesFlapHold === true
  if (fact.kind !== 'card-identified' || old?.firmwareVersion === undefined) return false
  const { firmwareVersion } = fact.euicc
  return firmwareVersion !== undefined && firmwareVersion !== old.firmwareVersion
}

function leftProfile(
  before: CardState,
  after: CardState,
  fact: CardFact,
): Omit<Flip, 'at'> | undefined {
  if (fact.kind === 'outcome-changed') return rolledBack(fact)
  if (fact.kind === 'profile-changed' && fact.operationId !== undefined) return undefined
  if (fact.kind !== 'profile-changed' && fact.kind !== 'profiles-read') return undefined
  const from = enabledProfile(before)?.iccid
  const to = enabledProfile(after)?.iccid
  if (from === undefined || from === to || !wasOurs(before, from)) return undefined
  if (isOurs(before, to)) return undefined
  const cause = before.lastStateChange?.cause ?? 'unknown'
  return { from, ...(to === undefined ? {} : { to }), cause }
}

function rolledBack(
  fact: Extract<CardFact, { kind: 'outcome-changed' }>,
): Omit<Flip, 'at'> | undefined {
  const { from, to, targetIccid, formerIccid, reason } = fact
  if (to !== 'rolled-back' || from === to || targetIccid === undefined) return undefined
  const cause = reason?.code === 'fallback-by-card' ? 'fallback' : 'rollback'
  return { from: targetIccid, ...(formerIccid === undefined ? {} : { to: formerIccid }), cause }
}

/** Whether an operation of ours had enabled it. */
const wasOurs = ({ operations }: CardState, iccid: string): boolean =>
  Object.values(operations).some(
    ({ targetIccid, enableSentAt }) => targetIccid === iccid && enableSentAt !== undefined,
  )

/** Whether an operation under way has asked for it. */
const isOurs = ({ operations }: CardState, iccid: string | undefined): boolean =>
  Object.values(operations).some(
    (one) => isOpen(one) && one.enableSentAt !== undefined && one.targetIccid === iccid,
  )
