// Time never goes back for a card, whatever the clocks of the servers that change it show (S12): an
// event is not before the card's last one. Only what a device or a network reports keeps the
// instant of which it speaks, which lies before its commit.

import type { CardState } from './card-state.ts'
import type { EventDraft } from './event.ts'
import type { Instant } from './evidence.ts'

const reported: ReadonlySet<string> = new Set(['serving', 'attached', 'attach-refused'])

/** Whether the instant of such an event is that of its commit. */
export const isOwnTime = (kind: string): boolean => !reported.has(kind)

/** The event as it follows on what is known of the card. */
export function inOrder<Draft extends EventDraft>(
  state: CardState | undefined,
  draft: Draft,
): Draft {
  const last = state?.lastEventAt ?? 0
  return isOwnTime(draft.fact.kind) && draft.at < last ? { ...draft, at: last } : draft
}

/** `lastEventAt` after an event. */
export function lastEventAt(
  state: CardState,
  { fact, at }: EventDraft,
): { readonly lastEventAt?: Instant } {
  const last = state.lastEventAt
  if (!isOwnTime(fact.kind)) return last === undefined ? {} : { lastEventAt: last }
  return { lastEventAt: Math.max(last ?? at, at) }
}
