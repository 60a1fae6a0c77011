// A card showed a profile whose activation code the stock did not know as this card's: it was used
// after a backup was made (F50), or behind our back. The stock gives it out no more; this tells it.

import type { CardState } from './card-state.ts'
import { beginChange, decided, record } from './change.ts'
import type { Decision } from './decision.ts'
import type { Instant } from './evidence.ts'

export interface AdoptedCode {
  readonly iccid: string
  /** The card that the code was given to. */
  readonly formerEid?: string
}

/** One fact for the card's history; nothing when the profile is gone again. */
export function noteAdopted(state: CardState, code: AdoptedCode, now: Instant): Decision<null> {
  const change = beginChange(state, now, 'holdfast')
  if (!state.profiles[code.iccid]) return decided(change, null)
  const { iccid, formerEid } = code
  const former = formerEid === undefined ? {} : { formerEid }
  return decided(record(change, { kind: 'stock-adopted', iccid, ...former }), null)
}
