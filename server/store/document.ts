// Documents: things with a history that are not a card (a campaign, an incident). A document has a
// version; what was decided about it and the facts that go into the tenant's log are one
// transaction. Their events stand in the same Merkle log as the cards', told by `subject`.

import type { Instant } from '@holdfast/fleet/evidence.ts'

export interface Subject {
  readonly kind: string
  readonly id: string
}

/** What happened to something that is not a card, before the log gives it its place. */
export interface LogFact {
  readonly subject: Subject
  readonly at: Instant
  /** Who caused it: `person:…`, `token:…`, `clock`. Never empty. */
  readonly actor: string
  readonly fact: { readonly kind: string }
}

export interface SubjectEvent extends LogFact {
  readonly tenant: string
  readonly position: number
  /** Version of the document after it. */
  readonly version: number
}

/** Which packages of a campaign may leave. */
export interface CampaignGates {
  readonly campaignId: string
  readonly open: boolean
  /** Of devices that go back, while a wave is rolled back; closed when absent. */
  readonly isRollBackOpen?: boolean
}

/** The two gates of a campaign with their names (`CardWork.onlyWhile`). */
export const gatesOf = ({ campaignId, open, isRollBackOpen }: CampaignGates) =>
  [
    { gate: campaignId, open },
    { gate: rollBackGate(campaignId), open: isRollBackOpen === true },
  ] as const

export const rollBackGate = (campaignId: string): string => `${campaignId}.back`

export interface DocumentWork<Value, Reply> {
  /** The document from now on; absent: as before. */
  readonly value?: Value
  readonly facts: readonly LogFact[]
  readonly reply: Reply
  /** Opens or closes a campaign's dispatch in the same transaction (see `CardWork.onlyWhile`). */
  readonly guard?: CampaignGates
}

export interface StoredDocument<Value = unknown> {
  readonly collection: string
  readonly key: string
  readonly tenant: string
  /** Counts its changes from 1. */
  readonly version: number
  readonly value: Value
}

export interface DocumentName {
  readonly collection: string
  readonly key: string
  /** Whose a new one is, and whose log its facts go to. */
  readonly tenant: string
}

export type DecideDocument<Value, Reply> = (
  value: Value | undefined,
) => DocumentWork<Value, Reply> | Promise<DocumentWork<Value, Reply>>

export interface DocumentShelf {
  /**
   * Runs `decide` on the document's present value, alone for this document, and commits what it
   * decides. `decide` may run again when another process was quicker. Rejects as `onCard` does.
   * Facts need a value: a document that is not there cannot have a history.
   */
  onDocument<Value, Reply>(name: DocumentName, decide: DecideDocument<Value, Reply>): Promise<Reply>
  document<Value>(collection: string, key: string): Promise<StoredDocument<Value> | undefined>
  /** By key. */
  documents<Value>(collection: string): Promise<readonly StoredDocument<Value>[]>
  /** Facts of one document past a version, oldest first. */
  factsOf(collection: string, key: string, after?: number): Promise<readonly SubjectEvent[]>
  /** Called after each commit with what it wrote about documents. Returns an unsubscribe. */
  onLogged(listener: (events: readonly SubjectEvent[]) => void): () => void
}

/** Throws when the work breaks a rule above. */
export function faultOfDocument(
  name: DocumentName,
  work: DocumentWork<unknown, unknown>,
  before: unknown,
): string | undefined {
  const { facts, value } = work
  const what = `a fact of ${name.collection}/${name.key}`
  if (facts.length > 0 && value === undefined && before === undefined) {
    return `${what} needs a document`
  }
  if (facts.some(({ actor }) => actor === '')) return `${what} needs an actor`
  if (facts.some(({ at }) => !Number.isInteger(at) || at < 0)) return `${what} needs an instant`
  return undefined
}

/** Whether there is nothing to write. */
export const isIdle = ({ value, facts, guard }: DocumentWork<unknown, unknown>): boolean =>
  value === undefined && facts.length === 0 && guard === undefined

/** A fact's text without its beginning, which only the commit knows (see event-text.ts). */
export function formatFact(version: number, { subject, at, actor, fact }: LogFact): string {
  return JSON.stringify({ version, subject, at, actor, fact }).slice(1)
}
