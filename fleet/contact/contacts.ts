// The channels over which a device gives signs of life, and the latest of each grade of evidence:
// its calls to the eIM, its own software, and the operator's network. A contact on one channel is
// none on another: that difference is what tells why a device is silent.

import type { CardState } from '../card-state.ts'
import type { Evidence, Instant } from '../evidence.ts'
import type { Rhythm } from './rhythm.ts'

export interface Contacts {
  /** Polls and results over ESipa. */
  readonly eim?: Rhythm
  /** Heartbeats of the device's own software. */
  readonly application?: Rhythm
  /** What the operator's network saw. */
  readonly network?: Rhythm
}

export type Channel = keyof Contacts

export interface ProofOfLife {
  readonly channel: Channel | 'card'
  readonly at: Instant
  readonly evidence: Evidence
  readonly iccid?: string
}

/** When the device's own software last called. */
export const applicationHeardAt = (state: CardState, contacts: Contacts): Instant | undefined =>
  latest([contacts.application?.lastAt, state.serving?.at])

/** When the operator's network last had the device. */
export const networkSeenAt = (state: CardState, contacts: Contacts): Instant | undefined =>
  latest([
    contacts.network?.lastAt,
    state.attached?.at,
    ...Object.values(state.lines ?? {}).map((line) => line.lastSeenInNetworkAt),
  ])

/** When the card last signed something that reached us. */
const cardSignedAt = (state: CardState): Instant | undefined =>
  latest([
    state.profilesRead?.evidence === 'proven' ? state.profilesRead.at : undefined,
    ...(state.notified ?? []).map(({ at }) => at),
  ])

/** The latest proof of life of each channel, strongest evidence first. */
export function proofsOfLife(state: CardState, contacts: Contacts): readonly ProofOfLife[] {
  const { serving, attached } = state
  const proofs: readonly (ProofOfLife | undefined)[] = [
    proof('card', cardSignedAt(state), 'proven'),
    proof('network', networkSeenAt(state, contacts), 'confirmed', attached?.iccid),
    proof('eim', contacts.eim?.lastAt, 'reported'),
    proof('application', applicationHeardAt(state, contacts), 'reported', serving?.iccid),
  ]
  return proofs.filter((one) => one !== undefined)
}

function proof(
  channel: ProofOfLife['channel'],
  at: Instant | undefined,
  evidence: Evidence,
  iccid?: string,
): ProofOfLife | undefined {
  if (at === undefined) return undefined
  return { channel, at, evidence, ...(iccid === undefined ? {} : { iccid }) }
}

function latest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  const known = instants.filter((at) => at !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}
