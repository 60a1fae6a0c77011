// Whether a campaign's plan can be carried out at all: each number in its range, each window
// readable, waves that make a target's whole. Every problem is named; none is corrected silently.

import type { Refusal } from '../decision.ts'
import { isTimeOfDay } from '../local-time/time-of-day.ts'
import { refuse } from '../reasons/reason.ts'
import type { CampaignPlan, WavePlan } from './campaign-plan.ts'

const invalid = (facts: string): Refusal => refuse('campaign-plan-invalid', facts)

/** Every reason why this plan is refused; none when it can be drafted. */
export function judgeCampaignPlan(plan: CampaignPlan): readonly Refusal[] {
  return [
    ...judgeText(plan),
    ...judgeWaves(plan.waves),
    ...judgeThresholds(plan),
    ...judgeWindows(plan),
    ...judgeNumbers(plan),
  ].map(invalid)
}

function judgeText({ name, target, follow }: CampaignPlan): readonly string[] {
  return [
    ...(name.trim() === '' ? ['the campaign has no name'] : []),
    ...(target.kind === 'eids' && target.eids.length === 0 ? ['no device is named'] : []),
    ...(target.kind === 'eids' && follow === 'live' ? ['a list of EIDs cannot be followed'] : []),
  ]
}

function judgeWaves(waves: readonly WavePlan[]): readonly string[] {
  if (waves.length === 0) return ['there is no wave']
  const share = waves.reduce((sum, wave) => sum + (wave.share ?? 0), 0)
  const bad = waves.flatMap((wave, i) => {
    const isLast = i === waves.length - 1
    const isEmpty = wave.devices === undefined && wave.share === undefined
    const isBoth = wave.devices !== undefined && wave.share !== undefined
    const isWrong =
      (wave.devices !== undefined && !(Number.isInteger(wave.devices) && wave.devices > 0)) ||
      (wave.share !== undefined && !(wave.share > 0 && wave.share <= 1))
    return [
      ...(isEmpty && !isLast ? [`wave ${wave.name} has no size`] : []),
      ...(isBoth ? [`wave ${wave.name} has a number and a share`] : []),
      ...(isWrong ? [`the size of wave ${wave.name} is not usable`] : []),
    ]
  })
  return share > 1.000001 ? [...bad, 'the shares of the waves are more than the whole'] : bad
}

function judgeThresholds({ thresholds }: CampaignPlan): readonly string[] {
  const { successAtLeast, failureAtMost, confidence } = thresholds
  const isShare = (value: number): boolean => value >= 0 && value <= 1
  return [
    ...(isShare(successAtLeast) ? [] : ['successAtLeast is not a share from 0 to 1']),
    ...(isShare(failureAtMost) ? [] : ['failureAtMost is not a share from 0 to 1']),
    ...(confidence >= 0.5 && confidence < 1 ? [] : ['confidence is not from 0.5 to below 1']),
  ]
}

const judgeWindows = ({ windows }: CampaignPlan): readonly string[] =>
  windows.flatMap(({ days, from, until }) => [
    ...(days.length > 0 && days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)
      ? []
      : ['the days of a window are numbers from 1 (Monday) to 7']),
    ...(isTimeOfDay(from) && isTimeOfDay(until)
      ? []
      : ['a window opens and closes at times like 22:00']),
  ])

function judgeNumbers(plan: CampaignPlan): readonly string[] {
  const { rates, deviceDeadlineMs, approvalsNeeded } = plan
  const isPositive = (value: number | undefined): boolean => value === undefined || value > 0
  const { atOnce, perSmdpPerMinute, perOperatorPerMinute } = rates
  const areRates = [atOnce, perSmdpPerMinute, perOperatorPerMinute].every(isPositive)
  const isApprovals = Number.isInteger(approvalsNeeded) && approvalsNeeded >= 0
  return [
    ...(areRates ? [] : ['a rate is not above 0']),
    ...(deviceDeadlineMs > 0 ? [] : ['the time that a device has is not above 0']),
    ...(isApprovals ? [] : ['the number of approvals is not a whole number from 0']),
  ]
}

/** How many devices each wave gets of a target of that size; what is left goes to the last. */
export function waveSizes(waves: readonly WavePlan[], devices: number): readonly number[] {
  let left = devices
  return waves.map((wave, i) => {
    const isLast = i === waves.length - 1
    const wanted = wave.devices ?? Math.ceil((wave.share ?? 0) * devices)
    const size = isLast ? left : Math.min(left, wanted)
    left -= size
    return size
  })
}
