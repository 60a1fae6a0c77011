// What the card's side says about a silent device: whether a profile is enabled at all, whether the
// card still obeys our eIM, and whether a switch of profiles is on its way.

import { enabledProfile, profilesOf } from '../card-queries.ts'
import { spanInWords } from '../explanation.ts'
import type { RankedCause } from './cause.ts'
import type { SilenceEvidence } from './evidence-of-silence.ts'
import { ranked } from './line-causes.ts'

/** All causes that the card's side speaks for. */
export const cardCauses = (evidence: SilenceEvidence): readonly RankedCause[] => [
  ...profileCauses(evidence),
  ...authorityCauses(evidence),
  ...switchCauses(evidence),
]

function profileCauses({ state, now, applicationAt }: SilenceEvidence): readonly RankedCause[] {
  const { profilesRead } = state
  if (!profilesRead || enabledProfile(state)) return []
  const count = profilesOf(state).length
  const ago = spanInWords(now - profilesRead.at)
  const fact = `of the ${count} profiles listed ${ago} ago (${profilesRead.evidence}) none is enabled`
  return [ranked('none-enabled', applicationAt === undefined ? 0.9 : 0.3, fact)]
}

/** The first refusal may be an accident of the IPA; the card is asked again. */
export const refusalsForSure = 2

/** A hint at the last contact counts; one that was followed by a signed list is answered. */
function authorityCauses(evidence: SilenceEvidence): readonly RankedCause[] {
  const { state, since, intervalMs, now } = evidence
  const causes: RankedCause[] = []
  const { authorityRefused, lastStateChange, profilesRead } = state
  if (authorityRefused) {
    const { at, times } = authorityRefused
    const fact = `the card refused our packages ${times} times, last ${spanInWords(now - at)} ago`
    causes.push(ranked('packages-refused', times >= refusalsForSure ? 0.94 : 0.6, fact))
  }
  const signedAt = profilesRead?.evidence === 'proven' ? profilesRead.at : 0
  if (!lastStateChange || lastStateChange.at < since - 2 * intervalMs) return causes
  if (signedAt > lastStateChange.at) return causes
  const isAlive = evidence.applicationAt !== undefined || evidence.networkAt !== undefined
  const ago = spanInWords(now - lastStateChange.at)
  const fact = `the device reported ${ago} ago: ${lastStateChange.cause}`
  if (lastStateChange.cause === 'reset') {
    causes.push(ranked('memory-reset', isAlive ? 0.93 : 0.8, fact))
  }
  if (lastStateChange.cause === 'otherEim') {
    causes.push(ranked('other-eim', isAlive ? 0.9 : 0.6, fact))
  }
  return causes
}

function switchCauses({ switching, state, now }: SilenceEvidence): readonly RankedCause[] {
  if (!switching) return []
  const ago = spanInWords(now - (switching.enableSentAt ?? now))
  const to = switching.targetIccid ?? 'the new profile'
  const former = enabledProfile(state)?.iccid ?? switching.formerIccid
  const from = former === undefined ? '' : ` from ${former}`
  return [ranked('switch-not-arrived', 0.55, `a switch${from} to ${to} was sent ${ago} ago`)]
}
