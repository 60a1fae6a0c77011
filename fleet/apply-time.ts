// Time as an input: called when a card is due. What is over is decided in time-passed.ts.

import type { CardState } from './card-state.ts'
import { beginChange, decided } from './change.ts'
import type { Decision } from './decision.ts'
import type { Instant } from './evidence.ts'
import { passTime } from './time-passed.ts'

/** Everything that `now` decides; afterwards the card's `dueAt` is later than `now` or absent. */
export const applyTime = (state: CardState, now: Instant): Decision<null> =>
  decided(passTime(beginChange(state, now, 'clock')), null)
