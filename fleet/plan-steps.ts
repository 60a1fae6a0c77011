// Which steps a wish still needs, given what is known of the card. Planning always starts from the
// card's present state, so the same function plans a new operation, plans the rest of one that is
// under way, and says that nothing is left to do.

import {
  enabledProfile,
  fallbackProfile,
  isIdentified,
  isListProven,
  isReadAfterLastChange,
} from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { Deadlines } from './deadlines.ts'
import { defaultDeadlines, identityFreshMs } from './deadlines.ts'
import { chooseRoute } from './download-route.ts'
import type { Instant } from './evidence.ts'
import type { Operation } from './operation.ts'
import type { Step, StepKind } from './plan.ts'
import { rescuesFrom, rollbackOf } from './safety/abstract-card.ts'
import { proofOf } from './step-words.ts'
import { wayBackOf } from './way-back.ts'
import type { ProfileChoice, Wish } from './wish.ts'

export interface PlanInput {
  readonly state: CardState
  readonly wish: Wish
  readonly now: Instant
  /** The operation under way; absent when the wish is new. */
  readonly operation?: Operation
  readonly deadlines?: Partial<Deadlines>
  readonly releasesFlapHold?: boolean
}

/** The steps that are left, in order; none when the card is as wished. */
export function planSteps(input: PlanInput): readonly Step[] {
  const deadlines = { ...defaultDeadlines, ...input.deadlines }
  const rest = changes(input)
  return [...prelude(input, rest), ...rest].map((step) => ({
    step,
    deadlineMs: step.kind === 'confirm' ? deadlines.confirmMs : deadlines.stepMs,
    dispatchDeadlineMs: dispatchDeadline(step, deadlines),
    proof: proofOf(step),
    wayBack: wayBackOf(input.state, step),
  }))
}

/** The ICCID that the wish is about, as far as known. */
export function targetOf({ wish, operation }: PlanInput): string | undefined {
  return operation?.targetIccid ?? iccidOf(wish)
}

/** The ICCID that the wish itself names. */
export function iccidOf(wish: Wish): string | undefined {
  switch (wish.kind) {
    case 'swap':
    case 'download':
      return wish.profile.iccid
    case 'unset-fallback':
    case 'audit':
      return undefined
    default:
      return wish.iccid
  }
}

/** What must be known before a change, or a claim that none is needed, may rest on it. */
function prelude(input: PlanInput, rest: readonly StepKind[]): readonly StepKind[] {
  const { state, wish, now } = input
  if (wish.kind === 'audit') return auditSteps(input)
  const isCertain =
    isListProven(state, now) &&
    (wish.kind !== 'delete' || isReadAfterLastChange(state)) &&
    (rest.some(({ kind }) => kind !== 'confirm') || isShownSince(input))
  return [
    ...(isIdentified(state) ? [] : [{ kind: 'identify' } as const]),
    ...(isCertain ? [] : [{ kind: 'read' } as const]),
  ]
}

/**
 * Whether the card has shown its profiles since the wish was made, or was sent the change. What it
 * showed before is no proof that nothing is to be done: it may have fallen back since, unseen.
 */
function isShownSince(input: PlanInput): boolean {
  const { state, operation } = input
  if (operation === undefined) return false
  const { changeSentAt, createdAt } = operation
  if (changeSentAt !== undefined || (state.profilesRead?.at ?? -1) >= createdAt) return true
  const target = state.profiles[targetOf(input) ?? '']
  return target?.evidence === 'proven' && target.asOf >= createdAt
}

function auditSteps({ state, operation, now }: PlanInput): readonly StepKind[] {
  if (operation?.readAt !== undefined) return []
  const isFresh = isIdentified(state) && now - (state.euicc?.asOf ?? 0) <= identityFreshMs
  return [...(isFresh ? [] : [{ kind: 'identify' } as const]), { kind: 'read' }]
}

function changes(input: PlanInput): readonly StepKind[] {
  const { state, wish } = input
  switch (wish.kind) {
    case 'swap':
      return [...downloadSteps(input, wish.profile), ...enableSteps(input)]
    case 'download':
      return downloadSteps(input, wish.profile)
    case 'enable':
      return enableSteps(input)
    case 'disable':
      return state.profiles[wish.iccid]?.state === 'disabled' ? [] : [wish]
    case 'delete':
      return isDeleted(input, wish.iccid) ? [] : [wish]
    case 'set-fallback':
      return fallbackProfile(state)?.iccid === wish.iccid ? [] : [wish]
    case 'unset-fallback':
      return hasNoFallback(input) ? [] : [wish]
    case 'audit':
      return []
  }
}

function downloadSteps(input: PlanInput, choice: ProfileChoice): readonly StepKind[] {
  if (choice.kind === 'iccid') return []
  const target = targetOf(input)
  if (target !== undefined && input.state.profiles[target]) return []
  const { activationCode, confirmationCode } = choice
  const route = chooseRoute(input.state, choice)
  return [
    {
      kind: 'download',
      ...(route === 'none' || route === undefined ? {} : { route }),
      activationCode,
      ...(confirmationCode === undefined ? {} : { confirmationCode }),
    },
  ]
}

function enableSteps(input: PlanInput): readonly StepKind[] {
  const target = targetOf(input)
  const iccid = target === undefined ? {} : { iccid: target }
  const confirm: StepKind = { kind: 'confirm', ...iccid }
  const enabled = enabledProfile(input.state)
  if (target !== undefined && enabled?.iccid === target) return [confirm]
  const rollbackFlag = !isNoneEnabled(input) && !fallsBackInstead(input, target)
  return [{ kind: 'enable', ...iccid, rollbackFlag }, confirm]
}

/** A card that refused the flag gets the enable without it, if its fallback profile rescues it. */
const fallsBackInstead = ({ state, now }: PlanInput, target: string | undefined): boolean =>
  isListProven(state, now) &&
  state.rollback !== undefined &&
  rollbackOf(state, now) === 'absent' &&
  rescuesFrom(state, target)

/** Whether a whole list, not a single notification, proves that nothing is enabled. */
const isNoneEnabled = ({ state, now }: PlanInput): boolean =>
  enabledProfile(state) === undefined && isListProven(state, now) && isReadAfterLastChange(state)

/** Only a profile that the operation has tried to delete counts as deleted when it is absent. */
const isDeleted = ({ state, operation, now }: PlanInput, iccid: string): boolean =>
  operation?.changeSentAt !== undefined &&
  isListProven(state, now) &&
  state.profiles[iccid] === undefined

const hasNoFallback = ({ state, now }: PlanInput): boolean =>
  isListProven(state, now) && fallbackProfile(state) === undefined

function dispatchDeadline(step: StepKind, deadlines: Deadlines): number {
  if (step.kind === 'identify') return deadlines.identifyMs
  if (step.kind === 'download') return deadlines.downloadMs
  return deadlines.packageMs
}
