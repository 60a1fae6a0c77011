// The ladder of each class (C6): what is tried, in which order, how often. Cheap and harmless comes
// first, what costs energy, messages or money later, a person at the device last, and only where the
// fault can be there (C9). What no rung can change has no ladder.

import type { CauseCode } from '../silence/cause.ts'
import type { SilenceClass } from '../silence/silence-class.ts'
import type { RecoveryAction } from './rung.ts'

export interface LadderStep {
  readonly action: RecoveryAction
  /** How often in one case, whatever its class was meanwhile. */
  readonly triesMax: number
  /** Only for these causes. */
  readonly onlyFor?: readonly CauseCode[]
  readonly notFor?: readonly CauseCode[]
  /** Only while the operator tells nothing about the line: then asking is all that can be done. */
  readonly onlyIfUntold?: true
  /** Instead of the action's own time. */
  readonly withinMs?: number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Devices that hold their SIM for invalid restart once a week at the latest, if at all. */
export const restartPatienceMs = 9 * day

const once = (action: RecoveryAction): LadderStep => ({ action, triesMax: 1 })

export const ladders: Readonly<Record<SilenceClass, readonly LadderStep[]>> = {
  asleep: [],
  late: [once('wait'), { action: 'wake', triesMax: 2 }],
  unreachable: [
    { ...once('wait'), onlyFor: ['awaiting-restart'], withinMs: restartPatienceMs },
    { ...once('fallback'), onlyFor: ['switch-not-arrived'] },
    { ...once('refresh-registration'), onlyFor: ['no-data-path'] },
    once('wait'),
    { action: 'wake', triesMax: 1, notFor: ['network-trouble'] },
    // Of an untold line nobody knows which of these it needs; none of them waits for the others.
    { ...once('reactivate-line'), onlyIfUntold: true, withinMs: 2 * hour },
    { ...once('top-up'), onlyIfUntold: true, withinMs: 2 * hour },
    { ...once('extend-bootstrap'), onlyIfUntold: true },
    { action: 'wait', triesMax: 4, onlyFor: ['network-trouble'] },
    { action: 'wake', triesMax: 2, notFor: ['network-trouble'] },
    once('retry-window'),
    once('refresh-registration'),
    { action: 'wake', triesMax: 3 },
    once('fallback'),
    { ...once('alternative-profile'), onlyFor: ['no-data-path'] },
    { ...once('field-visit'), notFor: ['network-trouble'] },
  ],
  'no-profile': [once('fallback'), { action: 'wake', triesMax: 2 }, once('field-visit')],
  'lost-authority': [once('restore-authority'), once('wake'), once('field-visit')],
  suspended: [
    { action: 'reactivate-line', triesMax: 3, notFor: ['line-terminated'] },
    once('refresh-registration'),
    once('fallback'),
    once('alternative-profile'),
    // Of what the operator alone can end, nobody at the device finds anything.
    { ...once('field-visit'), onlyFor: ['line-terminated', 'line-refused'] },
  ],
  'roaming-blocked': [once('refresh-registration'), once('fallback'), once('alternative-profile')],
  'bootstrap-exhausted': [
    { action: 'top-up', triesMax: 2, notFor: ['validity-over'] },
    { action: 'extend-bootstrap', triesMax: 2, onlyFor: ['validity-over'] },
    { action: 'extend-bootstrap', triesMax: 1 },
    { action: 'wake', triesMax: 1 },
    once('fallback'),
    { ...once('field-visit'), onlyFor: ['bytes-forecast-used-up'] },
  ],
  'application-only': [
    once('wait'),
    { action: 'wake', triesMax: 2 },
    once('retry-window'),
    once('restore-authority'),
  ],
}

/** How long the proof of each action may take, beside the device's own interval. */
const actionMs: Readonly<Record<RecoveryAction, number>> = {
  wait: 0,
  wake: 30 * minute,
  'retry-window': 2 * hour,
  'alternative-profile': 2 * day,
  fallback: 2 * day,
  'extend-bootstrap': 12 * hour,
  'top-up': 12 * hour,
  'reactivate-line': 12 * hour,
  'refresh-registration': 2 * hour,
  'restore-authority': day,
  'field-visit': 30 * day,
}

/** The intervals that an action gives the device, within reason for one that calls once a month. */
export const deadlineMs = (action: RecoveryAction, intervalMs: number): number =>
  Math.ceil(actionMs[action] + Math.min(1.2 * intervalMs, 7 * day))

/** A visit is ordered only after this much silence: a person on the road for nothing is dear (C9). */
export const visitPatienceMs = (intervalMs: number): number =>
  Math.ceil(Math.min(Math.max(6 * intervalMs, 8 * day), 21 * day))

/** What attaches the device anew, or makes it try. */
const attachingActions: readonly RecoveryAction[] = ['wake', 'refresh-registration', 'retry-window']

export const isAttaching = (action: RecoveryAction): boolean => attachingActions.includes(action)

/** Refusals that come again until somebody changes something: such devices are not hammered (C8). */
export const hopelessCauses: readonly CauseCode[] = [
  'line-suspended',
  'line-barred',
  'line-not-active',
  'line-terminated',
  'line-refused',
  'imei-refused',
  'bytes-used-up',
  'validity-over',
]
