// When a campaign is over: every device is decided; or what is left is held back, and has been for
// as long as a device may take. So every target reaches an end by a declared time (H1).

import type { Instant } from '../evidence.ts'
import type { CampaignState, WaveState } from './campaign-state.ts'
import type { CampaignTally } from './wave-tally.ts'
import { countIn } from './wave-tally.ts'

/** All waves are through and no device waits, is held or is in the air. */
export function isEveryDeviceDecided(campaign: CampaignState, tally: CampaignTally): boolean {
  if (campaign.waves.some(({ phase }) => phase === 'planned')) return false
  return tally.every(
    (wave) =>
      countIn(wave, 'ahead') === 0 && countIn(wave, 'open') === 0 && (wave.states.held ?? 0) === 0,
  )
}

/** Nothing is left to protect when the last device of the last wave is decided: it just ends. */
export const isWholeAtEnd = (
  campaign: CampaignState,
  tally: CampaignTally,
  { index }: WaveState,
): boolean => index === campaign.waves.length - 1 && isEveryDeviceDecided(campaign, tally)

/** Whether what is left has waited long enough and the campaign ends without it. */
export function judgeEnd(
  campaign: CampaignState,
  tally: CampaignTally,
  { now, lastAdmittedAt = 0 }: { readonly now: Instant; readonly lastAdmittedAt?: Instant },
): boolean {
  if (campaign.waves.some(({ phase }) => phase === 'planned')) return false
  const isAnyOpen = tally.some((wave) => countIn(wave, 'open') > 0)
  return !isAnyOpen && now >= endsAt(campaign, lastAdmittedAt)
}

/** The declared end of what is held or cannot begin: counted from the last thing that let it wait. */
export function endsAt(campaign: CampaignState, lastAdmittedAt: Instant): Instant {
  const { waves, held, plan, resumedAt = 0 } = campaign
  const opened = waves.map(({ openedAt }) => openedAt ?? 0)
  const holds = held.map(({ at, released }) => released?.at ?? at)
  return Math.max(lastAdmittedAt, resumedAt, ...opened, ...holds) + plan.deviceDeadlineMs
}
