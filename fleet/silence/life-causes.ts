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

function heardElsewhere(evidence: SilenceEvidence): readonly RankedCause[] {
  const { applicationAt, networkAt, now } = evidence
  if (applicationAt !== undefined) {
    const fact = `its application called ${spanInWords(now - applicationAt)} ago, its IPA did not`
    return [ranked('application-heard', 0.85, fact)]
  }
  if (networkAt === undefined) return []
  const fact = `the network had it ${spanInWords(now - networkAt)} ago, but nothing reaches us`
  return [ranked('no-data-path', 0.6, fact), ...quotaGuess(evidence)]
}

/** Attached without data, on a bootstrap line of whose allowance nothing is told. */
function quotaGuess({ state, iccid, line }: SilenceEvidence): readonly RankedCause[] {
  if (iccid === undefined || line?.bytesLeft !== undefined) return []
  const isBootstrap =
    state.profiles[iccid]?.class === 'provisioning' || state.device.bootstrapIccid === iccid
  const fact = `${iccid} is a bootstrap line, and nobody tells what is left on it`
  return isBootstrap ? [ranked('bytes-forecast-used-up', 0.61, fact)] : []
}

/** How much longer than ever before a silence may be before it is a new thing. */
const holeSlack = 1.25

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
