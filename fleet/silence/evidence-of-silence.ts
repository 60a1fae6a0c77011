// What a judgement of a silent device looks at, gathered once: since when, which line it is on, who
// heard of it since. The judges of the three sides (card, network, application) read nothing else.

import { enabledProfile, operationsInOrder } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Contacts } from '../contact/contacts.ts'
import { applicationHeardAt, networkSeenAt } from '../contact/contacts.ts'
import type { Rhythm } from '../contact/rhythm.ts'
import { contactsAfter } from '../contact/rhythm.ts'
import type { Instant } from '../evidence.ts'
import type { KnownLine } from '../lines/line.ts'
import type { Operation } from '../operation.ts'

export interface SilenceQuestion {
  readonly state: CardState
  readonly contacts: Contacts
  readonly now: Instant
  /** The last contact with the eIM. */
  readonly since: Instant
  readonly intervalMs: number
  readonly longestGapMs?: number
}

export interface SilenceEvidence extends SilenceQuestion {
  /** The profile over which the device is, most likely. */
  readonly iccid?: string
  readonly line?: KnownLine
  /** A switch of profiles that was sent and not proven. */
  readonly switching?: Operation
  /** Heard on that channel clearly after the last contact with the eIM. */
  readonly applicationAt?: Instant
  readonly networkAt?: Instant
  /** How many times each was heard since then. */
  readonly applicationCalls: number
  readonly networkCalls: number
}

/** A call this long after the last contact with the eIM is another waking of the device. */
const anotherWakingShare = 0.4

/** The facts that a judgement rests on. */
export function gatherEvidence(question: SilenceQuestion): SilenceEvidence {
  const { state, contacts, since, intervalMs } = question
  const after = since + Math.max(anotherWakingShare * intervalMs, 5 * 60_000)
  const newer = (at: Instant | undefined): Instant | undefined =>
    at !== undefined && at > after ? at : undefined
  const switching = unprovenSwitch(state, since)
  const iccid = iccidInUse(state, switching)
  const line = iccid === undefined ? undefined : state.lines?.[iccid]
  const applicationAt = newer(applicationHeardAt(state, contacts))
  const networkAt = newer(networkSeenAt(state, contacts))
  const calls = (at: Instant | undefined, rhythm: Rhythm | undefined): number =>
    at === undefined ? 0 : Math.max(1, rhythm ? contactsAfter(rhythm, after) : 0)
  return {
    ...question,
    ...(iccid === undefined ? {} : { iccid }),
    ...(line ? { line } : {}),
    ...(switching ? { switching } : {}),
    ...(applicationAt === undefined ? {} : { applicationAt }),
    ...(networkAt === undefined ? {} : { networkAt }),
    applicationCalls: calls(applicationAt, contacts.application),
    networkCalls: calls(networkAt, contacts.network),
  }
}

const aroundContactMs = 20 * 60_000

/** An enable that left at the last contact, and of which the card has proven nothing. */
const unprovenSwitch = (state: CardState, since: Instant): Operation | undefined =>
  operationsInOrder(state).findLast(
    ({ enableSentAt, outcome }) =>
      enableSentAt !== undefined &&
      enableSentAt >= since - aroundContactMs &&
      (outcome === 'sent' || outcome === 'unknown'),
  )

function iccidInUse(state: CardState, switching: Operation | undefined): string | undefined {
  return (
    lastSeenOver(state, switching) ??
    switching?.targetIccid ??
    enabledProfile(state)?.iccid ??
    state.serving?.iccid ??
    state.attached?.iccid ??
    state.device.bootstrapIccid ??
    (state.importedIccids.length === 1 ? state.importedIccids[0] : undefined)
  )
}

/**
 * The profile over which the device was seen after a switch was sent, or after its card was read:
 * cards go back and fall back by themselves, and then the network or the application meets them
 * first. A refusal counts too: it names who asked.
 */
function lastSeenOver(state: CardState, switching: Operation | undefined): string | undefined {
  const { attached, attachRefused, serving, profilesRead } = state
  const after = switching?.enableSentAt ?? profilesRead?.at ?? 0
  const [newest] = [attached, attachRefused, serving]
    .filter((seen) => seen !== undefined)
    .filter(({ iccid, at }) => at > after && state.profiles[iccid] !== undefined)
    .toSorted((one, other) => other.at - one.at)
  return newest?.iccid
}
