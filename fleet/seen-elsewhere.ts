// A sign of life over another profile than the card showed as enabled: the card may have gone back
// without anybody telling (F32, F33), or the modem stays on the old one (F26). Neither is proven by
// it, so the list is doubted, and the card is read at its next contact.

import { enabledProfile } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { Change } from './change.ts'
import { record } from './change.ts'
import { switchSettlesMs } from './deadlines.ts'
import type { Instant } from './evidence.ts'
import { reason } from './reasons/reason.ts'

/** Where the device was seen, and where the same witness had seen it before. */
export interface Sighting {
  readonly iccid: string
  readonly at: Instant
  readonly before?: string | undefined
}

/**
 * Doubts the list of profiles, once for each time that the device moves: a modem that stays
 * elsewhere although the card was read says nothing new, and must not have it read for ever (S11).
 */
export function doubtIfElsewhere(change: Change, seen: Sighting): Change {
  if (!isElsewhere(change.state, seen)) return change
  const why = reason('seen-elsewhere', seen.iccid)
  const { iccid, at } = seen
  return record(change, { kind: 'unexpected-change', iccid, seenAt: at, reason: why })
}

function isElsewhere(state: CardState, { iccid, at, before }: Sighting): boolean {
  if (before === iccid || state.profilesDoubtedAt !== undefined) return false
  const enabled = enabledProfile(state)
  if (enabled?.evidence !== 'proven' || enabled.iccid === iccid) return false
  return at > Math.max(enabled.asOf, state.profilesRead?.at ?? 0) + switchSettlesMs
}
