// What people ask of a campaign: draft, change, submit, approve, start, pause, resume, abort, roll a
// wave back, retry, exclude, release a combination. Each gives facts to record, or a refusal; none
// has another effect. The shell closes or opens the dispatch gate in the same transaction.

import { formatPattern } from '../combination/combination-key.ts'
import type { Refusal } from '../decision.ts'
import { reason, refuse } from '../reasons/reason.ts'
import type { CampaignAction } from './campaign-can.ts'
import {
  judgeApproval,
  judgePhase,
  judgeReturn,
  judgeTargeted,
  validApprovals,
} from './campaign-can.ts'
import type { CampaignFact } from './campaign-fact.ts'
import type { CampaignPlan } from './campaign-plan.ts'
import type { CampaignState } from './campaign-state.ts'
import type { TextDigest } from './canonical-plan.ts'
import { planHashOf } from './canonical-plan.ts'
import { judgeCampaignPlan, waveSizes } from './judge-plan.ts'
import { judgeResume, stillAccepted } from './judge-resume.ts'
import type { CampaignTally } from './wave-tally.ts'

export type CampaignDecision =
  | { readonly kind: 'decided'; readonly facts: readonly CampaignFact[] }
  | Refusal

const facts = (...list: readonly CampaignFact[]): CampaignDecision => ({
  kind: 'decided',
  facts: list,
})

export interface DraftRequest {
  readonly plan: CampaignPlan
  /** Why, in its author's words. */
  readonly why: string
  readonly digest: TextDigest
}

/** The first fact of a campaign. Refused with the first thing that is wrong with the plan. */
export function draftCampaign({ plan, why, digest }: DraftRequest): CampaignDecision {
  const [problem] = judgeCampaignPlan(plan)
  if (problem) return problem
  const planHash = planHashOf(plan, digest)
  const { approvalsNeeded } = plan
  return facts({ kind: 'campaign-drafted', plan, planHash, approvalsNeeded, why })
}

/** Another plan instead: what was approved before counts no more. */
export function changePlan(
  campaign: CampaignState,
  { plan, why, digest }: DraftRequest,
): CampaignDecision {
  const [problem] = judgeCampaignPlan(plan)
  const refusal = judgePhase(campaign, 'change') ?? problem
  if (refusal) return refusal
  const planHash = planHashOf(plan, digest)
  if (planHash === campaign.planHash) return facts()
  const { approvalsNeeded } = plan
  return facts({ kind: 'campaign-plan-changed', plan, planHash, approvalsNeeded, why })
}

/**
 * The target is on record: how many devices it has. `approvalsAsked` is what the rules of its
 * countries ask for (country-rules.ts).
 */
export function targetCampaign(
  campaign: CampaignState,
  { devices, approvalsAsked = 0 }: { readonly devices: number; readonly approvalsAsked?: number },
): CampaignDecision {
  const refusal = judgePhase(campaign, 'target')
  if (refusal) return refusal
  if (devices <= 0) return refuse('not-targeted', 'no device matches')
  return facts({
    kind: 'campaign-targeted',
    waveDevices: waveSizes(campaign.plan.waves, devices),
    approvalsNeeded: Math.max(campaign.plan.approvalsNeeded, approvalsAsked),
  })
}

/** Ready to be approved; scheduled at once where no approval is needed. */
export function submitCampaign(campaign: CampaignState): CampaignDecision {
  const refusal = judgePhase(campaign, 'submit') ?? judgeTargeted(campaign)
  if (refusal) return refusal
  const submitted = { kind: 'campaign-submitted' } as const
  return judgeApproval(campaign)
    ? facts(submitted)
    : facts(submitted, { kind: 'campaign-scheduled' })
}

export interface ApproveRequest {
  readonly by: string
  /** Of the plan that was looked at. */
  readonly planHash: string
}

/** One approval; the last that is needed schedules the campaign. */
export function approveCampaign(
  campaign: CampaignState,
  request: ApproveRequest,
): CampaignDecision {
  const refusal = judgePhase(campaign, 'approve') ?? judgeApprover(campaign, request)
  if (refusal) return refusal
  const approved = { kind: 'campaign-approved', planHash: request.planHash } as const
  const isLast = validApprovals(campaign).length + 1 >= campaign.approvalsNeeded
  return isLast ? facts(approved, { kind: 'campaign-scheduled' }) : facts(approved)
}

/** Another hash, an author, or the same person again cannot approve. */
export function judgeApprover(
  campaign: CampaignState,
  { by, planHash }: ApproveRequest,
): Refusal | undefined {
  if (planHash !== campaign.planHash) return refuse('plan-hash-differs', campaign.planHash)
  if (campaign.authors.includes(by)) return refuse('author-approves', by)
  if (validApprovals(campaign).includes(by)) return refuse('approved-already', by)
  return undefined
}

export function startCampaign(campaign: CampaignState): CampaignDecision {
  const refusal = judgePhase(campaign, 'start') ?? judgeApproval(campaign)
  return refusal ?? facts({ kind: 'campaign-started' })
}

export function pauseCampaign(campaign: CampaignState, why: string): CampaignDecision {
  const refusal = judgeWithReason(campaign, 'pause', why)
  const paused = reason('campaign-paused-by-person', why)
  return refusal ?? facts({ kind: 'campaign-paused', reason: paused })
}

/** The database is a backup: nothing goes on until a person has looked at what it tells (F50). */
export function pauseRestored(campaign: CampaignState): CampaignDecision {
  if (judgePhase(campaign, 'pause')) return facts()
  return facts({ kind: 'campaign-paused', reason: reason('campaign-restored') })
}

/**
 * Goes on; where a wave had failed, its failures so far are accepted by the one who resumes, and it
 * is judged on what comes from now on. Refused where nothing of it is left that could come.
 */
export function resumeCampaign(
  campaign: CampaignState,
  tally: CampaignTally,
  why: string,
): CampaignDecision {
  const refusal = judgePhase(campaign, 'resume') ?? judgeApproval(campaign)
  if (refusal) return refusal
  const verdict = judgeResume(campaign, tally)
  if (verdict.kind === 'refused') return verdict
  const { accepted } = verdict
  const resumed = { kind: 'campaign-resumed', why } as const
  if (!accepted) return facts(resumed)
  return judgeReasonGiven(why) ?? facts({ ...resumed, accepted })
}

/** Over for good: nothing of it leaves any more but reading (S9). */
export function abortCampaign(campaign: CampaignState, why: string): CampaignDecision {
  const refusal = judgeWithReason(campaign, 'abort', why)
  return refusal ?? facts({ kind: 'campaign-aborted', reason: reason('campaign-aborted', why) })
}

/** The devices of one wave that serve on the new profile go back to their former one. */
export function rollBackWave(
  campaign: CampaignState,
  { wave, why }: { readonly wave: number; readonly why: string },
): CampaignDecision {
  const phase = campaign.waves[wave]?.phase
  const hasBegun = phase !== undefined && phase !== 'planned' && phase !== 'rolled-back'
  const refusal =
    judgeWithReason(campaign, 'rollBack', why) ??
    judgeApproval(campaign) ??
    judgeReturn(campaign) ??
    (hasBegun ? undefined : refuse('wave-unknown', `wave ${wave}`))
  return refusal ?? facts({ kind: 'wave-roll-back-began', wave, why })
}

export interface RetryRequest {
  readonly devices: number
  readonly codes?: readonly string[]
}

/**
 * `devices` failed ones, which the shell has put back to waiting (`isRetryable`), are tried again;
 * the tally is the one after that. A new failure of theirs is not among those accepted before.
 */
export function retryFailed(
  campaign: CampaignState,
  tally: CampaignTally,
  { devices, codes }: RetryRequest,
): CampaignDecision {
  const refusal = judgePhase(campaign, 'retry')
  if (refusal) return refusal
  if (devices === 0) return facts()
  const accepted = stillAccepted(campaign, tally)
  return facts({
    ...{ kind: 'failed-retried', devices },
    ...(codes ? { codes } : {}),
    ...(accepted.length > 0 ? { accepted } : {}),
  })
}

export function excludeDevices(
  campaign: CampaignState,
  { devices, why }: { readonly devices: number; readonly why: string },
): CampaignDecision {
  const refusal = judgeWithReason(campaign, 'exclude', why)
  if (refusal) return refusal
  return devices === 0 ? facts() : facts({ kind: 'devices-excluded', devices, why })
}

/** A held combination goes on, because a person says why it may. */
export function releaseCombination(
  campaign: CampaignState,
  { patternKey, why }: { readonly patternKey: string; readonly why: string },
): CampaignDecision {
  const isHeld = campaign.held.some(
    ({ pattern, released }) => !released && formatPattern(pattern) === patternKey,
  )
  const refusal =
    judgeWithReason(campaign, 'release', why) ??
    (isHeld ? undefined : refuse('combination-unknown', patternKey))
  return refusal ?? facts({ kind: 'combination-released', patternKey, why })
}

const judgeReasonGiven = (why: string): Refusal | undefined =>
  why.trim() === '' ? refuse('reason-missing') : undefined

const judgeWithReason = (
  campaign: CampaignState,
  action: CampaignAction,
  why: string,
): Refusal | undefined => judgePhase(campaign, action) ?? judgeReasonGiven(why)
