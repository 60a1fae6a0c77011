// A card's notifications: it tells of each installation, enable, disable and delete, whoever caused
// it (SGP.22 §3.5). They are the second proof of a change whose result was lost (F35), and the
// first sign that somebody else manages the card (F40).

import { isOpen, operationsInOrder } from './card-queries.ts'
import type { CardState, ProfileOnCard } from './card-state.ts'
import type { Change } from './change.ts'
import { record } from './change.ts'
import { proveStep } from './doubt.ts'
import { downloadProven, installFailed } from './download-result.ts'
import type { CardFact } from './event.ts'
import type { Operation } from './operation.ts'
import type { StepKind } from './plan.ts'
import { reason } from './reasons/reason.ts'

export type Installation =
  | { readonly ok: true; readonly isdpAid: string }
  /** BppCommandId and ErrorReason of SGP.22. */
  | { readonly ok: false; readonly command: number; readonly reason: number }

export interface NotificationFacts {
  /** `proven` when its signature was verified to a trusted CI. */
  readonly trust: 'proven' | 'reported'
  readonly seqNumber: number
  readonly event: 'install' | 'enable' | 'disable' | 'delete'
  readonly iccid?: string
  readonly install?: Installation
  /** Of the download session at the SM-DP+, upper-case hex. */
  readonly transactionId?: string
}

type ProfileChange = Extract<CardFact, { kind: 'profile-changed' }>['change']

const changeOf: Readonly<Record<NotificationFacts['event'], ProfileChange>> = {
  install: 'installed',
  enable: 'enabled',
  disable: 'disabled',
  delete: 'deleted',
}

/** The card after a notification; what is not proven is only recorded. */
export function takeNotification(change: Change, facts: NotificationFacts): Change {
  const { seqNumber, event, iccid } = facts
  const noted = record(change, {
    kind: 'notification-received',
    seqNumber,
    event,
    ...(iccid === undefined ? {} : { iccid }),
    evidence: facts.trust,
  })
  if (facts.trust !== 'proven') return noted
  if (facts.install && !facts.install.ok) {
    const operation = downloadOf(change.state, facts)
    const failure = { ...facts.install, ...(iccid === undefined ? {} : { iccid }) }
    return operation ? installFailed(noted, operation.operationId, failure) : noted
  }
  if (iccid === undefined || isAlready(change.state, iccid, event)) {
    return settleKnown(noted, facts)
  }
  const age = ageOf(change.state, seqNumber)
  if (age === 'before-the-list') return noted
  if (age === 'out-of-order') {
    return record(noted, {
      kind: 'unexpected-change',
      iccid,
      reason: reason('changed-by-others', 'a notification came after a newer one'),
    })
  }
  return applyChange(noted, facts, iccid)
}

/** Whether the notification is older than what we know: the card counts them. */
function ageOf(state: CardState, seqNumber: number): 'new' | 'before-the-list' | 'out-of-order' {
  if (seqNumber < (state.profilesRead?.seqNumber ?? -1)) return 'before-the-list'
  return state.appliedSeqNumbers.some((applied) => applied > seqNumber) ? 'out-of-order' : 'new'
}

function isAlready(state: CardState, iccid: string, event: NotificationFacts['event']): boolean {
  const profile = state.profiles[iccid]
  switch (event) {
    case 'install':
      return profile !== undefined && profile.evidence === 'proven'
    case 'enable':
      return profile?.state === 'enabled' && profile.evidence === 'proven'
    case 'disable':
      return profile?.state === 'disabled' && profile.evidence === 'proven'
    case 'delete':
      return profile === undefined
  }
}

/** The profiles are so already; an operation may still have waited to hear it. */
function settleKnown(change: Change, facts: NotificationFacts): Change {
  const { iccid } = facts
  if (iccid === undefined) return change
  if (facts.event !== 'install') return change
  const operation = downloadOf(change.state, facts)
  return operation ? downloadProven(change, operation.operationId, iccid) : change
}

function applyChange(change: Change, facts: NotificationFacts, iccid: string): Change {
  const { event } = facts
  const operation =
    event === 'install'
      ? downloadOf(change.state, facts)
      : operationBehind(change.state, event, iccid)
  const changed = record(change, {
    kind: 'profile-changed',
    iccid,
    change: changeOf[event],
    evidence: 'proven',
    ...(facts.install?.ok ? { profile: installed(change, iccid, facts.install.isdpAid) } : {}),
    ...(operation ? { operationId: operation.operationId } : {}),
  })
  if (!operation) return raised(changed, facts, iccid)
  if (event === 'install') return downloadProven(changed, operation.operationId, iccid)
  const isOther = event === 'disable' && operation.formerIccid === iccid
  if (isOther || !isOpen(operation)) return changed
  return proveStep(changed, operation.operationId, event, reason('resolved-by-notification'))
}

const installed = (change: Change, iccid: string, isdpAid: string): ProfileOnCard => ({
  iccid,
  state: 'disabled',
  ...(isdpAid === '' ? {} : { isdpAid }),
  evidence: 'proven',
  asOf: change.now,
})

/** Nobody here asked for it: it is the truth all the same, and a person should know. */
const raised = (change: Change, { event }: NotificationFacts, iccid: string): Change =>
  record(change, {
    kind: 'unexpected-change',
    iccid,
    reason: reason('changed-by-others', `the card notifies: ${event} ${iccid}`),
  })

/** The operation whose download this is about: by session, by ICCID, or because only one waits. */
function downloadOf(state: CardState, facts: NotificationFacts): Operation | undefined {
  const { transactionId, iccid } = facts
  const isFailure = facts.install?.ok === false
  const tried = operationsInOrder(state).filter((one) => (one.attempts?.download ?? 0) > 0)
  const bySession = tried.findLast(
    ({ download }) => transactionId !== undefined && download?.transactionId === transactionId,
  )
  if (bySession) return bySession
  const byIccid = tried.findLast(({ targetIccid }) => iccid !== undefined && targetIccid === iccid)
  if (byIccid) return byIccid
  return tried.findLast(
    (one) =>
      (isOpen(one) || one.outcome === 'unknown') &&
      one.targetIccid === undefined &&
      (isFailure || iccid === undefined || !one.iccidsBefore?.includes(iccid)),
  )
}

const stepBehind: Readonly<Record<string, StepKind['kind']>> = {
  enable: 'enable',
  disable: 'disable',
  delete: 'delete',
}

/**
 * The operation that asked for this change: an open one, or one ended by a heartbeat. Enabling one
 * profile disables another: the notification of that belongs to the same operation.
 */
function operationBehind(state: CardState, event: string, iccid: string): Operation | undefined {
  const asked = operationsInOrder(state).filter((one) => {
    if (one.changeSentAt === undefined) return false
    const isSwitch = (one.attempts?.enable ?? 0) > 0
    if (event === 'disable' && isSwitch && one.formerIccid === iccid) return true
    const kind = stepBehind[event]
    return kind !== undefined && (one.attempts?.[kind] ?? 0) > 0 && one.targetIccid === iccid
  })
  return asked.find(isOpen) ?? asked.findLast((one) => isSettledUnsigned(state, one))
}

/** Ended by a sign of life before the card's own word came: this notification is that word. */
const isSettledUnsigned = (state: CardState, { outcome, targetIccid }: Operation): boolean =>
  outcome === 'serving' && state.profiles[targetIccid ?? '']?.evidence !== 'proven'
