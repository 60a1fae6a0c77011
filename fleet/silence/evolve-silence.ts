// What events say about lines, silence and recovery: folded like everything else, decided nowhere
// here.

import type { CardState } from '../card-state.ts'
import type { CardFact, EventDraft } from '../event.ts'
import type { Instant } from '../evidence.ts'
import { mergeLine } from '../lines/line.ts'
import { spend } from '../recovery/recovery-budget.ts'
import type { RecoveryAction, Rung } from '../recovery/rung.ts'
import { isWaiting } from '../recovery/rung.ts'
import type { SilenceCase } from './silence-case.ts'
import { rungsMax } from './silence-case.ts'

export function evolveSilence(state: CardState, { fact, at }: EventDraft): CardState {
  switch (fact.kind) {
    case 'line-told': {
      const { line } = fact
      return {
        ...state,
        lines: { ...state.lines, [line.iccid]: mergeLine(state.lines?.[line.iccid], line) },
      }
    }
    case 'silence-raised':
      return { ...state, silence: fact.silence }
    case 'silence-ended':
      return withoutCase(state)
    case 'recovery-asked':
      return spentOn(
        inCase(state, (silence) => withRung(silence, fact.rung)),
        fact.rung,
      )
    case 'result-distrusted':
      return fact.reason.code === 'card-not-accepting' ? refused(state, fact, at) : state
    case 'result-applied':
      return state.authorityRefused ? withoutRefusal(state) : state
    default:
      return inCase(state, (silence) => afterFact(silence, fact, at))
  }
}

function withoutCase(state: CardState): CardState {
  const { silence: _, ...rest } = state
  return rest
}

function withoutRefusal(state: CardState): CardState {
  const { authorityRefused: _, ...rest } = state
  return rest
}

/** One that belongs to a package of ours; anybody may make up others. */
function refused(state: CardState, fact: CardFact, at: Instant): CardState {
  const isOurs = 'operationId' in fact && fact.operationId !== undefined
  if (!isOurs) return state
  return { ...state, authorityRefused: { at, times: (state.authorityRefused?.times ?? 0) + 1 } }
}

/** An event about a case that is no longer open changes nothing. */
function inCase(state: CardState, change: (silence: SilenceCase) => SilenceCase): CardState {
  if (!state.silence) return state
  const next = change(state.silence)
  return next === state.silence ? state : { ...state, silence: resting(next) }
}

/** A case that waits for a person needs no look by itself, once no rung is under way. */
function resting(silence: SilenceCase): SilenceCase {
  const isResting = silence.stopped !== undefined || silence.visit !== undefined
  return isResting && !silence.rungs.some(isWaiting) ? withoutNext(silence) : silence
}

/** What still waits of this kind is over. */
const over = (rungs: readonly Rung[], action: RecoveryAction): readonly Rung[] =>
  rungs.map((rung) =>
    rung.action === action && isWaiting(rung) ? { ...rung, outcome: 'no-help' } : rung,
  )

/** A rung that was refused at once has cost nothing. */
function spentOn(state: CardState, rung: Rung): CardState {
  if (rung.outcome === 'refused') return state
  const recoverySpent = spend(state.recoverySpent, rung)
  return recoverySpent ? { ...state, recoverySpent } : state
}

function withRung(silence: SilenceCase, rung: Rung): SilenceCase {
  const { exhaustedAt: _, ...rest } = silence
  return { ...rest, rungs: [...silence.rungs, rung].slice(-rungsMax), nextAt: rung.dueAt }
}

function afterFact(silence: SilenceCase, fact: CardFact, at: Instant): SilenceCase {
  switch (fact.kind) {
    case 'silence-reclassified': {
      const { exhaustedAt: _, ...rest } = silence
      const rungs = over(silence.rungs, 'wait')
      return { ...dropPlace(rest), ...fact.verdict, judgedAt: at, rungs, nextAt: fact.nextAt }
    }
    case 'recovery-answered':
      return answered(silence, fact, at)
    case 'recovery-put-off':
      return { ...silence, nextAt: fact.until }
    case 'recovery-exhausted':
      return { ...withoutNext(silence), exhaustedAt: at }
    case 'recovery-stopped': {
      const why = fact.reason === undefined ? {} : { reason: fact.reason }
      return { ...withoutNext(silence), stopped: { by: fact.by, at, ...why } }
    }
    case 'recovery-resumed': {
      const { stopped: _, exhaustedAt: __, ...rest } = silence
      return { ...rest, nextAt: silence.rungs.findLast(isWaiting)?.dueAt ?? at }
    }
    case 'field-visit-ordered':
      return { ...silence, visit: fact.visit }
    case 'field-visit-closed': {
      const { visit: _, ...rest } = silence
      const rungs = over(silence.rungs, 'field-visit')
      return { ...rest, rungs, visited: { finding: fact.finding, at }, nextAt: at }
    }
    default:
      return silence
  }
}

/** Where the device was said to be belongs to the judgement that said it. */
function dropPlace(silence: SilenceCase): SilenceCase {
  const { iccid: _, operator: __, plmn: ___, country: ____, rejectCause: _____, ...rest } = silence
  return rest
}

function withoutNext(silence: SilenceCase): SilenceCase {
  const { nextAt: _, ...rest } = silence
  return rest
}

function answered(
  silence: SilenceCase,
  fact: Extract<CardFact, { kind: 'recovery-answered' }>,
  at: Instant,
): SilenceCase {
  const rungs = silence.rungs.map((rung): Rung => {
    if (rung.actionId !== fact.actionId) return rung
    return {
      ...rung,
      outcome: fact.outcome,
      answeredAt: at,
      ...(fact.dueAt === undefined ? {} : { dueAt: fact.dueAt }),
      ...(fact.code === undefined ? {} : { code: fact.code }),
      ...(fact.why === undefined ? {} : { why: fact.why }),
    }
  })
  return { ...silence, rungs, nextAt: fact.dueAt ?? at }
}
