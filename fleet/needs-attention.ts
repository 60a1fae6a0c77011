// Whether a poll of this card needs a look at its state, or may be answered "nothing" at the door.
// The door keeps one flag a card in memory; this says what the flag is.

import { openOperations } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import { wantsOwnAudit } from './own-audit.ts'

/**
 * True while something is open, in flight or to be found out, before the first contact, and while
 * the device counts as silent: its call must end that.
 */
export const needsAttention = (state: CardState): boolean =>
  state.inFlight !== undefined ||
  state.firstSeenAt === undefined ||
  state.silence !== undefined ||
  openOperations(state).length > 0 ||
  wantsOwnAudit(state)
