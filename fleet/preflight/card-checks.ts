// What the card must bring for a download or swap: room, a CI in common with the SM-DP+ (SGP.22
// §2.4.2), certificates that last, and a way back that has been shown.

import { isIdentified } from '../card-queries.ts'
import type { Instant } from '../evidence.ts'
import { rescuesFrom, rollbackOf } from '../safety/abstract-card.ts'
import type { Asked } from './asked.ts'
import { downloads, held, ok, refused, targetIccid, unknown } from './asked.ts'
import type { Check } from './check.ts'

/** Free memory against the size of the profile with its margin (F16). */
export function checkMemory({ input, plan, limits }: Asked): Check {
  if (!downloads(plan)) return ok('memory', 'nothing is downloaded', 'proven')
  const { state, profile, now } = input
  const free = state.euicc?.freeNonVolatileMemory
  if (free === undefined || now - (state.euicc?.asOf ?? 0) > limits.memoryFreshMs) {
    return unknown('memory', 'free memory of the card', 'read the card (audit)')
  }
  const bytes = profile?.profileBytes
  if (bytes === undefined) {
    return free < limits.memoryMarginBytes
      ? refused('memory', 'memory-too-small', `${free} octets free`, state.euicc?.evidence)
      : unknown('memory', 'size of the profile', 'give profileBytes with the stock')
  }
  const needed = Math.ceil(bytes * limits.memoryFactor) + limits.memoryMarginBytes
  const fact = `${free} octets free, ${needed} needed`
  return free >= needed
    ? ok('memory', fact, state.euicc?.evidence)
    : refused('memory', 'memory-too-small', fact, state.euicc?.evidence)
}

/** A CI that both the card and the SM-DP+ have (F10). */
export function checkCi({ input, plan }: Asked): Check {
  if (!downloads(plan)) return ok('ci', 'nothing is downloaded', 'proven')
  const { state, smdp } = input
  const card = state.euicc?.ciPkIdsForVerification
  if (card === undefined) return unknown('ci', 'CIs of the card', 'read the card (audit)')
  if (smdp?.ciPkIds === undefined) {
    return unknown('ci', 'CIs of the SM-DP+', 'record the facts of this SM-DP+')
  }
  const wanted = new Set(smdp.ciPkIds.map((id) => id.toUpperCase()))
  const common = card.find((id) => wanted.has(id.toUpperCase()))
  if (common) return ok('ci', `both have ${common}`, state.euicc?.evidence)
  const fact = `the card has ${card.join(', ')}; ${smdp.address} has ${smdp.ciPkIds.join(', ')}`
  return refused('ci', 'no-common-ci', fact, state.euicc?.evidence)
}

/** Certificates of card, maker, CI and SM-DP+ against the deadline (F09). */
export function checkCertificates({ input, plan, limits }: Asked): Check {
  const { state, smdp, now, deadlineAt } = input
  const ends: readonly (readonly [string, Instant | undefined])[] = [
    ['the card', state.euicc?.certificateUntil?.euicc],
    ['its maker (EUM)', state.euicc?.certificateUntil?.eum],
    ['its CI', state.euicc?.certificateUntil?.ci],
    ...(downloads(plan) ? ([['the SM-DP+', smdp?.certificateUntil]] as const) : []),
  ]
  const evidence = isIdentified(state) ? 'proven' : undefined
  const over = ends.find(([, until]) => until !== undefined && until <= now)
  if (over) return refused('certificates', 'certificate-expired', over[0], evidence)
  const until = (deadlineAt ?? now) + limits.certificateMarginMs
  const soon = ends.find(([, end]) => end !== undefined && end < until)
  if (soon) return held('certificates', 'certificate-ends-soon', soon[0], evidence)
  const missing = ends.filter(([, end]) => end === undefined).map(([whose]) => whose)
  return missing.length > 0
    ? unknown('certificates', `end of the certificates of ${missing.join(', ')}`, 'read the card')
    : ok('certificates', 'all last beyond the deadline', evidence)
}

/** The second way back: a fallback profile that is set, or a rollback that was shown. */
export function checkWayBack({ input }: Asked): Check {
  const { state, now } = input
  if (rescuesFrom(state, targetIccid(input))) {
    return ok('way-back', 'a fallback profile is set', state.profilesRead?.evidence)
  }
  const rollback = rollbackOf(state, now)
  if (rollback === 'shown') return ok('way-back', 'this card has signed a rollback', 'proven')
  return unknown(
    'way-back',
    'that the IPA rolls back is by the standard, not shown by this device',
    'set a fallback profile, or begin with a canary',
  )
}
