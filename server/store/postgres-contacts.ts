// Contacts over SQL. A poll close to the last one is one cheap upsert, as it is for a device that
// hammers; only a contact that adds to a rhythm is read, folded by `fleet`'s rules, and written
// with the instant at which silence after it is worth a look.

import type { DeviceFacts } from '@holdfast/fleet/card-state.ts'
import type { Rhythm } from '@holdfast/fleet/contact/rhythm.ts'
import type { Pool } from 'pg'
import { bucketOfCard } from './bucket.ts'
import {
  type Contact,
  type ContactBook,
  type ContactRules,
  contactsByCard,
  extended,
  foldContacts,
  type KnownContact,
  newLook,
  type SilenceLook,
} from './contact-book.ts'
import type { OwnTimers } from './own-timers.ts'
import { int2Array, int8Array, textArray } from './postgres-arrays.ts'
import { onceReachable } from './postgres-connection.ts'
import * as statements from './postgres-contact-statements.ts'

/** Cards whose last poll this process wrote; of these it knows that the rhythm is folded. */
const polledMax = 100_000

interface ContactRow {
  readonly eid: string
  readonly last_seen_at: number | null
  readonly polled_at: number | null
  readonly plmn: string | null
  readonly rhythm: string | null
  readonly application: string | null
  readonly network: string | null
  readonly late_at: number | null
  readonly device?: DeviceFacts | null
}

export class PostgresContacts implements ContactBook {
  readonly #pool: Pool
  readonly #rules: ContactRules
  readonly #timers: OwnTimers
  readonly #polled = new Map<string, Pick<Rhythm, 'lastAt' | 'contactAt'>>()

  constructor(pool: Pool, rules: ContactRules, timers: OwnTimers) {
    this.#pool = pool
    this.#rules = rules
    this.#timers = timers
  }

  async record(contacts: readonly Contact[]): Promise<void> {
    const close: Contact[] = []
    const apart = new Map<string, readonly Contact[]>()
    for (const [eid, ofCard] of contactsByCard(contacts)) {
      const [first] = ofCard
      if (first && ofCard.length === 1 && this.#isClose(first)) close.push(first)
      else apart.set(eid, ofCard)
    }
    await this.#writeClose(close)
    await this.#writeApart(apart)
  }

  #isClose({ eid, at, over = 'poll' }: Contact): boolean {
    const polled = this.#polled.get(eid)
    if (over !== 'poll' || !polled) return false
    const { sameContactMs, contactMaxMs } = this.#rules
    return at - polled.lastAt < sameContactMs && at - polled.contactAt < contactMaxMs
  }

  #notePolled(eid: string, polled: Pick<Rhythm, 'lastAt' | 'contactAt'>): void {
    if (this.#polled.size >= polledMax && !this.#polled.has(eid)) this.#polled.clear()
    this.#polled.set(eid, polled)
  }

  async #writeClose(contacts: readonly Contact[]): Promise<void> {
    if (contacts.length === 0) return
    const rows = inKeyOrder(contacts)
    await this.#query('upsert-polls', statements.upsertPolls, [
      ...keysOf(rows),
      int8Array(rows.map(({ at }) => at)),
      textArray(rows.map(({ plmn }) => plmn)),
    ])
    for (const { eid, at } of rows) {
      const contactAt = this.#polled.get(eid)?.contactAt ?? at
      this.#notePolled(eid, { lastAt: at, contactAt })
    }
  }

  async #writeApart(contacts: ReadonlyMap<string, readonly Contact[]>): Promise<void> {
    if (contacts.size === 0) return
    const cards = inKeyOrder([...contacts].map(([eid, ofCard]) => ({ eid, ofCard })))
    const read = await this.#read(cards)
    const folded = cards.flatMap(({ eid, ofCard }) => {
      const row = read.get(eid)
      const rules = { contacts: this.#rules, device: row?.device ?? {} }
      const known = foldContacts(row && knownOf(row), ofCard, rules)
      return known ? [{ ...known, eid }] : []
    })
    await this.#writeTimed(folded, 'upsert-contacts', statements.upsertContacts, [
      ...keysOf(folded),
      int8Array(folded.map(({ lastSeenAt }) => lastSeenAt)),
      int8Array(folded.map(({ rhythm }) => rhythm?.lastAt)),
      textArray(folded.map(({ rhythm }) => rhythm?.lastPlmn)),
      textArray(folded.map(({ rhythm }) => rhythm && JSON.stringify(rhythm))),
      textArray(folded.map(({ application }) => application && JSON.stringify(application))),
      textArray(folded.map(({ network }) => network && JSON.stringify(network))),
      int8Array(folded.map(({ lateAt }) => lateAt)),
    ])
    for (const { eid, rhythm } of folded) {
      if (rhythm) this.#notePolled(eid, { lastAt: rhythm.lastAt, contactAt: rhythm.contactAt })
    }
  }

  async #read(cards: readonly { readonly eid: string }[]): Promise<Map<string, ContactRow>> {
    const rows = await this.#query('select-contacts', statements.selectContacts, keysOf(cards))
    return new Map(rows.map((row) => [row.eid, row]))
  }

  async known(eid: string): Promise<KnownContact | undefined> {
    const row = (await this.#read([{ eid }])).get(eid)
    return row && knownOf(row)
  }

  async several(eids: readonly string[]): Promise<readonly KnownContact[]> {
    const rows = await this.#read(eids.map((eid) => ({ eid })))
    return [...rows.values()].flatMap((row) => knownOf(row) ?? [])
  }

  async silent(
    buckets: readonly number[],
    now: number,
    limit: number,
  ): Promise<readonly KnownContact[]> {
    const ask = (until: number) =>
      this.#query('select-silent', statements.selectSilent, [int2Array(buckets), until, limit])
    const dueAtOf = (row: ContactRow) => row.late_at ?? 0
    const rows = await this.#timers.due({ kind: 'contact', ...{ buckets, now, ask, dueAtOf } })
    return rows.flatMap((row) => knownOf(row) ?? [])
  }

  async putLooks(looks: readonly SilenceLook[]): Promise<void> {
    if (looks.length === 0) return
    const rows = inKeyOrder(looks)
    // The next poll folds again, however close it is: it sets the instant anew.
    for (const { eid } of rows) this.#polled.delete(eid)
    await this.#writeTimed(rows, 'update-looks', statements.updateLooks, [
      ...keysOf(rows),
      int8Array(rows.map(({ polledAt }) => polledAt)),
      int8Array(rows.map(({ lateAt }) => lateAt)),
    ])
  }

  async refresh(eids: readonly string[]): Promise<void> {
    if (eids.length === 0) return
    const rows = await this.#read(eids.map((eid) => ({ eid })))
    const looks = [...rows.values()].flatMap((row) => {
      const known = knownOf(row)
      return known ? newLook(known, row.device ?? {}, this.#rules) : []
    })
    await this.putLooks(looks)
  }

  /** Writes rows that say when silence after them is looked at. */
  #writeTimed(
    rows: readonly { readonly lateAt?: number }[],
    ...statement: readonly [name: string, text: string, values: readonly Buffer[]]
  ): Promise<unknown> {
    const timers = rows.map(({ lateAt }) => ({ kind: 'contact', at: lateAt }) as const)
    return this.#timers.write(timers, () => this.#query(...statement))
  }

  async #query(
    name: string,
    text: string,
    values: readonly (Buffer | number)[],
  ): Promise<readonly ContactRow[]> {
    const asked = { name, text, values: [...values] }
    return (await onceReachable(() => this.#pool.query<ContactRow>(asked))).rows
  }
}

function knownOf(row: ContactRow): KnownContact | undefined {
  const { eid, last_seen_at, polled_at, late_at } = row
  if (last_seen_at === null) return undefined
  const rhythm = readRhythm(row.rhythm)
  const polled = { eid, at: polled_at ?? last_seen_at, ...(row.plmn ? { plmn: row.plmn } : {}) }
  const application = readRhythm(row.application)
  const network = readRhythm(row.network)
  return {
    eid,
    lastSeenAt: last_seen_at,
    ...(rhythm ? { rhythm: extended(rhythm, polled) } : {}),
    ...(application ? { application } : {}),
    ...(network ? { network } : {}),
    ...(late_at === null ? {} : { lateAt: late_at }),
  }
}

/** The columns hold only what this class wrote into them. */
const readRhythm = (text: string | null): Rhythm | undefined =>
  text === null ? undefined : (JSON.parse(text) as Rhythm)

/** Rows in the order of their keys, so that two processes never wait for each other in a circle. */
function inKeyOrder<T extends { readonly eid: string }>(rows: readonly T[]): readonly T[] {
  const keyed = rows.map((row) => ({ row, bucket: bucketOfCard(row.eid) }))
  keyed.sort((a, b) => a.bucket - b.bucket || (a.row.eid < b.row.eid ? -1 : 1))
  return keyed.map(({ row }) => row)
}

const keysOf = (rows: readonly { readonly eid: string }[]): readonly Buffer[] => [
  int2Array(rows.map(({ eid }) => bucketOfCard(eid))),
  textArray(rows.map(({ eid }) => eid)),
]
