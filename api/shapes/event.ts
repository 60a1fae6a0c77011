// What happened, in three forms: the event itself, the timeline in words, the raw messages.

import { Type } from 'typebox'
import { Counts, Eid, EvidenceShape, Instant } from './value.ts'

export const EventShape = Type.Object(
  {
    eid: Eid,
    tenant: Type.String(),
    at: Instant,
    actor: Type.String(),
    position: Type.Integer({ minimum: 0, description: 'in the tenant’s total order' }),
    cardVersion: Type.Integer(),
    fact: Type.Object(
      { kind: Type.String() },
      { additionalProperties: true, description: 'fields depend on `kind`; secrets are masked' },
    ),
  },
  { title: 'Event' },
)

const Level = Type.Enum(['info', 'good', 'warn', 'bad'])

/** What happened to something that is not a device. */
export const SubjectEventShape = Type.Object(
  {
    subject: Type.Object({
      kind: Type.String({ description: 'campaign, incident, country-rules, limits, stock' }),
      id: Type.String(),
    }),
    tenant: Type.String(),
    at: Instant,
    actor: Type.String(),
    position: Type.Integer({ minimum: 0, description: 'in the tenant’s total order' }),
    version: Type.Integer({ description: 'of the subject after it' }),
    words: Type.String({ description: 'what it means, in a sentence' }),
    level: Level,
    fact: Type.Object(
      { kind: Type.String() },
      { additionalProperties: true, description: 'fields depend on `kind`' },
    ),
  },
  { title: 'SubjectEvent' },
)

export const EventList = Type.Object({
  items: Type.Array(Type.Union([EventShape, SubjectEventShape])),
  next: Type.Optional(Type.Integer({ description: 'give as `after`; absent when all was given' })),
})

export const TimelineEntryShape = Type.Object(
  {
    at: Instant,
    position: Type.Integer(),
    actor: Type.String(),
    kind: Type.String(),
    words: Type.String(),
    evidence: Type.Optional(EvidenceShape),
    operationId: Type.Optional(Type.String()),
    level: Level,
  },
  { title: 'TimelineEntry' },
)

export const MessageShape = Type.Object(
  {
    at: Instant,
    interface: Type.Enum(['ESipa', 'ES9+', 'API']),
    direction: Type.Enum(['in', 'out']),
    name: Type.String({ description: 'the standard’s function name' }),
    hex: Type.String(),
    decodedAs: Type.Optional(Type.String({ description: 'name of the type the bytes decode as' })),
  },
  { title: 'Message' },
)

/** Sent every second at most, when something changed. */
export const LiveCountsShape = Type.Object(
  {
    kind: Type.Literal('counts'),
    now: Instant,
    devices: Type.Integer(),
    outcomes: Counts,
    open: Type.Integer(),
    pollsPerSecond: Type.Number(),
  },
  { title: 'LiveCounts' },
)

/** Something that is not a device has changed: a campaign, an incident. Ask for it by its id. */
export const LiveSubjectShape = Type.Object(
  {
    kind: Type.Literal('subject'),
    subject: Type.Object({ kind: Type.String(), id: Type.String() }),
    at: Instant,
    actor: Type.String(),
    what: Type.String({ description: 'the kind of the fact, e.g. wave-opened' }),
  },
  { title: 'LiveSubject' },
)

/** `kind` is also the name of the server-sent event; an event's position is its id. */
export const StreamShape = Type.Union(
  [
    Type.Object({ kind: Type.Literal('event'), event: EventShape }, { title: 'LiveEvent' }),
    LiveCountsShape,
    LiveSubjectShape,
  ],
  { title: 'Stream' },
)
