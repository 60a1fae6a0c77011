// Which outcome follows which: the ladder of DESIGN §3 as a table, outcome × input → outcome. What
// is not in the table leaves the outcome as it is, so no input can round an outcome up or down:
// nothing but a heartbeat on the target leads to `serving`, and only missing evidence to `unknown`.

import type { OutcomeName } from './operation.ts'

export type OutcomeInput =
  /** A request of the operation left for the device. */
  | 'dispatched'
  /** The card proved one step, and more changes are to come. */
  | 'step-proven'
  /** The card signed that the operation's last change is done, or its signed list shows it. */
  | 'change-proven'
  /** The operator's network saw the target ICCID after the enable command left. */
  | 'attach-on-target'
  /** The device's software called over the target ICCID after the enable command left. */
  | 'heartbeat-on-target'
  /** A change was handed over and its result did not come in time. */
  | 'result-missed'
  /** The target is enabled, and no heartbeat came in time. */
  | 'heartbeat-overdue'
  /** The card's signed list shows that the change did not happen. */
  | 'found-undone'
  /** The card is back on the former profile. */
  | 'rolled-back'
  | 'failed'
  | 'refused'
  | 'expired'
  | 'cancelled'

type Row = Readonly<Partial<Record<OutcomeInput, OutcomeName>>>

/** Before the card has proven the last change. */
const underWay = {
  'change-proven': 'applied',
  'rolled-back': 'rolled-back',
  failed: 'failed',
} as const satisfies Row

/** Nothing has changed yet, so it may still end without a trace on the card. */
const unchanged = { refused: 'refused', expired: 'expired', cancelled: 'cancelled' } as const

/** After the card has proven it. */
const changed = {
  'attach-on-target': 'attached',
  'heartbeat-on-target': 'serving',
  'rolled-back': 'rolled-back',
  failed: 'failed',
} as const satisfies Row

const table: Readonly<Record<OutcomeName, Row>> = {
  queued: { ...underWay, ...unchanged, dispatched: 'sent' },
  sent: {
    ...underWay,
    ...unchanged,
    'result-missed': 'unknown',
    'found-undone': 'queued',
  },
  applied: { ...changed, 'heartbeat-overdue': 'unknown' },
  /** Seen by the network before the card told; its list may still show that it went back. */
  attached: { ...changed, 'found-undone': 'queued' },
  /** Only the card itself may take this back: a signed rollback of the same package. */
  serving: { 'rolled-back': 'rolled-back' },
  unknown: {
    ...underWay,
    'attach-on-target': 'attached',
    'heartbeat-on-target': 'serving',
    'found-undone': 'queued',
    'step-proven': 'sent',
  },
  /** Late truth of a dispatch that was given up (F43). */
  expired: { 'change-proven': 'applied', 'rolled-back': 'rolled-back' },
  failed: { 'change-proven': 'applied', 'rolled-back': 'rolled-back' },
  cancelled: { 'change-proven': 'applied', 'rolled-back': 'rolled-back' },
  refused: {},
  'rolled-back': {},
}

/** The outcome after `input`; the same one where the input says nothing about it. */
export const outcomeAfter = (outcome: OutcomeName, input: OutcomeInput): OutcomeName =>
  table[outcome][input] ?? outcome
