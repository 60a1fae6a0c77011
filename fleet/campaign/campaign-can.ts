// What can be done with a campaign in which phase, with the reason when not: one table, shared by
// the decisions, the API and the console, so that a greyed-out button says why.

import type { Refusal } from '../decision.ts'
import { refuse } from '../reasons/reason.ts'
import type { Possible } from '../what-can-be-done.ts'
import type { CampaignPhase, CampaignState } from './campaign-state.ts'
import { judgeResume } from './judge-resume.ts'
import type { CampaignTally } from './wave-tally.ts'

export const campaignActions = [
  'change',
  'target',
  'submit',
  'approve',
  'start',
  'pause',
  'resume',
  'abort',
  'rollBack',
  'retry',
  'exclude',
  'release',
] as const

export type CampaignAction = (typeof campaignActions)[number]

const beforeStart: readonly CampaignPhase[] = ['draft', 'awaiting-approval', 'scheduled']
const underWay: readonly CampaignPhase[] = ['running', 'paused', 'rolling-back']

const phasesFor: Readonly<Record<CampaignAction, readonly CampaignPhase[]>> = {
  change: beforeStart,
  target: beforeStart,
  submit: ['draft'],
  approve: ['awaiting-approval'],
  start: ['scheduled'],
  pause: ['running'],
  resume: ['paused'],
  abort: [...beforeStart, ...underWay],
  rollBack: ['running', 'paused', 'aborted', 'finished'],
  retry: ['running', 'paused'],
  exclude: [...beforeStart, ...underWay],
  release: underWay,
}

/** Why this cannot be done in the present phase; nothing when it can. */
export function judgePhase(campaign: CampaignState, action: CampaignAction): Refusal | undefined {
  if (phasesFor[action].includes(campaign.phase)) return undefined
  const isUnapproved = action === 'start' && campaign.phase === 'awaiting-approval'
  const lacking = isUnapproved ? judgeApproval(campaign) : undefined
  if (lacking) return lacking
  return refuse('campaign-phase', `it is ${campaign.phase}, ${action} needs ${needs(action)}`)
}

const needs = (action: CampaignAction): string => phasesFor[action].join(' or ')

/** Approvals of the plan as it is now, by different people, none of whom wrote it (B6). */
export function validApprovals(campaign: CampaignState): readonly string[] {
  const { approvals, planHash, authors } = campaign
  const people = approvals
    .filter((approval) => approval.planHash === planHash)
    .map(({ by }) => by)
    .filter((by) => !authors.includes(by))
  return [...new Set(people)]
}

/** Why the plan as it is now may not be carried out; nothing when enough have approved it. */
export function judgeApproval(campaign: CampaignState): Refusal | undefined {
  const given = validApprovals(campaign).length
  if (given >= campaign.approvalsNeeded) return undefined
  return refuse('approval-missing', `${given} of ${campaign.approvalsNeeded}`)
}

/** Each action with whether it can be done now, and why not; the tally says where resuming leads. */
export const campaignCan = (
  campaign: CampaignState,
  tally: CampaignTally,
): Readonly<Record<CampaignAction, Possible>> =>
  Object.fromEntries(
    campaignActions.map((action) => {
      const refusal =
        judgePhase(campaign, action) ??
        judgeMore(campaign, action) ??
        (action === 'resume' ? judgeResumption(campaign, tally) : undefined)
      return [action, refusal ? { allowed: false, why: refusal.why } : { allowed: true, why: '' }]
    }),
  ) as Record<CampaignAction, Possible>

function judgeResumption(campaign: CampaignState, tally: CampaignTally): Refusal | undefined {
  const verdict = judgeResume(campaign, tally)
  return verdict.kind === 'refused' ? verdict : undefined
}

function judgeMore(campaign: CampaignState, action: CampaignAction): Refusal | undefined {
  if (action === 'start' || action === 'resume') return judgeApproval(campaign)
  if (action === 'submit') return judgeTargeted(campaign)
  if (action === 'rollBack') return judgeReturn(campaign)
  if (action === 'release') {
    const isHeld = campaign.held.some(({ released }) => !released)
    return isHeld ? undefined : refuse('combination-unknown')
  }
  return undefined
}

/** Only a campaign that changed the profile in use has a former one to go back to. */
export function judgeReturn({ plan }: CampaignState): Refusal | undefined {
  const { kind } = plan.wish
  return kind === 'swap' || kind === 'enable' ? undefined : refuse('nothing-to-roll-back', kind)
}

export const judgeTargeted = ({ waves }: CampaignState): Refusal | undefined =>
  waves.some(({ devices }) => devices > 0) ? undefined : refuse('not-targeted')
