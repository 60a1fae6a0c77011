// Campaigns and combinations as the API shows them.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type {
  CampaignRequestShape,
  CampaignRowShape,
  CampaignShape,
  CombinationShape,
} from '@holdfast/api/shapes/campaign.ts'
import { campaignCan } from '@holdfast/fleet/campaign/campaign-can.ts'
import type { CampaignPlan } from '@holdfast/fleet/campaign/campaign-plan.ts'
import type { CampaignState, HeldCombination } from '@holdfast/fleet/campaign/campaign-state.ts'
import { explainCampaign } from '@holdfast/fleet/campaign/explain-campaign.ts'
import type { CampaignTally } from '@holdfast/fleet/campaign/wave-tally.ts'
import { type CombinationCount, evidenceOf } from '@holdfast/fleet/combination/combination-count.ts'
import {
  type CombinationPattern,
  formatPattern,
  patternInWords,
} from '@holdfast/fleet/combination/combination-key.ts'
import { statesOf } from '../../campaigns/series.ts'

export type CampaignView = ShapeOf<typeof CampaignShape>
export type CombinationView = ShapeOf<typeof CombinationShape>

const minuteMs = 60_000

/** The request's plan, in fleet's units. */
export function planOf(request: ShapeOf<typeof CampaignRequestShape>): CampaignPlan {
  const { name, wish, target, follow, waves, thresholds, windows = [], rates = {} } = request
  const { deviceDeadlineMinutes, approvalsNeeded, startAt, required = [] } = request
  return {
    ...{ name, wish, follow, waves, thresholds, windows, rates, approvalsNeeded },
    target:
      'eids' in target
        ? { kind: 'eids', eids: [...new Set(target.eids)] }
        : { kind: 'filter', filter: target.filter },
    deviceDeadlineMs: deviceDeadlineMinutes * minuteMs,
    ...(required.length === 0 ? {} : { required: required.toSorted() }),
    ...(startAt === undefined ? {} : { startAt }),
  }
}

interface Shown {
  readonly campaign: CampaignState
  readonly tally: CampaignTally
  readonly now: number
}

export function viewRow({ campaign, tally, now }: Shown): ShapeOf<typeof CampaignRowShape> {
  const { campaignId, plan, phase, reason, createdAt, createdBy, startedAt, endedAt } = campaign
  const isOver = endedAt !== undefined
  return {
    ...{ campaignId, phase, createdAt, createdBy },
    name: plan.name,
    ...(reason ? { reason } : {}),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    devices: campaign.waves.reduce((sum, { devices }) => sum + devices, 0),
    tally: statesOf(tally),
    waitsFor: isOver ? [] : [explainCampaign({ campaign, tally, given: {}, now }).summary],
  }
}

export function viewCampaign(shown: Shown): CampaignView {
  const { campaign, tally, now } = shown
  const { plan, why, planHash, approvalsNeeded, approvals, stockReserved, excluded } = campaign
  const explained = explainCampaign({ campaign, tally, given: {}, now })
  const { approve, start, pause, resume, abort, rollBack, retry, exclude } = campaignCan(
    campaign,
    tally,
  )
  const { wish, follow, thresholds, windows, rates, target, startAt } = plan
  return {
    ...viewRow(shown),
    ...{ wish, follow, why, thresholds, planHash, approvalsNeeded, approvals, excluded, now },
    ...{ windows, rates },
    target: target.kind === 'eids' ? { eids: target.eids.length } : { filter: target.filter },
    waves: campaign.waves.map((wave) => viewWave(wave, tally, explained.waves[wave.index])),
    deviceDeadlineMinutes: Math.round(plan.deviceDeadlineMs / minuteMs),
    required: plan.required ?? [],
    ...(startAt === undefined ? {} : { startAt }),
    ...(stockReserved === undefined ? {} : { stockReserved }),
    held: campaign.held.map(viewHeld),
    can: { approve, start, pause, resume, abort, rollBack, retry, exclude },
  }
}

function viewWave(
  wave: CampaignState['waves'][number],
  tally: CampaignTally,
  words: string | undefined,
): CampaignView['waves'][number] {
  const { index, name, devices, phase, reason, openedAt, endedAt, heldSince } = wave
  return {
    ...{ index, name, devices, phase },
    ...(reason ? { reason } : {}),
    ...(openedAt === undefined ? {} : { openedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(heldSince === undefined ? {} : { heldSince }),
    tally: { ...tally[index]?.states },
    waitsFor: words === undefined ? [] : [words],
  }
}

const viewHeld = ({ pattern, reason, at, released }: HeldCombination) => ({
  ...{ reason, at },
  key: formatPattern(pattern),
  words: patternInWords(pattern),
  ...(released ? { released } : {}),
})

export interface ViewedCombination {
  readonly pattern: CombinationPattern
  readonly count: CombinationCount
  readonly state: string
}

export function viewCombination({ pattern, count, state }: ViewedCombination): CombinationView {
  const { n, share, low, high } = evidenceOf(count)
  const { open, succeeded, failed, codes } = count
  return {
    key: formatPattern(pattern),
    parts: pattern,
    devices: n,
    outcomes: { open, succeeded, failed },
    ...(n === 0 ? {} : { success: { share, low, high, confidence: 0.95 } }),
    state,
    words: patternInWords(pattern),
    codes,
  }
}
