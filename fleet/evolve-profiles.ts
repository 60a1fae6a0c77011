// What events say about the profiles on a card. One profile is enabled at a time (single enabled
// profile, SGP.32 §3.4): enabling one disables the other with the same evidence.

import type { CardState, ProfileOnCard } from './card-state.ts'
import type { CardFact, EventDraft } from './event.ts'
import type { Evidence, Instant } from './evidence.ts'

type ProfileChange = Extract<CardFact, { kind: 'profile-changed' }>
type Profiles = Readonly<Record<string, ProfileOnCard>>
interface Proof {
  readonly evidence: Evidence
  readonly asOf: Instant
}

export function evolveProfiles(state: CardState, { fact, at }: EventDraft): CardState {
  switch (fact.kind) {
    case 'profiles-read': {
      const profiles = Object.fromEntries(fact.profiles.map((profile) => [profile.iccid, profile]))
      const { profilesDoubtedAt: _, spokenAgainstAt: _at, ...rest } = state
      const { evidence, seqNumber } = fact
      const profilesRead = { at, evidence, ...(seqNumber === undefined ? {} : { seqNumber }) }
      return { ...rest, profiles, profilesRead }
    }
    case 'profile-changed':
      return { ...state, profiles: afterChange(state.profiles, fact, at) }
    case 'unexpected-change':
      return { ...state, profilesDoubtedAt: at, ...spokenAgainst(state, fact.seenAt) }
    case 'state-change-reported':
      return { ...state, profilesDoubtedAt: at, ...spokenAgainst(state, at) }
    case 'outcome-changed':
      return fact.ended && state.operations[fact.operationId]?.doubt
        ? { ...state, profilesDoubtedAt: at }
        : state
    default:
      return state
  }
}

function spokenAgainst(
  { spokenAgainstAt = 0 }: CardState,
  seenAt: Instant | undefined,
): Pick<CardState, 'spokenAgainstAt'> {
  return seenAt === undefined ? {} : { spokenAgainstAt: Math.max(spokenAgainstAt, seenAt) }
}

function afterChange(profiles: Profiles, fact: ProfileChange, at: Instant): Profiles {
  const { iccid, evidence } = fact
  const proof: Proof = { evidence, asOf: at }
  switch (fact.change) {
    case 'installed':
      return { ...profiles, [iccid]: fact.profile ?? known(profiles, iccid, proof) }
    case 'enabled':
      return enabledOnly(profiles, iccid, proof)
    case 'disabled':
      return put(profiles, { ...known(profiles, iccid, proof), ...proof, state: 'disabled' })
    case 'deleted':
      return Object.fromEntries(Object.entries(profiles).filter(([other]) => other !== iccid))
    case 'fallback-set':
      return fallbackOnly(profiles, iccid, proof)
    case 'fallback-unset':
      return fallbackOnly(profiles, undefined, proof)
  }
}

const known = (profiles: Profiles, iccid: string, proof: Proof): ProfileOnCard =>
  profiles[iccid] ?? { iccid, state: 'disabled', ...proof }

const put = (profiles: Profiles, profile: ProfileOnCard): Profiles => ({
  ...profiles,
  [profile.iccid]: profile,
})

function enabledOnly(profiles: Profiles, iccid: string, proof: Proof): Profiles {
  const others = Object.values(profiles).map((profile) =>
    profile.state === 'enabled' && profile.iccid !== iccid
      ? { ...profile, ...proof, state: 'disabled' as const }
      : profile,
  )
  const all = Object.fromEntries(others.map((profile) => [profile.iccid, profile]))
  return put(all, { ...known(profiles, iccid, proof), ...proof, state: 'enabled' })
}

function fallbackOnly(profiles: Profiles, iccid: string | undefined, proof: Proof): Profiles {
  const all = Object.values(profiles).map((profile) => {
    const has = profile.fallbackAttribute === true
    if (has === (profile.iccid === iccid)) return profile
    return { ...profile, ...proof, fallbackAttribute: profile.iccid === iccid }
  })
  return Object.fromEntries(all.map((profile) => [profile.iccid, profile]))
}
