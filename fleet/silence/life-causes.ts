// What signs of life, or their absence, say about a silent device: its application, the network's
// sight of it, and how late it has been before.

import { spanInWords } from '../explanation.ts'
import type { RankedCause } from './cause.ts'
import type { SilenceEvidence } from './evidence-of-silence.ts'
import { ranked } from './line-causes.ts'

/** All causes that signs of life speak for; one of them always holds. */
export const lifeCauses = (evidence: SilenceEvidence): readonly RankedCause[] => [
  ...heardElsewhere(evidence),
  ...habit(evidence),
  nothing(evidence),
]

/**
 * One sign of life after the last contact is that of the waking that was due, and power or coverage
 * may have gone right after it; only a second one shows that the device lives on without its IPA.
 */
const livesOn = 2

function heardElsewhere(evidence: SilenceEvidence): readonly RankedCause[] {
  const { applicationAt, applicationCalls, networkAt, networkCalls, now } = evidence
  if (applicationAt !== undefined) {
    const ago = spanInWords(now - applicationAt)
    if (applicationCalls < livesOn) {
      const fact = `its application called once, ${ago} ago, and nothing came after it`
      return [ranked('silent-after-waking', wokeWeight, fact)]
    }
    const fact = `its application called ${ago} ago and before, its IPA did not`
    return [ranked('application-heard', 0.85, fact)]
  }
  if (networkAt === undefined) return []
  const fact = `the network had it ${spanInWords(now - networkAt)} ago, but nothing reaches us`
  const isUsual = networkCalls < livesOn
  return [ranked('no-data-path', 0.6, fact), ...(isUsual ? [] : quotaGuess(evidence))]
}

/** More than that nothing was heard at all, less than that the operator knows something. */
const wokeWeight = 0.39

/** Attached without data, on a bootstrap line of whose allowance nothing is told. */
function quotaGuess({ state, iccid, line }: SilenceEvidence): readonly RankedCause[] {
  if (iccid === undefined || line?.bytesLeft !== undefined) return []
  const isBootstrap =
    state.profiles[iccid]?.class === 'provisioning' || state.device.bootstrapIccid === iccid
  const fact = `${iccid} is a bootstrap line, and nobody tells what is left on it`
  return isBootstrap ? [ranked('bytes-forecast-used-up', 0.61, fact)] : []
}

/** How much longer than ever before a silence may be before it is a new thing. */
export const holeSlack = 1.25

function habit({ longestGapMs, intervalMs, since, now }: SilenceEvidence): readonly RankedCause[] {
  if (longestGapMs === undefined || longestGapMs <= 1.5 * intervalMs) return []
  if (now - since > holeSlack * longestGapMs) return []
  const fact = `it was silent for ${spanInWords(longestGapMs)} before and came back by itself`
  return [ranked('late-before', 0.4, fact)]
}

function nothing({ line, since, now }: SilenceEvidence): RankedCause {
  const facts = [`nothing was heard of it for ${spanInWords(now - since)}`]
  const isActive = line?.state === 'active'
  if (isActive) facts.push(`${line.operator ?? 'its operator'} says that the line is active`)
  const seen = line?.lastSeenInNetworkAt
  if (seen !== undefined) facts.push(`its network last had it ${spanInWords(now - seen)} ago`)
  const weight = isActive && seen !== undefined ? 0.38 : 0.3
  return { ...ranked('no-sign-at-all', weight, ''), facts }
}
