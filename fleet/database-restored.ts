// The database is a backup: cards have seen more than it tells (F50). Counters that it holds may be
// used up already, what it holds as in flight may be answered long ago, and the profiles may have
// changed since. So the counter jumps ahead, nothing old is handed out again, and the card is read.

import type { CardState } from './card-state.ts'
import { beginChange, decided, record } from './change.ts'
import { counterValueMax } from './deadlines.ts'
import type { Decision } from './decision.ts'
import type { Instant } from './evidence.ts'
import { reason } from './reasons/reason.ts'
import { missResult } from './time-passed.ts'

/** More packages than leave for one card between two backups; of 8,388,607 that a card accepts. */
export const restoreJump = 1_000

/** What the card's record needs before the card may be served again; nothing without our eIM. */
export function noteRestored(state: CardState, now: Instant): Decision<null> {
  const { association, inFlight } = state
  const change = beginChange(state, now, 'holdfast')
  if (!association) return decided(change, null)
  const from = association.counterValue
  const to = Math.min(from + restoreJump, counterValueMax)
  const jumped = record(change, { kind: 'counter-jumped', from, to })
  const missed = inFlight ? missResult(jumped) : jumped
  const why = reason('database-restored')
  return decided(record(missed, { kind: 'unexpected-change', seenAt: now, reason: why }), null)
}
