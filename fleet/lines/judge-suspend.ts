// What a suspension leaves behind in the device (C10). A network that refuses a suspended line with
// the wrong cause makes the device hold its SIM for invalid, or the network for forbidden, until it
// is restarted or its list is cleared; resuming the line then brings nobody back. Said beforehand.

import { enabledProfile } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Instant } from '../evidence.ts'
import type { LineFacts } from './line.ts'
import { isFresh } from './line.ts'
import type { Reject } from './reject-cause.ts'
import { rejectInWords, rejectOf } from './reject-cause.ts'

export interface SuspendVerdict {
  readonly kind: 'safe' | 'needs-power-cycle' | 'needs-fplmn-cleared' | 'cuts-off' | 'not-known'
  readonly words: string
  readonly facts: readonly string[]
  /** What to do so that the device comes back when the line is resumed. */
  readonly remedy: string
}

export interface SuspendQuestion {
  readonly state: CardState
  readonly iccid: string
  /** The cause with which this operator refuses suspended lines, where it is known. */
  readonly rejectCause?: number
}

/** What happens to the device when this line is suspended, and later resumed. */
export function judgeSuspend(question: SuspendQuestion): SuspendVerdict {
  const { state, iccid } = question
  const enabled = enabledProfile(state)
  const isInUse = enabled === undefined || enabled.iccid === iccid
  if (!isInUse) {
    return {
      kind: 'safe',
      words: 'the device uses another profile and does not notice',
      facts: [`${enabled.iccid} is enabled (${enabled.evidence})`],
      remedy: 'nothing to do',
    }
  }
  const cause = question.rejectCause ?? lastCause(state, iccid)
  return cause === undefined ? unknownCause() : afterReject(rejectOf(cause))
}

/** With what the network refused this line before. */
function lastCause({ lines, attachRefused }: CardState, iccid: string): number | undefined {
  const told = lines?.[iccid]?.rejectCause
  return told ?? (attachRefused?.iccid === iccid ? attachRefused.rejectCause : undefined)
}

const unknownCause = (): SuspendVerdict => ({
  kind: 'not-known',
  words: 'the device is cut off, and it is not known whether it comes back without a restart',
  facts: ['with which cause this operator refuses suspended lines was never told'],
  remedy: 'suspend one device that can be restarted by hand first, and watch the reject cause',
})

function afterReject(reject: Reject): SuspendVerdict {
  const facts = [`suspended lines are refused with ${rejectInWords(reject)} (${reject.source})`]
  if (reject.aftermath === 'sim-invalid') {
    return {
      kind: 'needs-power-cycle',
      words: 'the device will hold its SIM for invalid until it is restarted',
      facts,
      remedy: 'make sure that the device restarts by itself (timer, watchdog), or do not suspend',
    }
  }
  if (reject.aftermath === 'forbidden-network' || reject.aftermath === 'forbidden-area') {
    return {
      kind: 'needs-fplmn-cleared',
      words: 'the device will avoid the network until its list of forbidden ones is cleared',
      facts,
      remedy: 'clear the list (EF FPLMN) or restart the device after the line is resumed',
    }
  }
  return {
    kind: 'cuts-off',
    words: 'the device is cut off, goes on trying, and comes back when the line is resumed',
    facts,
    remedy: 'nothing to do but to watch its battery: each try costs energy',
  }
}

/** What a resumed line needs besides, for a device that was refused meanwhile. */
export function judgeResume(state: CardState, line: LineFacts, now: Instant): SuspendVerdict {
  const cause = lastCause(state, line.iccid)
  const wasRefused = cause !== undefined && isFresh(line, now)
  return wasRefused ? afterReject(rejectOf(cause)) : unknownCause()
}
