// The exact text of an event: what the log keeps, what the Merkle leaf is made from, what an export
// shows. One line of JSON; its place in the log is part of it, so an event cannot be moved unseen.
// The codes that a profile could be had with are left out: the log is kept for ever and is shown to
// auditors, so they stand in the stored operation only.

import type { CardEvent } from '@holdfast/fleet/event.ts'
import { maskFact } from '../secrets/mask-secrets.ts'
import type { SubjectEvent } from './document.ts'

/** An event that has its place among the card's events but not yet in the tenant's log. */
export type UnplacedEvent = Omit<CardEvent, 'position'>

/** The text without its beginning, which only the commit knows; see `placeEvent`. */
export function formatUnplaced(event: UnplacedEvent): string {
  const { cardVersion, eid, at, actor, fact } = event
  return `${JSON.stringify({ cardVersion, eid, at, actor, fact: maskFact(fact) }).slice(1)}`
}

/** The whole text, from the tenant, the position and what `formatUnplaced` gave. */
export function placeEvent(tenant: string, position: number, unplaced: string): string {
  return `{"tenant":${JSON.stringify(tenant)},"position":${position},${unplaced}`
}

/** The event of a text that the log keeps. */
export function parseLogEvent(text: string): CardEvent | SubjectEvent {
  return JSON.parse(text) as CardEvent | SubjectEvent // written by formatUnplaced or formatFact
}

/** The event of a card that the log keeps under this text; undefined for one of something else. */
export function parseEvent(text: string): CardEvent | undefined {
  const event = parseLogEvent(text)
  return 'eid' in event ? event : undefined
}
