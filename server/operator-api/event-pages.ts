// Pages of the tenant's log: what happened to devices, campaigns, incidents, rules and limits, in one
// order. A filter reads on until a page is full; one that is not full after so many reads is given
// as it is, with where to go on.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { EventList } from '@holdfast/api/shapes/event.ts'
import type { CardEvent } from '@holdfast/fleet/event.ts'
import { newsOfSubject, type SubjectFact } from '@holdfast/fleet/subject-news.ts'
import { maskFact } from '../secrets/mask-secrets.ts'
import type { Store } from '../store/contract.ts'
import type { SubjectEvent } from '../store/document.ts'
import { parseLogEvent } from '../store/event-text.ts'

type Page = ShapeOf<typeof EventList>
type Shown = Page['items'][number]

export interface EventQuery {
  /** Only events past this position. */
  readonly after: number
  readonly limit: number
  /** `device` or the kind of another subject. */
  readonly about?: string
  readonly kind?: string
}

const entriesAtOnce = 1_000
const readsMax = 20

/** A page of the log with what the query wants. */
export async function pageOfLog(store: Store, tenant: string, query: EventQuery): Promise<Page> {
  const { limit, about, kind } = query
  const isPlain = about === undefined && kind === undefined
  const atOnce = isPlain ? limit + 1 : entriesAtOnce
  const items: Shown[] = []
  let next = query.after + 1
  for (let read = 0; read < readsMax; read++) {
    const entries = await store.log(tenant, next, atOnce)
    for (const { text, position } of entries) {
      if (items.length === limit) return { items, next: position - 1 }
      const event = parseLogEvent(text)
      if (isWanted(event, query)) items.push(viewEvent(event))
    }
    next += entries.length
    if (entries.length < atOnce) return { items }
  }
  return { items, next: next - 1 }
}

/** Whether the event is about what the query asks for, and of that kind. */
export function isWanted(
  event: CardEvent | SubjectEvent,
  { about, kind }: Pick<EventQuery, 'about' | 'kind'>,
): boolean {
  const subject = 'eid' in event ? 'device' : event.subject.kind
  return (
    (about === undefined || subject === about) && (kind === undefined || event.fact.kind === kind)
  )
}

export const viewEvent = (event: CardEvent | SubjectEvent): Shown =>
  'eid' in event ? { ...event, fact: maskFact(event.fact) } : viewSubject(event)

/** The names of waves are those of the campaign that it happened to, where they are known. */
export function viewSubject(event: SubjectEvent, waves: readonly string[] = []): Shown {
  const { subject, tenant, at, actor, position, version } = event
  // What a fact holds besides its kind is what its owner put there.
  const fact = event.fact as SubjectFact
  const { words, level } = newsOfSubject(subject.kind, fact, waves)
  return { subject, tenant, at, actor, position, version, words, level, fact: withoutEids(fact) }
}

/** A plan may name a hundred thousand devices; how many is enough here. */
function withoutEids(fact: SubjectFact): SubjectFact {
  const plan = fact.plan as { readonly target?: { readonly eids?: readonly string[] } } | undefined
  const eids = plan?.target?.eids
  if (!eids) return fact
  return { ...fact, plan: { ...plan, target: { kind: 'eids', devices: eids.length } } }
}
