// A device may call and yet be lost: its card refuses our packages, so nothing can be changed on it
// any more. That is no silence of the radio, but the device is stranded all the same, and the case
// is raised at the contact that finds it.

import type { Change } from '../change.ts'
import { record } from '../change.ts'
import { refusalsForSure } from './card-causes.ts'
import { judgeSilence } from './judge-silence.ts'
import { defaultLookMs } from './silence-case.ts'

/** Raises the case when the card has refused our packages and nothing it signed came since. */
export function raiseAuthority(change: Change, newId: string): Change {
  const { state, now } = change
  if (state.silence || (state.authorityRefused?.times ?? 0) < refusalsForSure) return change
  const intervalMs = defaultLookMs
  const verdict = judgeSilence({ state, contacts: {}, now, since: now, intervalMs })
  if (verdict.class !== 'lost-authority') return change
  return record(change, {
    kind: 'silence-raised',
    silence: {
      ...verdict,
      caseId: `${newId}-case`,
      firstClass: verdict.class,
      raisedAt: now,
      since: now,
      intervalMs,
      lateAt: now,
      nextAt: now,
      rungs: [],
    },
  })
}
