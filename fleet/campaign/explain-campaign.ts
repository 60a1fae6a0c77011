// Why a campaign stands where it does: what each wave is waiting for, why it stopped, what would
// move it on. Told from the same numbers that decide (judge-wave.ts), so words and deeds agree.

import { patternInWords } from '../combination/combination-key.ts'
import type { Instant } from '../evidence.ts'
import type { Explanation, Ground } from '../explanation.ts'
import { untilInWords } from '../explanation.ts'
import { findReason } from '../reasons/reason.ts'
import { judgeApproval, validApprovals } from './campaign-can.ts'
import { type CampaignState, heldPatterns, type WaveState } from './campaign-state.ts'
import { endsAt, isEveryDeviceDecided } from './judge-end.ts'
import { judgeWave, waveNumbers } from './judge-wave.ts'
import type { CampaignFacts } from './next-step.ts'
import { isStockSetAside, roomOf } from './next-step.ts'
import type { CampaignTally } from './wave-tally.ts'
import { countIn, emptyTally } from './wave-tally.ts'

export interface CampaignExplanation extends Explanation {
  /** One line a wave, in order: what it waits for, or how it ended. */
  readonly waves: readonly string[]
}

export interface ExplainInput {
  readonly campaign: CampaignState
  readonly tally: CampaignTally
  readonly given: CampaignFacts
  readonly now: Instant
  /** What stands between the campaign and its SM-DP+ or operator just now, in words. */
  readonly breakers?: readonly string[]
}

/** What the campaign is doing and why. */
export function explainCampaign(input: ExplainInput): CampaignExplanation {
  const { campaign } = input
  return {
    summary: summaryOf(input),
    because: [...reasonGround(campaign), ...heldGrounds(campaign), ...limitGrounds(input)],
    wouldChange: changesOf(input),
    waves: campaign.waves.map((wave) => explainWave(input, wave)),
  }
}

function summaryOf(input: ExplainInput): string {
  const { campaign } = input
  const { approvalsNeeded, reason, plan, waves } = campaign
  switch (campaign.phase) {
    case 'draft':
      return 'it is a draft: its target is not put on record yet'
    case 'awaiting-approval':
      return `it waits for approval: ${validApprovals(campaign).length} of ${approvalsNeeded}`
    case 'scheduled':
      return plan.startAt === undefined
        ? 'it waits for a person to start it'
        : `it begins ${untilInWords(plan.startAt, input.now)}`
    case 'running':
      return runningSummary(input)
    case 'paused':
      return `it is paused: ${reason?.why ?? 'no reason was given'}`
    case 'rolling-back': {
      const wave = waves.find(({ phase }) => phase === 'rolling-back')
      return `devices of wave ${wave?.name ?? ''} go back to their former profile`
    }
    case 'aborted':
      return `it was aborted: ${reason?.why ?? ''}`
    case 'finished':
      return `it is finished: ${reason?.why ?? ''}`
  }
}

function runningSummary({ campaign, tally, given }: ExplainInput): string {
  if (given.stock && !isStockSetAside(given.stock)) return 'stock is being set aside'
  if (isEveryDeviceDecided(campaign, tally)) return 'every device is decided'
  const held = campaign.waves.find(({ heldSince }) => heldSince !== undefined)
  if (held) return `wave ${held.name} holds still until devices in the air have told more`
  const names = campaign.waves.filter(isUnderWay(tally)).map(({ name }) => name)
  return names.length === 0 ? 'the first wave is about to begin' : `${names.join(', ')} under way`
}

/** An open wave, or one that has passed with devices left. */
const isUnderWay =
  (tally: CampaignTally) =>
  ({ phase, index }: WaveState): boolean => {
    const counts = tally[index] ?? emptyTally
    const isLeft = countIn(counts, 'open') + countIn(counts, 'ahead') > 0
    return phase === 'open' || (phase === 'passed' && isLeft)
  }

function reasonGround({ reason }: CampaignState): readonly Ground[] {
  if (!reason) return []
  return [{ rule: findReason(reason.code)?.words ?? reason.code, facts: [reason.why] }]
}

const heldGrounds = ({ held }: CampaignState): readonly Ground[] =>
  held
    .filter(({ released }) => !released)
    .map(({ pattern, reason }) => ({
      rule: `no more devices with ${patternInWords(pattern)} begin`,
      facts: [reason.why],
    }))

function limitGrounds({ campaign, tally, given, breakers = [] }: ExplainInput): readonly Ground[] {
  if (campaign.phase !== 'running') return []
  const { atOnce } = campaign.plan.rates
  const isFull = atOnce !== undefined && roomOf({ campaign, tally }) === 0
  const { stock } = given
  return [
    ...(isFull
      ? [{ rule: 'so many devices may be in the air at once', facts: [`${atOnce}`] }]
      : []),
    ...(stock && !isStockSetAside(stock)
      ? [{ rule: 'stock for every device first', facts: [`${stock.reserved} of ${stock.needed}`] }]
      : []),
    ...(breakers.length > 0
      ? [{ rule: 'who does not work is not asked', facts: [...breakers] }]
      : []),
  ]
}

function changesOf({ campaign, given, now }: ExplainInput): readonly string[] {
  const { phase, reason, held } = campaign
  const released = held.some((one) => !one.released)
  const ends = untilInWords(endsAt(campaign, given.lastAdmittedAt ?? 0), now)
  switch (phase) {
    case 'draft':
      return ['its devices are counted, then it is submitted']
    case 'awaiting-approval':
      return ['another person than its authors approves the hash of the plan']
    case 'scheduled':
      return [judgeApproval(campaign)?.why ?? 'a person starts it, or its time comes']
    case 'running':
      return [
        'devices call, and their outcomes are counted',
        ...(released ? [`a person releases what is held; what is not ends ${ends}`] : []),
      ]
    case 'paused':
      return [findReason(reason?.code ?? '')?.remedy ?? '', 'a person resumes or aborts it']
    case 'rolling-back':
      return ['the devices of the wave call and go back']
    default:
      return []
  }
}

/** One line: what the wave waits for. */
export function explainWave(input: ExplainInput, wave: WaveState): string {
  const { campaign, tally } = input
  const held = heldPatterns(campaign)
  const counts = tally[wave.index] ?? emptyTally
  const numbers = waveNumbers(wave, counts, held)
  const waits = counts.states.held ?? 0
  const also = waits > 0 ? `; ${waits} are held` : ''
  switch (wave.phase) {
    case 'planned':
      return waitsForOthers(campaign, wave)
    case 'open': {
      const { why } = judgeWave(numbers, campaign.plan.thresholds)
      return `${wave.heldSince === undefined ? '' : 'holds still: '}${why}${also}`
    }
    case 'passed': {
      const left = numbers.ahead + numbers.open
      const rest = left > 0 ? `; ${left} ${left === 1 ? 'device is' : 'devices are'} left` : ''
      return `${wave.reason?.why ?? 'the wave has passed'}${rest}${also}`
    }
    case 'failed':
      return `failed: ${wave.reason?.why ?? ''}`
    case 'rolling-back':
      return `goes back: ${wave.rollBack?.reason ?? ''}`
    case 'rolled-back':
      return `was rolled back: ${wave.rollBack?.reason ?? ''}`
  }
}

function waitsForOthers({ waves, phase }: CampaignState, { index }: WaveState): string {
  const before = waves.slice(0, index).find((one) => one.phase !== 'passed')
  if (before) return `waits for wave ${before.name} to pass`
  return phase === 'running' ? 'begins now' : 'waits for the campaign to run'
}
