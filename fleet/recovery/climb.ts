// Takes the next rung of an open case's ladder, when the one before it is over: its deadline passed
// without a contact, or it was refused. One rung at a time, each with a deadline and a proof; when
// none is left the case says so, and a person sees it (L3).

import { acceptWish } from '../accept-wish.ts'
import type { CardState } from '../card-state.ts'
import type { Change } from '../change.ts'
import { record } from '../change.ts'
import type { SilenceCase } from '../silence/silence-case.ts'
import type { Wish } from '../wish.ts'
import { chooseAlternative } from './alternative-profile.ts'
import type { RungChoice } from './choose-rung.ts'
import { chooseRung } from './choose-rung.ts'
import { visitFor } from './field-visit.ts'
import { deadlineMs, ladders } from './ladder-table.ts'
import { costOf } from './recovery-budget.ts'
import type { HookAction, RecoveryAction, Rung } from './rung.ts'
import { isHookAction, isWaiting } from './rung.ts'
import { rungWords } from './rung-words.ts'

export interface ClimbFacts {
  /** Begins with the card's bucket and is used for nothing else. */
  readonly newId: string
  readonly hooks: ReadonlySet<HookAction>
}

/** The change with what is due on the ladder; nothing while a rung still has time. */
export function climb(change: Change, facts: ClimbFacts): Change {
  const { silence } = change.state
  if (!silence) return change
  const waiting = silence.rungs.findLast(isWaiting)
  if (waiting && waiting.dueAt > change.now) return change
  const settled = waiting
    ? record(change, { kind: 'recovery-answered', actionId: waiting.actionId, outcome: 'no-help' })
    : change
  return silence.stopped || silence.visit ? settled : climbOn(settled, facts)
}

/** Rung after rung, until one is under way: what is refused at once makes room for the next. */
function climbOn(change: Change, facts: ClimbFacts): Change {
  let next = change
  for (let turn = 0; turn < ladders.unreachable.length; turn++) {
    const { silence } = next.state
    if (!silence) return next
    const question = { state: next.state, silence, hooks: facts.hooks, now: next.now }
    const choice = chooseRung(question)
    if (choice.kind !== 'rung') return rest(next, silence, choice)
    const { action, withinMs } = choice
    const within = withinMs === undefined ? {} : { withinMs }
    const tried = takeRung(next, action, { ...facts, ...within, count: turn + 1 })
    if (tried.state.silence?.rungs.at(-1)?.outcome !== 'refused') return tried
    next = tried
  }
  return next
}

function rest(
  change: Change,
  silence: SilenceCase,
  choice: Exclude<RungChoice, { kind: 'rung' }>,
): Change {
  if (choice.kind === 'later') {
    if (silence.nextAt === choice.at) return change
    return record(change, { kind: 'recovery-put-off', until: choice.at, why: choice.why })
  }
  if (silence.exhaustedAt !== undefined) return change
  return record(change, { kind: 'recovery-exhausted', passedOver: choice.passedOver.slice(0, 12) })
}

export interface RungFacts extends ClimbFacts {
  /** Tells apart the rungs of one step. */
  readonly count: number
  /** The person who asked for it. */
  readonly by?: string
  readonly withinMs?: number
}

/** Records the rung, and begins what we can do ourselves. */
export function takeRung(change: Change, action: RecoveryAction, facts: RungFacts): Change {
  const { state, now } = change
  const silence = caseIn(state)
  const rung: Rung = {
    actionId: `${facts.newId}-${facts.count}`,
    action,
    at: now,
    dueAt: now + (facts.withinMs ?? deadlineMs(action, silence.intervalMs)),
    ...(facts.withinMs === undefined ? {} : { withinMs: facts.withinMs }),
    outcome: isHookAction(action) ? 'asked' : 'accepted',
    cost: costOf(action, state.device),
    reason: rungWords(action, silence),
    ...(silence.iccid === undefined ? {} : { iccid: silence.iccid }),
    ...(silence.operator === undefined ? {} : { operator: silence.operator }),
    ...(facts.by === undefined ? {} : { by: facts.by }),
  }
  const wish = wishOf(change, action)
  if (wish) return takeOperation(change, rung, wish)
  const asked = record(change, { kind: 'recovery-asked', rung })
  return action === 'field-visit'
    ? record(asked, {
        kind: 'field-visit-ordered',
        visit: visitFor(asked.state, rung, facts.hooks.has(action)),
      })
    : asked
}

function caseIn({ silence }: CardState): SilenceCase {
  if (!silence) throw new Error('a rung belongs to an open case')
  return silence
}

/** What of it is an operation of our own. */
function wishOf({ state, now }: Change, action: RecoveryAction): Wish | undefined {
  if (action === 'restore-authority') return { kind: 'audit' }
  if (action !== 'alternative-profile') return undefined
  const profile = chooseAlternative(state, now)
  return profile && { kind: 'enable', iccid: profile.iccid }
}

/** The operation waits for the device like any other, and is judged like any other. */
function takeOperation(change: Change, rung: Rung, wish: Wish): Change {
  const operationId = `${rung.actionId}-op`
  const request = { operationId, wish, actor: 'holdfast', deadlineAt: rung.dueAt }
  const { events, reply } = acceptWish(change.state, request, change.now)
  if (reply.kind === 'refused') {
    const refused: Rung = { ...rung, outcome: 'refused', code: reply.code, why: reply.why }
    return record(change, { kind: 'recovery-asked', rung: refused })
  }
  const begun = record(change, { kind: 'recovery-asked', rung: { ...rung, operationId } })
  return events.reduce((next, { fact }) => record(next, fact), begun)
}
