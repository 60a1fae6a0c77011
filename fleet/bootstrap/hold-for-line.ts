// Spares a line that is nearly used up (F18): each exchange that is not needed, and each download
// that is begun again, burns what would bring the device off it. What leads to another profile
// leaves; reading, tidying up and repeated downloads wait until the operator says that there is more.

import { currentStep, enabledProfile } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Instant } from '../evidence.ts'
import type { KnownLine } from '../lines/line.ts'
import { isFresh } from '../lines/line.ts'
import type { Operation, OperationHold } from '../operation.ts'
import { reason } from '../reasons/reason.ts'
import { holdPolls } from './ledger.ts'

/** A profile of usual size over HTTPS with its handshakes: 24 kB down, 6 kB up. */
const downloadBytes = 30_000

/** The line that the device calls over, when the operator said lately that little is left of it. */
export function sparedLine(state: CardState, now: Instant): KnownLine | undefined {
  const iccid = enabledProfile(state)?.iccid
  const line = iccid === undefined ? undefined : state.lines?.[iccid]
  return line && isFresh(line, now) && holdPolls(line) ? line : undefined
}

/** Why nothing of this operation leaves over the line now; nothing when it may. */
export function holdForLine(
  state: CardState,
  operation: Operation,
  now: Instant,
): OperationHold | undefined {
  const line = sparedLine(state, now)
  if (!line || (leadsAway(operation) && isAffordable(operation, line))) return undefined
  return { reason: reason('line-spared', `${line.bytesLeft ?? 0} bytes are left`) }
}

/** A person's or campaign's change of profile, and its way back, are what the rest is for. */
const leadsAway = ({ wish }: Operation): boolean => wish.kind === 'swap' || wish.kind === 'enable'

/** One download that fits is worth it; a second one, or one that would be cut off, is not. */
function isAffordable(operation: Operation, { bytesLeft = 0 }: KnownLine): boolean {
  if (currentStep(operation)?.kind !== 'download') return true
  return (operation.attempts?.download ?? 0) === 0 && bytesLeft >= downloadBytes
}
