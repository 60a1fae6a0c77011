// An open case is judged again when a fact comes or time passes. It is recorded only when the class,
// the cause or the line differs; the first class stays as it was.

import type { Change } from '../change.ts'
import { record } from '../change.ts'
import type { Contacts } from '../contact/contacts.ts'
import { isWaiting } from '../recovery/rung.ts'
import { judgeSilence } from './judge-silence.ts'

/** The change with the case judged anew by what is known now; without a case nothing changes. */
export function reclassify(change: Change, contacts: Contacts = {}): Change {
  const { state, now } = change
  const { silence } = state
  if (!silence) return change
  const { since, intervalMs, longestGapMs } = silence
  const verdict = judgeSilence({
    state,
    contacts,
    now,
    since,
    intervalMs,
    ...(longestGapMs === undefined ? {} : { longestGapMs }),
  })
  const isSame = verdict.class === silence.class && verdict.cause === silence.cause
  if (isSame && verdict.iccid === silence.iccid) return change
  const waiting = silence.rungs.findLast(isWaiting)
  const nextAt = waiting && waiting.action !== 'wait' ? waiting.dueAt : now
  return record(change, { kind: 'silence-reclassified', verdict, nextAt })
}
