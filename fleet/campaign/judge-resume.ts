// Whether resuming leads anywhere. A person resumes after mending, so a wave that failed is judged on
// new evidence only: its failures so far are accepted and count no more. Where nothing is left in the
// wave that could give evidence it would fail again at once, and that is said before, with what
// helps (docs/decisions/0014).

import type { Refusal } from '../decision.ts'
import { refuse } from '../reasons/reason.ts'
import { type CampaignState, heldPatterns, type WaveState } from './campaign-state.ts'
import { isWholeAtEnd } from './judge-end.ts'
import { isSuspect, judgeWave, waveNumbers } from './judge-wave.ts'
import { type CampaignTally, countIn, emptyTally, type WaveTally } from './wave-tally.ts'

/** Failures of a wave that a person has accepted: they count no more. */
export interface Acceptance {
  readonly wave: number
  readonly failures: number
}

export type ResumeVerdict = { readonly kind: 'goes-on'; readonly accepted?: Acceptance } | Refusal

/** What resuming accepts; refused where the wave would fail again at once. */
export function judgeResume(campaign: CampaignState, tally: CampaignTally): ResumeVerdict {
  const failing = campaign.waves.find((wave) => failsNow(campaign, tally, wave))
  if (!failing) return { kind: 'goes-on' }
  const { index, name } = failing
  const failures = failuresIn(tally[index])
  const verdict = judged(campaign, tally, { ...failing, acceptedFailures: failures })
  // Held devices are looked at anew when the campaign goes on, and may begin then.
  const mayGrow = (tally[index]?.states.held ?? 0) > 0
  if (verdict.kind === 'failed' && !mayGrow && !isWholeAtEnd(campaign, tally, failing)) {
    return refuse('wave-without-evidence', `wave ${name}: ${verdict.why}`)
  }
  return { kind: 'goes-on', accepted: { wave: index, failures } }
}

/**
 * What stays accepted after failed devices were put back to waiting: those that failed for good.
 * What the others do now is new evidence.
 */
export const stillAccepted = (campaign: CampaignState, tally: CampaignTally): Acceptance[] =>
  campaign.waves.flatMap(({ index, acceptedFailures = 0 }) =>
    acceptedFailures > 0
      ? [{ wave: index, failures: Math.min(acceptedFailures, failuresIn(tally[index])) }]
      : [],
  )

const failuresIn = (counts: WaveTally = emptyTally): number =>
  countIn(counts, 'failure') + countIn(counts, 'without-result')

function failsNow(campaign: CampaignState, tally: CampaignTally, wave: WaveState): boolean {
  if (wave.phase === 'failed') return true
  if (wave.phase !== 'open' && wave.phase !== 'passed') return false
  if (judged(campaign, tally, wave).kind !== 'failed') return false
  if (wave.phase === 'passed') {
    return isSuspect(numbersOf(campaign, tally, wave), campaign.plan.thresholds)
  }
  return !isWholeAtEnd(campaign, tally, wave)
}

const numbersOf = (campaign: CampaignState, tally: CampaignTally, wave: WaveState) =>
  waveNumbers(wave, tally[wave.index] ?? emptyTally, heldPatterns(campaign))

const judged = (campaign: CampaignState, tally: CampaignTally, wave: WaveState) =>
  judgeWave(numbersOf(campaign, tally, wave), campaign.plan.thresholds)
