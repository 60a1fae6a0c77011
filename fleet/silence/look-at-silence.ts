// The watch over one device, one step at a time: is it late, and if so, why; what is tried; what
// next. Called when its next contact is overdue and whenever an open case wants to be looked at.
// Lateness is counted from contacts only; a device that our own outage kept away is not late.

import type { CardState } from '../card-state.ts'
import type { Change } from '../change.ts'
import { beginChange, decided, record } from '../change.ts'
import type { Contacts } from '../contact/contacts.ts'
import type { ExpectedContact } from '../contact/expected-contact.ts'
import { expectedContact, neverAt } from '../contact/expected-contact.ts'
import type { Rhythm } from '../contact/rhythm.ts'
import type { SiblingInterval } from '../contact/sibling-interval.ts'
import type { Decision } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import { climb } from '../recovery/climb.ts'
import type { HookAction } from '../recovery/rung.ts'
import { endSilence } from './end-silence.ts'
import { judgeSilence, longestGapOf } from './judge-silence.ts'
import { reclassify } from './reclassify.ts'
import type { SilenceCase } from './silence-case.ts'

export interface LookFacts {
  /** Of the eIM channel. */
  readonly rhythm?: Rhythm
  readonly application?: Rhythm
  readonly network?: Rhythm
  /** Of a device that is new and of which nothing is told. */
  readonly siblings?: SiblingInterval
  /** Where no rhythm is kept. */
  readonly lastSeenAt?: Instant
  /** Begins with the card's bucket and is used for nothing else. */
  readonly newId: string
  readonly hooks: ReadonlySet<HookAction>
  /** Since when this site could be reached without a break. */
  readonly listeningSince?: Instant
}

export interface LookReply {
  /** When to look again; absent when only an input can change anything. */
  readonly nextLookAt?: Instant
}

/** One look at the device. */
export function lookAtSilence(
  state: CardState,
  facts: LookFacts,
  now: Instant,
): Decision<LookReply> {
  const change = beginChange(state, now, 'holdfast')
  const contacts = contactsOf(facts)
  const looked = state.silence
    ? lookAgain(change, state.silence, { facts, contacts })
    : lookFirst(change, { facts, contacts })
  return decided(looked, { ...nextLook(looked.state, { facts, contacts }, now) })
}

interface Look {
  readonly facts: LookFacts
  readonly contacts: Contacts
}

function contactsOf({ rhythm, lastSeenAt, application, network }: LookFacts): Contacts {
  const eim = rhythm ?? bareRhythm(lastSeenAt)
  return {
    ...(eim ? { eim } : {}),
    ...(application ? { application } : {}),
    ...(network ? { network } : {}),
  }
}

const bareRhythm = (at: Instant | undefined): Rhythm | undefined =>
  at === undefined ? undefined : { lastAt: at, contactAt: at, firstAt: at, gaps: [] }

/** Raises a case when the device is late; cards that no eIM manages are not expected. */
function lookFirst(change: Change, look: Look): Change {
  const { state, now } = change
  const expected = expectedOf(state, look, now)
  const { eim } = look.contacts
  if (state.generation !== 'sgp32' || !eim || now < expected.lateAt) return change
  const longestGapMs = longestGapOf(eim)
  const { intervalMs, lateAt } = expected
  const since = eim.lastAt
  const verdict = judgeSilence({
    state,
    contacts: look.contacts,
    now,
    since,
    intervalMs,
    ...(longestGapMs === undefined ? {} : { longestGapMs }),
  })
  const silence: SilenceCase = {
    ...verdict,
    caseId: `${look.facts.newId}-case`,
    firstClass: verdict.class,
    raisedAt: now,
    since,
    intervalMs,
    lateAt,
    ...(longestGapMs === undefined ? {} : { longestGapMs }),
    nextAt: now,
    rungs: [],
  }
  return climb(record(change, { kind: 'silence-raised', silence }), look.facts)
}

/** Judges the open case again, then takes what is due on its ladder. */
function lookAgain(change: Change, silence: SilenceCase, look: Look): Change {
  const { eim } = look.contacts
  if (eim && eim.lastAt > silence.since && eim.lastAt > silence.raisedAt) {
    return endSilence(change)
  }
  return climb(reclassify(change, look.contacts), look.facts)
}

function nextLook(state: CardState, look: Look, now: Instant): LookReply {
  if (state.silence) {
    return state.silence.nextAt === undefined ? {} : { nextLookAt: state.silence.nextAt }
  }
  const { lateAt } = expectedOf(state, look, now)
  return lateAt === neverAt || lateAt <= now ? {} : { nextLookAt: lateAt }
}

function expectedOf(state: CardState, { facts, contacts }: Look, now: Instant): ExpectedContact {
  const { listeningSince, siblings } = facts
  return expectedContact({
    device: state.device,
    ...(contacts.eim ? { rhythm: contacts.eim } : {}),
    now,
    ...(siblings ? { siblings } : {}),
    ...(listeningSince === undefined ? {} : { listeningSince }),
  })
}
