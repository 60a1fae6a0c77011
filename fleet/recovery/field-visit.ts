// A visit to the device (C9): ordered only when the ladder is exhausted and the silence is long, with
// the evidence that a person on the road needs. Closed with what was found there, or by the device
// calling before anybody came.

import type { CardState } from '../card-state.ts'
import { beginChange, decided, record } from '../change.ts'
import type { Decision, Refusal } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import { spanInWords } from '../explanation.ts'
import { refuse } from '../reasons/reason.ts'
import { causeOf } from '../silence/cause.ts'
import type { FieldVisit, SilenceCase, VisitFinding } from '../silence/silence-case.ts'
import type { Rung } from './rung.ts'
import { actionWords, rungOutcomeWords } from './rung-words.ts'

/** The work order: why, and what is known; `isAsked` when it also goes out over the hook. */
export function visitFor(state: CardState, { actionId, at }: Rung, isAsked: boolean): FieldVisit {
  const { silence } = state
  if (!silence) throw new Error('a visit belongs to an open case')
  const { words, helps } = causeOf(silence.cause)
  return {
    visitId: `${actionId}-visit`,
    orderedAt: at,
    ...(isAsked ? { callId: actionId } : {}),
    reason: `${words}; ${helps}`,
    evidence: [
      `silent for ${spanInWords(at - silence.since)}, it used to call every ${spanInWords(silence.intervalMs)}`,
      ...silence.because,
      ...triedWords(silence),
      ...placeWords(state),
    ],
  }
}

const triedWords = ({ rungs }: SilenceCase): readonly string[] =>
  rungs
    .filter(({ action }) => action !== 'field-visit')
    .map(({ action, outcome }) => `tried: ${actionWords[action]}: ${rungOutcomeWords[outcome]}`)

function placeWords({ device }: CardState): readonly string[] {
  const { serial, model, site, country } = device
  const known = [serial && `serial ${serial}`, model, site && `site ${site}`, country]
  const words = known.filter(Boolean).join(', ')
  return words === '' ? [] : [words]
}

export interface VisitReport {
  readonly visitId: string
  readonly finding: Exclude<VisitFinding, 'came-back'>
  readonly words: string
  readonly actor: string
}

/**
 * Closes the visit with what was found. The case ends only by a contact; refused when no such visit
 * is open.
 */
export function closeFieldVisit(
  state: CardState,
  { visitId, finding, words, actor }: VisitReport,
  now: Instant,
): Decision<{ readonly kind: 'done' } | Refusal> {
  const change = beginChange(state, now, actor)
  if (state.silence?.visit?.visitId !== visitId) {
    return decided(change, refuse('visit-unknown', visitId))
  }
  const closed = record(change, { kind: 'field-visit-closed', visitId, finding, words })
  return decided(closed, { kind: 'done' })
}
