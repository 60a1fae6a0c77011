// Which dispatch an answer belongs to. By eimTransactionId; an answer without one by its counter
// (v1.0 shapes), or by what is in flight. Never by seqNumber, which is the card's own count (F45).

import type { CardState, PastDispatch } from './card-state.ts'

export interface AnswerKeys {
  readonly eimTransactionId?: string
  readonly counterValue?: number
}

/** The dispatch that was answered, late or in time; none when it is not known any more. */
export function findDispatch(
  state: CardState,
  what: PastDispatch['what'],
  keys: AnswerKeys,
): PastDispatch | undefined {
  const sent = (state.dispatches ?? []).filter((past) => past.what === what)
  const { eimTransactionId, counterValue } = keys
  if (eimTransactionId !== undefined) {
    return sent.find((past) => past.eimTransactionId === eimTransactionId)
  }
  if (counterValue !== undefined) return sent.find((past) => past.counterValue === counterValue)
  return state.inFlight?.what === what
    ? sent.find((past) => past.eimTransactionId === state.inFlight?.eimTransactionId)
    : undefined
}
