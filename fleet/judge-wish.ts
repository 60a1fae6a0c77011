// Whether a wish can be carried out on a card, and how: the capability gate (every impossible wish
// is refused with a named reason before anything is sent), the way back (S4), then the plan.
// Only what is proven or was told by the device may refuse; what is not known is found out by the
// plan's first steps, and the wish is judged again with it.

import { parseActivationCode } from '@holdfast/gsma/ids/activation-code.ts'
import {
  enabledProfile,
  fallbackProfile,
  isListProven,
  isV10,
  openOperations,
} from './card-queries.ts'
import type { CardState } from './card-state.ts'
import { counterValueMax } from './deadlines.ts'
import type { Refusal } from './decision.ts'
import { chooseRoute, needsConfirmation } from './download-route.ts'
import type { Instant } from './evidence.ts'
import type { OperationId } from './operation.ts'
import type { Plan, StepKind } from './plan.ts'
import type { PlanInput } from './plan-steps.ts'
import { iccidOf, planSteps, targetOf } from './plan-steps.ts'
import { judgeNeeds } from './preflight/judge-needs.ts'
import { refuse } from './reasons/reason.ts'
import { judgeFlaps } from './safety/flap-guard.ts'
import { proveSafety } from './safety/prove-safety.ts'
import { judgeWayBack } from './way-back.ts'
import type { ProfileChoice, Wish } from './wish.ts'

export interface Allowed {
  readonly kind: 'allowed'
  readonly plan: Plan
  /** Open operations of this card that come first. */
  readonly operationsInTheWay?: readonly OperationId[]
}

/** Every reason against it; the first one also stands at the top. */
export type Refused = Refusal & { readonly refusals: readonly Refusal[] }

export type Verdict = Allowed | Refused

/** Whether `wish` can be carried out on this card, with the plan or every reason against it. */
export function judgeWish(state: CardState, wish: Wish, now: Instant): Verdict {
  const verdict = judgePlan({ state, wish, now })
  const open = openOperations(state).map(({ operationId }) => operationId)
  if (verdict.kind === 'refused' || open.length === 0) return verdict
  return { ...verdict, operationsInTheWay: open }
}

/** The same for what is left of an operation under way. */
export function judgePlan(input: PlanInput): Verdict {
  const refusals = [
    ...judgeCard(input.state),
    ...judgeText(input.wish),
    ...judgeProfiles(input),
    ...judgeWayBack(input.state, input.wish, input.now),
    ...judgeFlaps(input.state, input.wish, input),
  ]
  const [first] = refusals
  if (first) return { ...first, refusals }
  const steps = planSteps(input)
  if (isCounterSpent(input.state) && steps.some(({ step }) => needsCounter(step))) {
    const refusal = refuse('counter-exhausted')
    return { ...refusal, refusals: [refusal] }
  }
  const kinds = steps.map(({ step }) => step)
  const proof = proveSafety({ state: input.state, steps: kinds, now: input.now })
  if (proof.kind === 'unsafe') return { ...proof.refusal, refusals: [proof.refusal] }
  const plan: Plan = {
    steps,
    goal: input.wish.kind === 'swap' || input.wish.kind === 'enable' ? 'serving' : 'applied',
    whySafe: proof.words,
    madeAt: input.now,
    ...(input.deadlines ? { deadlines: input.deadlines } : {}),
  }
  const needs = judgeNeeds(input, plan)
  const [lacking] = needs
  return lacking ? { ...lacking, refusals: needs } : { kind: 'allowed', plan }
}

function judgeCard({ generation, association }: CardState): readonly Refusal[] {
  if (generation !== 'sgp32') return [refuse('generation-not-managed', generation)]
  if (!association) return [refuse('not-associated')]
  return []
}

const isCounterSpent = ({ association }: CardState): boolean =>
  (association?.counterValue ?? 0) >= counterValueMax

/** Whether the step is a signed package, each of which uses up one counter value. */
const needsCounter = ({ kind }: StepKind): boolean =>
  kind !== 'identify' && kind !== 'download' && kind !== 'confirm'

function judgeText(wish: Wish): readonly Refusal[] {
  const iccid = iccidOf(wish)
  const wrong = iccid !== undefined && !/^\d{18,20}$/.test(iccid)
  return wrong ? [refuse('iccid-invalid', iccid)] : []
}

function judgeProfiles(input: PlanInput): readonly Refusal[] {
  const { state, wish, now } = input
  switch (wish.kind) {
    case 'swap':
      return [...judgeChoice(input, wish.profile), ...judgeEnable(input)]
    case 'download':
      return judgeChoice(input, wish.profile)
    case 'enable':
      return [...judgePresence(input), ...judgeEnable(input)]
    case 'disable':
    case 'delete':
      return [...judgePresence(input), ...judgeRules(input)]
    case 'set-fallback':
      return [...judgePresence(input), ...judgeFallback(input)]
    case 'unset-fallback':
      return isListProven(state, now) ? judgeFallback(input) : []
    case 'audit':
      return []
  }
}

function judgeChoice(input: PlanInput, choice: ProfileChoice): readonly Refusal[] {
  if (choice.kind === 'iccid') return judgePresence(input)
  const target = targetOf(input)
  if (target !== undefined && input.state.profiles[target]) return []
  const code = parseActivationCode(choice.activationCode)
  if (!code.ok) return [refuse('activation-code-invalid', code.why)]
  const needed = needsConfirmation(choice)
  if (needed && choice.confirmationCode === undefined) return [refuse('confirmation-code-missing')]
  const route = chooseRoute(input.state, choice)
  if (route === 'none') return [refuse('no-download-route')]
  return needed && route === 'direct' ? [refuse('confirmation-code-needs-relay')] : []
}

/** A profile that the card proved not to have; one this operation deleted is not missed. */
function judgePresence(input: PlanInput): readonly Refusal[] {
  const { state, wish, now, operation } = input
  const target = targetOf(input)
  if (target === undefined || !isListProven(state, now) || state.profiles[target]) return []
  if (wish.kind === 'delete' && operation?.changeSentAt !== undefined) return []
  return [refuse('profile-not-on-card', target)]
}

/** Enabling another profile disables the present one, which its owner may have forbidden. */
function judgeEnable(input: PlanInput): readonly Refusal[] {
  const { state, now } = input
  const enabled = enabledProfile(state)
  if (!isListProven(state, now) || !enabled || enabled.iccid === targetOf(input)) return []
  if (!enabled.policyRules?.includes('ppr1')) return []
  return [refuse('policy-forbids-disable', enabled.iccid)]
}

function judgeRules({ state, wish, now }: PlanInput): readonly Refusal[] {
  if (!isListProven(state, now)) return []
  if (wish.kind !== 'disable' && wish.kind !== 'delete') return []
  const profile = state.profiles[wish.iccid]
  const rules = profile?.policyRules ?? []
  if (wish.kind === 'delete') {
    return rules.includes('ppr2') ? [refuse('policy-forbids-delete', wish.iccid)] : []
  }
  const applies = profile?.state === 'enabled' && rules.includes('ppr1')
  return applies ? [refuse('policy-forbids-disable', wish.iccid)] : []
}

function judgeFallback(input: PlanInput): readonly Refusal[] {
  const { state, wish, now } = input
  if (state.euicc?.fallbackSupported === false || isV10(state)) {
    return [refuse('fallback-not-supported')]
  }
  if (!isListProven(state, now)) return []
  const target = wish.kind === 'set-fallback' ? wish.iccid : undefined
  const present = fallbackProfile(state)
  if (present?.iccid === target) return []
  if (present?.state === 'enabled') return [refuse('fallback-is-enabled', present.iccid)]
  if (target !== undefined && state.profiles[target]?.fallbackAllowed === false) {
    return [refuse('fallback-not-allowed', target)]
  }
  return []
}
