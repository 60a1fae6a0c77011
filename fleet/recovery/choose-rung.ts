// Which rung of the ladder comes next, and why the ones before it do not (C6). A rung is passed over
// when it was tried often enough, when nobody could carry it out, when it cannot help as long as
// nothing else has changed (C8), and when the budget would be overdrawn (S11).

import { fallbackProfile } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Instant } from '../evidence.ts'
import { isFresh } from '../lines/line.ts'
import { holeSlack } from '../silence/life-causes.ts'
import type { SilenceCase } from '../silence/silence-case.ts'
import { chooseAlternative } from './alternative-profile.ts'
import type { LadderStep } from './ladder-table.ts'
import {
  hopelessCauses,
  isAttaching,
  ladders,
  restartPatienceMs,
  visitPatienceMs,
} from './ladder-table.ts'
import { budgetOf, costOf, isWokenEnough, overdrawn, spentOf } from './recovery-budget.ts'
import type { HookAction, RecoveryAction } from './rung.ts'
import { isHookAction } from './rung.ts'

export interface RungQuestion {
  readonly state: CardState
  readonly silence: SilenceCase
  /** What the site's own systems can be asked for. */
  readonly hooks: ReadonlySet<HookAction>
  readonly now: Instant
}

export type RungChoice =
  | {
      readonly kind: 'rung'
      readonly action: RecoveryAction
      readonly passedOver: readonly string[]
      readonly withinMs?: number
    }
  /** The next rung is not due before this. */
  | { readonly kind: 'later'; readonly at: Instant; readonly why: string }
  | { readonly kind: 'exhausted'; readonly passedOver: readonly string[] }

/** The next rung of the case's ladder. */
export function chooseRung(question: RungQuestion): RungChoice {
  const { silence, now } = question
  const passedOver: string[] = []
  for (const step of ladders[silence.class]) {
    const objection = objectionTo(step, question)
    if (objection !== undefined) {
      passedOver.push(`${step.action}: ${objection}`)
      continue
    }
    const dueAt = step.action === 'field-visit' ? visitDueAt(question) : now
    if (dueAt > now) {
      const why = 'a visit is ordered only after a long silence'
      return { kind: 'later', at: dueAt, why }
    }
    const within = step.withinMs === undefined ? {} : { withinMs: step.withinMs }
    return { kind: 'rung', action: step.action, passedOver, ...within }
  }
  const strangerAt = lateNoLongerAt(silence)
  if (strangerAt !== undefined && strangerAt > now) {
    return { kind: 'later', at: strangerAt, why: 'it was silent for as long before' }
  }
  return { kind: 'exhausted', passedOver }
}

/** When a device that is merely late is judged anew, and its ladder goes on. */
const lateNoLongerAt = ({ class: kind, longestGapMs, since }: SilenceCase): Instant | undefined =>
  kind === 'late' && longestGapMs !== undefined
    ? since + Math.ceil(holeSlack * longestGapMs) + 1
    : undefined

/** After the line was mended, a device that waits for its restart comes back by itself. */
function visitDueAt({ silence, state }: RungQuestion): Instant {
  const { since, intervalMs, rungs, iccid } = silence
  const mended = rungs.filter(({ action, outcome }) => isMending(action) && outcome !== 'refused')
  const lineMendedAt = iccid === undefined ? undefined : state.lines?.[iccid]?.mendedAt
  const mendedAt = Math.max(
    0,
    lineMendedAt ?? 0,
    ...mended.map(({ answeredAt }) => answeredAt ?? 0),
  )
  return Math.max(since + visitPatienceMs(intervalMs), mendedAt + restartPatienceMs)
}

/** Why this step is not taken now; nothing when it is. */
export function objectionTo(step: LadderStep, question: RungQuestion): string | undefined {
  const { silence } = question
  if (step.onlyFor && !step.onlyFor.includes(silence.cause)) return 'it does not help here'
  if (step.notFor?.includes(silence.cause)) return 'it does not help here'
  if (step.onlyIfUntold && isLineTold(question)) return 'its operator tells how the line is'
  const tries = silence.rungs.filter(({ action }) => action === step.action).length
  if (tries >= step.triesMax) return `tried ${tries} times`
  return judgeAction(step.action, question)
}

const isLineTold = ({ state, silence, now }: RungQuestion): boolean => {
  const line = silence.iccid === undefined ? undefined : state.lines?.[silence.iccid]
  return line !== undefined && isFresh(line, now) && line.state !== 'unknown'
}

/** Why an action cannot or must not be taken, whatever the ladder says. */
export function judgeAction(action: RecoveryAction, question: RungQuestion): string | undefined {
  return (
    noHook(action, question) ??
    isHammering(action, question) ??
    hasNoMeans(action, question) ??
    overBudget(action, question)
  )
}

/** A visit needs no hook: it is a work order that people see here. */
const noHook = (action: RecoveryAction, { hooks }: RungQuestion): string | undefined =>
  isHookAction(action) && action !== 'field-visit' && !hooks.has(action)
    ? 'no hook is configured for it'
    : undefined

/** A device that is refused for good is not made to ask again before something changed (C8). */
function isHammering(action: RecoveryAction, { silence, state }: RungQuestion): string | undefined {
  if (!isAttaching(action) || !hopelessCauses.includes(silence.cause)) return undefined
  const mended = silence.rungs.some(
    ({ action: done, outcome }) =>
      isMending(done) && (outcome === 'accepted' || outcome === 'no-help'),
  )
  const line = silence.iccid === undefined ? undefined : state.lines?.[silence.iccid]
  const isActiveAgain = line?.mendedAt !== undefined && line.mendedAt >= silence.raisedAt
  return mended || isActiveAgain ? undefined : 'it would be refused again: nothing has changed'
}

const isMending = (action: RecoveryAction): boolean =>
  action === 'reactivate-line' || action === 'top-up' || action === 'extend-bootstrap'

function hasNoMeans(action: RecoveryAction, question: RungQuestion): string | undefined {
  const { state, now } = question
  if (action === 'wake') return whyNotWake(state, now)
  if (action === 'fallback')
    return canFallBack(state) ? undefined : 'the card has no fallback profile'
  if (action === 'alternative-profile' && !chooseAlternative(state, now)) {
    return 'no other profile on the card is known to be usable'
  }
  if (action === 'restore-authority' && !state.association) return 'no association is recorded'
  return undefined
}

/** In PSM no message reaches the device; too many in a day drain it and its line. */
function whyNotWake(state: CardState, now: Instant): string | undefined {
  if (state.device.psmPeriodMinutes !== undefined) return 'the device cannot be woken from PSM'
  return isWokenEnough(state, now) ? 'it was woken often enough today' : undefined
}

/** A switch on its way is rolled back by the card itself, with or without a fallback profile. */
const canFallBack = (state: CardState): boolean => {
  const fallback = fallbackProfile(state)
  const isSwitching = Object.values(state.operations).some(
    ({ outcome, enableSentAt }) =>
      enableSentAt !== undefined && (outcome === 'sent' || outcome === 'unknown'),
  )
  return isSwitching || (fallback !== undefined && fallback.state !== 'enabled')
}

function overBudget(action: RecoveryAction, question: RungQuestion): string | undefined {
  const { state, silence, now } = question
  const cost = costOf(action, state.device)
  const budget = budgetOf(state, silence.iccid)
  const excess = overdrawn(spentOf(state, silence.iccid, now), cost, budget)
  return excess === undefined ? undefined : `the budget does not allow it (${excess})`
}
