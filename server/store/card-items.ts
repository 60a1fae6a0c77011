// What a card's state means for lists and queues beside the card: its stranded case, its visit, the
// actions that were asked of operators. Rows are written in the transaction of the change that
// made them (an outbox): what is recorded is also to be done, and nothing else is.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { EventDraft } from '@holdfast/fleet/event.ts'
import type { Instant } from '@holdfast/fleet/evidence.ts'
import type { Page } from './page.ts'

export type CardItemKind =
  | 'silence-case'
  | 'field-visit'
  | 'recovery-action'
  /** A line with an allowance; see fleet/bootstrap/ledger.ts. */
  | 'line'

export interface CardItem {
  readonly kind: CardItemKind
  /** Begins with its card's bucket. */
  readonly itemId: string
  readonly eid: string
  readonly tenant: string
  /** What it is listed and counted by. */
  readonly class: string
  readonly open: boolean
  /** When it began; lists are in this order. */
  readonly at: Instant
  /** When somebody has to take it up; absent: nobody. */
  readonly dueAt?: Instant
  /** How often it was taken up. */
  readonly tries: number
  readonly body: unknown
}

export interface CardItemFilter {
  readonly kind: CardItemKind
  readonly tenant: string
  readonly open?: boolean
  readonly class?: string
  readonly eid?: string
}

/** How many items of a class began before each of the instants that were asked for. */
export interface CardItemCount {
  readonly class: string
  readonly count: number
  readonly before: readonly number[]
}

export interface CardItems {
  /** The newest first. */
  page(
    filter: CardItemFilter,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<CardItem>>
  one(kind: CardItemKind, itemId: string): Promise<CardItem | undefined>
  /** By class; `instants` at most ten. */
  counts(filter: CardItemFilter, instants: readonly Instant[]): Promise<readonly CardItemCount[]>
  /** Open ones with `dueAt` ≤ `now` in the given buckets, soonest first. */
  due(
    kind: CardItemKind,
    wanted: { readonly buckets: readonly number[]; readonly now: Instant; readonly limit: number },
  ): Promise<readonly CardItem[]>
  /**
   * Puts the next look at `dueAt` and counts a try (or says how many there were), unless it was
   * taken up meanwhile: then false. Whoever gets true has it until then.
   */
  take(item: CardItem, dueAt: Instant, tries?: number): Promise<boolean>
}

/** The rows that a change of a card makes new or other; pure. */
export type ItemsOf = (
  before: CardState | undefined,
  after: CardState,
  events: readonly EventDraft[],
) => readonly Omit<CardItem, 'tries'>[]
