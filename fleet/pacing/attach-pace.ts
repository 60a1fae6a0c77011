// What a network's reject says about trying again: never, not here, not with this line, later, or
// soon. What each cause means is in fleet/lines/reject-cause.ts; here is how attempts are spaced. A
// cause that only a change of line, profile or place can mend is never answered with mere repetition.

import type { RejectCause, RejectScope } from '../lines/reject-cause.ts'
import { rejectOf } from '../lines/reject-cause.ts'

export type AttachClass =
  /** The network does not want this line or this device: nothing helps but another one. */
  | 'permanent'
  /** Not in this network or area: another place, another operator, or much later. */
  | 'place'
  /** Registered, but the line lacks the service or the APN is wrong. */
  | 'service'
  /** Too much at once, says the network itself. */
  | 'congestion'
  /** A fault of the network that passes. */
  | 'passing'
  /** No cause is known. */
  | 'unknown'

/** How attempts that Holdfast causes are spaced; pauses in milliseconds. */
export interface AttachPace {
  readonly firstMs: number
  /** Each pause is twice the one before, up to this. */
  readonly maxMs: number
  /** Since line, profile or place last changed; then it is left alone (S11). */
  readonly attemptsMax: number
  /** Whether even the first attempt needs such a change. */
  readonly needsChange: boolean
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/**
 * `place` follows the 12 to 24 hours for which a device keeps a forbidden list (TS 24.301, T3245);
 * `congestion` the 15 to 30 minutes of T3346; `passing` the network's own T3411 and T3402.
 */
export const attachPaces: Readonly<Record<AttachClass, AttachPace>> = {
  permanent: { firstMs: day, maxMs: 7 * day, attemptsMax: 1, needsChange: true },
  place: { firstMs: 12 * hour, maxMs: 7 * day, attemptsMax: 4, needsChange: false },
  service: { firstMs: 6 * hour, maxMs: 3 * day, attemptsMax: 3, needsChange: false },
  congestion: { firstMs: 20 * minute, maxMs: 12 * hour, attemptsMax: 10, needsChange: false },
  passing: { firstMs: 2 * minute, maxMs: 6 * hour, attemptsMax: 14, needsChange: false },
  unknown: { firstMs: 5 * minute, maxMs: 12 * hour, attemptsMax: 10, needsChange: false },
}

/** How a reject is to be treated; `undefined` is a device that merely stays silent. */
export function classOfReject(said: RejectCause | undefined): AttachClass {
  const reject = said === undefined ? undefined : rejectOf(said)
  if (!reject || reject.isUnknown) return 'unknown'
  if (reject.isCongestion) return 'congestion'
  if (!reject.isPermanent) return 'passing'
  return classOfScope[reject.scope]
}

/** Of a refusal that will come again until somebody changes something. */
const classOfScope: Readonly<Record<RejectScope, AttachClass>> = {
  line: 'permanent',
  device: 'permanent',
  place: 'place',
  session: 'service',
  network: 'passing',
}
