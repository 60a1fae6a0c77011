// What the wish says that its profile needs of the card, against what the card has told: asked when a
// plan is made and again before the download leaves, so that a card of which nothing was known at the
// start is stopped as soon as it says what it is (F10, F16).

import type { Refusal } from '../decision.ts'
import type { Plan } from '../plan.ts'
import type { PlanInput } from '../plan-steps.ts'
import { refuse } from '../reasons/reason.ts'
import { checkCi, checkMemory } from './card-checks.ts'
import { defaultLimits } from './preflight-limits.ts'

/** Why the card cannot take this profile; none while it has not told, or nothing is downloaded. */
export function judgeNeeds({ state, wish, now }: PlanInput, plan: Plan): readonly Refusal[] {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return []
  if (wish.profile.kind !== 'activation-code') return []
  const { profileBytes, ciPkIds } = wish.profile
  const smdp = { address: 'its SM-DP+', ...(ciPkIds ? { ciPkIds } : {}), at: now }
  const profile = { stock: 'reserved', ...(profileBytes ? { profileBytes } : {}) } as const
  const evidence = 'claimed'
  const input = {
    ...{ state, wish, now },
    smdp: { ...smdp, evidence } as const,
    profile: { ...profile, evidence } as const,
  }
  const asked = { input, plan, limits: defaultLimits }
  const memory = profileBytes === undefined ? undefined : checkMemory(asked)
  return [
    ...(memory?.state === 'refused' ? [refuse('memory-too-small', memory.fact)] : []),
    ...(checkCi(asked).state === 'refused' ? [refuse('no-common-ci', checkCi(asked).fact)] : []),
  ]
}
