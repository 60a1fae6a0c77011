// What must hold in every situation that can be reached. Judged from the card and from which profiles
// work in truth; of the product only what it claims (outcomes) and what it holds in flight is read.

import type { Move } from './moves.ts'
import { reaches, type Situation } from './situation.ts'

/** What is broken after the move; nothing: all holds. */
export function brokenAfter(before: Situation, { next }: Move): string | undefined {
  return (
    next.broken ??
    stranded(next) ??
    falseSuccess(before, next) ??
    carriedOutTwice(next) ??
    guessed(before, next)
  )
}

/** The manager reaches the device, or the device comes back by itself. */
function stranded(situation: Situation): string | undefined {
  const { card, works, rollsBack, canFallBack } = situation
  if (reaches(situation)) return undefined
  const back = rollsBack && card.right !== undefined && works.includes(card.right.to)
  const fallback =
    canFallBack &&
    card.fallback !== undefined &&
    card.fallback !== card.enabled &&
    works.includes(card.fallback)
  return back || fallback ? undefined : 'S4: no way back'
}

function falseSuccess(before: Situation, next: Situation): string | undefined {
  for (const { operationId, outcome, targetIccid } of Object.values(next.state.operations)) {
    const was = before.state.operations[operationId]?.outcome
    if (outcome !== 'serving' || was === 'serving') continue
    if (next.card.enabled !== targetIccid || !reaches(next)) return 'C3: a false success'
  }
  return undefined
}

function carriedOutTwice({ card }: Situation): string | undefined {
  return new Set(card.done).size === card.done.length ? undefined : 'S2: carried out twice'
}

/** Time alone never turns what is unknown into something known. */
function guessed(before: Situation, next: Situation): string | undefined {
  if (next.card !== before.card || next.taken !== before.taken) return undefined
  if (next.now - before.now < 60_000) return undefined
  for (const [id, { outcome }] of Object.entries(before.state.operations)) {
    const now = next.state.operations[id]?.outcome
    if (outcome === 'unknown' && now !== undefined && now !== 'unknown') return `S3: guessed ${now}`
  }
  return undefined
}
