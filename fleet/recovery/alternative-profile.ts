// Which other profile on the card could bring the device back: one that is disabled, no test
// profile, and of whose line nothing bad is known. Choosing is all; the switch is an operation like
// any other, with its rollback, and is judged like any other.

import { enabledProfile, isListProven, profilesOf } from '../card-queries.ts'
import type { CardState, ProfileOnCard } from '../card-state.ts'
import type { Instant } from '../evidence.ts'
import { carries, isFresh } from '../lines/line.ts'

/** The best other profile; nothing when none is known to be better than the present one. */
export function chooseAlternative(state: CardState, now: Instant): ProfileOnCard | undefined {
  if (!isListProven(state, now) || !enabledProfile(state)) return undefined
  return profilesOf(state)
    .filter((profile) => mayServe(state, profile, now))
    .toSorted((a, b) => rank(state, b) - rank(state, a))[0]
}

function mayServe({ lines }: CardState, profile: ProfileOnCard, now: Instant): boolean {
  if (profile.state === 'enabled' || profile.class === 'test') return false
  const line = lines?.[profile.iccid]
  if (!line) return true
  const isOver = line.validUntil !== undefined && line.validUntil <= now
  return !isOver && line.bytesLeft !== 0 && !(isFresh(line, now) && carries(line.state) === false)
}

/** A line that is said to be active first, then operational ones before bootstrap. */
function rank({ lines }: CardState, { iccid, class: kind }: ProfileOnCard): number {
  const isActive = lines?.[iccid]?.state === 'active' ? 4 : 0
  return isActive + (kind === 'provisioning' ? 0 : 1)
}
