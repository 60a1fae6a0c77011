// The device says that its profiles changed, and why (stateChangeCause of GetEimPackage, SGP.32
// §6.3.2.6). It is only reported, so it changes no profile; but it makes our list doubtful, the
// card is read at once, and a return to an old profile is raised in this very contact (C4, F32).

import { stateChangeCauses } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import { headOperation } from './card-queries.ts'
import type { Change } from './change.ts'
import { record } from './change.ts'
import type { Operation } from './operation.ts'
import { reason } from './reasons/reason.ts'

export interface ReportedChange {
  readonly stateChangeCause?: number
  readonly plmn?: string
}

/** The standard's name of a cause; a number it does not know is kept as `cause 9`. */
export function causeName(cause: number | undefined): string {
  if (cause === undefined) return 'undefined'
  const found = Object.entries(stateChangeCauses).find(([, value]) => value === cause)
  return found?.[0] ?? `cause ${cause}`
}

/** A change without a foreign cause while our own enable is under way is that enable. */
const isExpected = (head: Operation | undefined, cause: string): boolean =>
  head?.enableSentAt !== undefined && (cause === 'immediateEnableProfile' || cause === 'undefined')

/** Records the cause once per contact that brings it; a repeated poll says nothing new. */
export function noteStateChange(change: Change, poll: ReportedChange): Change {
  const cause = causeName(poll.stateChangeCause)
  const { inFlight, lastStateChange } = change.state
  const isRepeated =
    inFlight !== undefined &&
    lastStateChange?.cause === cause &&
    lastStateChange.at >= inFlight.sentAt
  if (isRepeated) return change
  const noted = record(change, {
    kind: 'state-change-reported',
    cause,
    ...(poll.plmn === undefined ? {} : { plmn: poll.plmn }),
  })
  if (isExpected(headOperation(noted.state), cause)) return noted
  const code = cause === 'fallback' ? 'fallback-by-card' : 'state-change-cause'
  return record(noted, { kind: 'unexpected-change', reason: reason(code, cause) })
}
