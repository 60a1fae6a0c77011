// One state of the model: the product's state of a card, the card itself, what is under way between
// them, and which profiles work in truth. A situation is a value; a move gives the next one.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { EventDraft } from '@holdfast/fleet/event.ts'
import { evolve } from '@holdfast/fleet/evolve.ts'
import type { Wish } from '@holdfast/fleet/wish.ts'
import type { Card, Signed } from './abstract-card.ts'

export interface Situation {
  readonly state: CardState
  readonly card: Card
  readonly now: number
  /** ICCIDs over which the device reaches us, once enabled. */
  readonly works: readonly string[]
  /** Whether the IPA uses its right to roll back. */
  readonly rollsBack: boolean
  readonly canFallBack: boolean
  /** What an order at the SM-DP+ gives, and how far it is. */
  readonly order?: { readonly iccid: string; readonly left: number }
  /** Results on their way that may come in any order, or never. */
  readonly late: readonly Signed[]
  /** The last result that was taken: it may come once more. */
  readonly taken?: Signed
  /** What may still be asked for. */
  readonly wishes: readonly Wish[]
  /** The highest counter that left. */
  readonly counter: number
  readonly broken?: string
}

export const reaches = ({ card, works }: Situation): boolean =>
  card.enabled !== undefined && works.includes(card.enabled)

/** The product's state after the decision's events. */
export const taking = (
  situation: Situation,
  { events }: { readonly events: readonly EventDraft[] },
): Situation => ({
  ...situation,
  state: events.reduce(
    (state, event) => evolve(state, { ...event, tenant: 'model' }),
    situation.state,
  ),
})
