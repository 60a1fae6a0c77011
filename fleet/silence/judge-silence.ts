// Why a silent device is silent (C5, C7): what the card, the network and the application say is
// weighed, and the most likely cause comes first, with its facts. Nothing is taken for granted that
// nobody said: without a fact the answer is that nothing is known but the silence.

import { learnInterval, longestHole } from '../contact/learned-interval.ts'
import type { Rhythm } from '../contact/rhythm.ts'
import { cardCauses } from './card-causes.ts'
import type { RankedCause } from './cause.ts'
import { causeOf } from './cause.ts'
import type { SilenceEvidence, SilenceQuestion } from './evidence-of-silence.ts'
import { gatherEvidence } from './evidence-of-silence.ts'
import { lifeCauses } from './life-causes.ts'
import { lastReject, lineCauses } from './line-causes.ts'
import type { SilenceVerdict } from './silence-case.ts'
import type { Confidence } from './silence-class.ts'

/** At most this many causes are kept with a case. */
const causesMax = 6

/** The judgement of a device that is silent since `question.since`, by what is known now. */
export function judgeSilence(question: SilenceQuestion): SilenceVerdict {
  const evidence = gatherEvidence(question)
  const causes = rankCauses([
    ...cardCauses(evidence),
    ...lineCauses(evidence),
    ...lifeCauses(evidence),
  ])
  const [first] = causes
  if (!first) throw new Error('a silence always has a cause: that nothing was heard')
  const { class: kind, isRecoverable } = causeOf(first.code)
  return {
    class: kind,
    cause: first.code,
    causes: causes.slice(0, causesMax),
    confidence: confidenceOf(first),
    because: first.facts,
    recoverable: isRecoverable,
    ...whereItIs(evidence),
  }
}

/** Most likely first; the same cause from two sides is one, with both facts and a little more. */
export function rankCauses(causes: readonly RankedCause[]): readonly RankedCause[] {
  const byCode = new Map<string, RankedCause>()
  for (const cause of causes) {
    const old = byCode.get(cause.code)
    if (!old) byCode.set(cause.code, cause)
    else {
      const weight = Math.min(0.99, Math.max(old.weight, cause.weight) + 0.01)
      byCode.set(cause.code, { ...old, weight, facts: [...old.facts, ...cause.facts] })
    }
  }
  return [...byCode.values()].toSorted((a, b) => b.weight - a.weight)
}

const confidenceOf = ({ weight }: RankedCause): Confidence =>
  weight >= 0.9 ? 'sure' : weight >= 0.6 ? 'likely' : 'guess'

function whereItIs(evidence: SilenceEvidence) {
  const { state, iccid, line, contacts } = evidence
  const reject = lastReject(evidence)
  const plmn = reject?.plmn ?? contacts.eim?.lastPlmn ?? state.attached?.plmn
  const named = iccid === undefined ? undefined : state.profiles[iccid]?.serviceProviderName
  const operator = line?.operator ?? named
  const { country } = state.device
  return {
    ...(iccid === undefined ? {} : { iccid }),
    ...(operator === undefined ? {} : { operator }),
    ...(plmn === undefined ? {} : { plmn }),
    ...(country === undefined ? {} : { country }),
    ...(reject ? { rejectCause: reject.cause } : {}),
  }
}

/** The longest silence in this rhythm that ended by itself; absent when there was none. */
export function longestGapOf(rhythm: Rhythm | undefined): number | undefined {
  const gaps = rhythm?.gaps ?? []
  const learned = learnInterval(gaps)
  return learned && longestHole(gaps, learned.intervalMs)
}
