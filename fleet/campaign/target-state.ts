// What has become of one device of a campaign, read from its operation; and which of these states
// say something about the change itself, so that thresholds rest on nothing else.

import { isOpen } from '../card-queries.ts'
import type { Instant } from '../evidence.ts'
import type { Operation } from '../operation.ts'

export const targetStates = [
  /** No operation yet. */
  'waiting',
  /** Looked at, and kept back for a reason that may pass. */
  'held',
  /** Its operation is open. */
  'admitted',
  /** The goal is reached: serving on the expected profile, or the change proven. */
  'succeeded',
  'failed',
  /** The card went back by itself. */
  'rolled-back',
  /** It ended without evidence. */
  'unknown',
  /** Its declared time is over and its operation is not; late truth still moves it. */
  'overdue',
  /** It did not call in its time; nothing was changed. */
  'expired',
  /** It did not allow the wish; nothing was sent. */
  'refused',
  /** Ended before anything changed, because the campaign was stopped or a person said so. */
  'cancelled',
  /** A person took it out. */
  'excluded',
  /** The campaign ended before its turn. */
  'stopped',
  /** It succeeded and was sent back when its wave was rolled back. */
  'returned',
] as const

export type TargetState = (typeof targetStates)[number]

/** How a state counts: only `success` and `failure` say whether the change is good. */
export type TargetGroup = 'ahead' | 'open' | 'success' | 'failure' | 'without-result' | 'out'

const groups: Readonly<Record<TargetState, TargetGroup>> = {
  waiting: 'ahead',
  held: 'out',
  admitted: 'open',
  succeeded: 'success',
  failed: 'failure',
  'rolled-back': 'failure',
  unknown: 'failure',
  overdue: 'failure',
  expired: 'without-result',
  refused: 'without-result',
  cancelled: 'without-result',
  excluded: 'out',
  stopped: 'without-result',
  returned: 'without-result',
}

export const groupOf = (state: TargetState): TargetGroup => groups[state]

/** Whether nothing of this campaign will change it any more, but late truth. */
export const isDecided = (state: TargetState): boolean =>
  state !== 'waiting' && state !== 'held' && state !== 'admitted'

/** The state of the device whose operation of the campaign this is. */
export function targetStateOf(operation: Operation, now: Instant): TargetState {
  if (isOpen(operation)) return now >= operation.deadlineAt ? 'overdue' : 'admitted'
  const { outcome, plan } = operation
  if (outcome === plan.goal || outcome === 'serving') return 'succeeded'
  switch (outcome) {
    case 'failed':
    case 'rolled-back':
    case 'expired':
    case 'refused':
    case 'cancelled':
      return outcome
    default:
      return 'unknown'
  }
}
