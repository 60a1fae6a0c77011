// What a store keeps of contacts: when a card was last heard of and over what, in what rhythm it
// polls, and when its silence becomes worth a look. Found by that instant, so looking costs what is
// late, not what exists.

import type { DeviceFacts } from '@holdfast/fleet/card-state.ts'
import type { Rhythm } from '@holdfast/fleet/contact/rhythm.ts'
import type { Instant } from '@holdfast/fleet/evidence.ts'

/**
 * Over what a card was heard of: its eIM, the device's own software, or the operator's network. A
 * `wake` is no sign of life: we asked that the device be woken, and its next call is our doing.
 */
export type ContactChannel = 'poll' | 'application' | 'network' | 'wake'

/** A contact without consequences, written in batches. */
export interface Contact {
  readonly eid: string
  readonly at: Instant
  readonly plmn?: string
  /** `poll` when absent. */
  readonly over?: ContactChannel
}

/** The pure functions of `fleet` about contacts. */
export interface ContactRules {
  /** Polls closer together than this are one contact: they are kept without folding a rhythm. */
  readonly sameContactMs: number
  /** A contact that goes on for longer is cut. */
  readonly contactMaxMs: number
  readonly note: (
    rhythm: Rhythm | undefined,
    contact: { readonly at: Instant; readonly plmn?: string },
  ) => Rhythm
  readonly noteWake: (rhythm: Rhythm, at: Instant) => Rhythm
  /** When this device's silence is worth a look; absent: never. */
  readonly lateAt: (device: DeviceFacts, rhythm: Rhythm) => Instant | undefined
}

/** The contact record of one card. */
export interface KnownContact {
  readonly eid: string
  /** Over whatever channel. */
  readonly lastSeenAt: Instant
  /** Of its polls; absent: it never polled. */
  readonly rhythm?: Rhythm
  readonly application?: Rhythm
  readonly network?: Rhythm
  /** When to look whether it is silent; absent: not before its next poll. */
  readonly lateAt?: Instant
}

/** When to look at a card's silence next. */
export interface SilenceLook {
  readonly eid: string
  /** The last poll that this was decided on; a newer one makes it void. */
  readonly polledAt: Instant | undefined
  /** Absent: not before its next poll. */
  readonly lateAt?: Instant
}

export interface ContactBook {
  known(eid: string): Promise<KnownContact | undefined>
  /** Of these cards, those that were heard of, in one read. */
  several(eids: readonly string[]): Promise<readonly KnownContact[]>
  /** Cards with `lateAt` ≤ `now` in the given buckets, the longest overdue first. */
  silent(buckets: readonly number[], now: Instant, limit: number): Promise<readonly KnownContact[]>
  putLooks(looks: readonly SilenceLook[]): Promise<void>
  /** The inventory says something new of these cards: those that wait for a look get a new time. */
  refresh(eids: readonly string[]): Promise<void>
}

/** What of a contact record is worth folding. */
type Folded = Omit<KnownContact, 'eid'>

/** The record after `contacts` of one card, in order of time; an older one changes nothing. */
export function foldContacts(
  known: Folded | undefined,
  contacts: readonly Contact[],
  rules: { readonly contacts: ContactRules; readonly device: DeviceFacts },
): Folded | undefined {
  return contacts.reduce<Folded | undefined>(
    (folded, contact) => foldOne(folded, contact, rules),
    known,
  )
}

function foldOne(
  known: Folded | undefined,
  contact: Contact,
  { contacts: { note, noteWake, lateAt }, device }: Parameters<typeof foldContacts>[2],
): Folded | undefined {
  const { at, over = 'poll' } = contact
  if (over === 'wake')
    return known?.rhythm ? { ...known, rhythm: noteWake(known.rhythm, at) } : known
  const channel = over === 'poll' ? 'rhythm' : over
  const before = known?.[channel]
  const seen = { ...known, lastSeenAt: Math.max(known?.lastSeenAt ?? 0, at) }
  if (before && before.lastAt > at) return seen
  const rhythm = note(before, contact)
  if (over !== 'poll') return { ...seen, [channel]: rhythm }
  const { lateAt: _, ...rest } = seen
  const late = lateAt(device, rhythm)
  return { ...rest, rhythm, ...(late === undefined ? {} : { lateAt: Math.ceil(late) }) }
}

/** The rhythm after a poll that is so close to the last that it adds nothing to it. */
export const extended = (rhythm: Rhythm, { at, plmn }: Contact): Rhythm => ({
  ...rhythm,
  lastAt: Math.max(at, rhythm.lastAt),
  ...(plmn === undefined ? {} : { lastPlmn: plmn }),
})

/** Of each card and channel the latest contact, cards apart. */
export function contactsByCard(
  contacts: readonly Contact[],
): ReadonlyMap<string, readonly Contact[]> {
  const byCard = new Map<string, readonly Contact[]>()
  for (const contact of contacts) {
    const known = byCard.get(contact.eid)
    // Nearly always a card has one contact in a batch.
    byCard.set(contact.eid, known ? withLatest(known, contact) : [contact])
  }
  return byCard
}

function withLatest(known: readonly Contact[], contact: Contact): readonly Contact[] {
  const isSame = ({ over = 'poll' }: Contact) => over === (contact.over ?? 'poll')
  const before = known.find(isSame)
  if (before && before.at > contact.at) return known
  return [...known.filter((one) => !isSame(one)), { ...before, ...contact }]
}

/** The look after the device's facts changed; none while its open case decides when to look. */
export function newLook(
  { eid, rhythm, lateAt }: KnownContact,
  device: DeviceFacts,
  rules: ContactRules,
): readonly SilenceLook[] {
  if (!rhythm || lateAt === undefined) return []
  const late = rules.lateAt(device, rhythm)
  const at = late === undefined ? {} : { lateAt: Math.ceil(late) }
  return [{ eid, polledAt: rhythm.lastAt, ...at }]
}
