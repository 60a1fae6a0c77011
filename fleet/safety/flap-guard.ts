// A card that leaves the profile that we enabled, again and again, is not fought (F32, F33): each
// flip costs energy, octets and writes of the card's memory. After the second one nothing is enabled
// on it until a person starts it for this one device, or the card has other firmware.

import type { CardState } from '../card-state.ts'
import type { Change } from '../change.ts'
import { record } from '../change.ts'
import type { Refusal } from '../decision.ts'
import type { Operation } from '../operation.ts'
import { reason, refuse } from '../reasons/reason.ts'
import type { Wish } from '../wish.ts'

/** Flips after which the device is held. */
export const flipsMax = 2

/** What may release the guard: the operation under way, or the request. */
export interface FlapRelease {
  readonly operation?: Operation
  readonly releasesFlapHold?: boolean
}

/** Flips since a person last took it on. */
const flipsSince = ({ flips = [], flapReleasedAt = 0 }: CardState): number =>
  flips.filter(({ at }) => at > flapReleasedAt).length

export const isFlapping = (state: CardState): boolean => flipsSince(state) >= flipsMax

/** Why nothing is enabled on this card just now. */
export function judgeFlaps(state: CardState, wish: Wish, release: FlapRelease): readonly Refusal[] {
  if (wish.kind !== 'swap' && wish.kind !== 'enable') return []
  if (release.releasesFlapHold || !isFlapping(state)) return []
  if (release.operation?.enableSentAt !== undefined && isSettled(release.operation)) return []
  const last = state.flips?.at(-1)
  return [refuse('flapping', last && `last from ${last.from}, cause ${last.cause}`)]
}

/** What was enabled already is confirmed, not enabled again. */
const isSettled = ({ outcome }: Operation): boolean =>
  outcome === 'applied' || outcome === 'attached'

/** Raises it in the contact that brought the flip, once for each. */
export function raiseFlapping(change: Change): Change {
  const { flips = [], flapHeldAt = 0 } = change.state
  const last = flips.at(-1)
  if (!last || last.at <= flapHeldAt || !isFlapping(change.state)) return change
  const facts = `${flipsSince(change.state)} times, last from ${last.from}, cause ${last.cause}`
  return record(change, { kind: 'flap-held', reason: reason('flap-held', facts) })
}
