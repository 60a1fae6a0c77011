// What a change of a card's silence means for lists and queues: the row of its stranded case, of its
// visit, and of each action that an operator is asked for. Rows only repeat what the state and the
// events say; nothing is decided here.

import type { HookCall } from '@holdfast/connectors/operator-hooks/hook-message.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { CardFact, EventDraft } from '@holdfast/fleet/event.ts'
import type { Instant } from '@holdfast/fleet/evidence.ts'
import type { KnownLine } from '@holdfast/fleet/lines/line.ts'
import { isHookAction, type Rung } from '@holdfast/fleet/recovery/rung.ts'
import type { CallOff, FieldVisit, SilenceCase } from '@holdfast/fleet/silence/silence-case.ts'
import { bucketPrefix } from '../store/bucket.ts'
import type { CardItem, ItemsOf } from '../store/card-items.ts'

type Row = Omit<CardItem, 'tries'>
type Fact<Kind extends CardFact['kind']> = Extract<CardFact, { readonly kind: Kind }>

/** A case as it is listed; `endedAt` and `endedBy` when it is over. */
export interface ListedCase {
  readonly silence: SilenceCase
  readonly endedAt?: Instant
  readonly endedBy?: string
}

/** A visit as it is listed, with what a person on the way wants to know of the device. */
export interface ListedVisit {
  readonly visit: FieldVisit
  readonly class: SilenceCase['class']
  readonly device: Pick<CardState['device'], 'model' | 'serial' | 'site' | 'country'>
  readonly closedAt?: Instant
  readonly finding?: string
  readonly words?: string
}

interface CardChanged {
  readonly before: SilenceCase | undefined
  readonly after: SilenceCase | undefined
  readonly card: CardState
  readonly events: readonly EventDraft[]
}

/** A line with an allowance. */
export interface ListedLine {
  readonly line: KnownLine
  /** Whether the device was ever in the field. */
  readonly wasSeen: boolean
}

/** The rows that a change makes new or other; see `ItemsOf`. */
export const itemsOf: ItemsOf = (before, card, events) => {
  const lines = lineRows(before, card)
  const changed = { before: before?.silence, after: card.silence, card, events }
  const callOffs = callOffRows(card, events)
  if (changed.before === changed.after && !events.some(isVisitClosed))
    return [...callOffs, ...lines]
  return [
    ...caseRows(changed),
    ...visitRows(changed),
    ...actionRows(changed),
    ...callOffs,
    ...lines,
  ]
}

function lineRows(before: CardState | undefined, card: CardState): readonly Row[] {
  const { eid, tenant, lines = {}, firstSeenAt } = card
  const wasSeen = firstSeenAt !== undefined
  const isSame = before?.lines === card.lines
  if (isSame && (card.lines === undefined || before?.firstSeenAt === firstSeenAt)) return []
  return Object.values(lines)
    .filter(hasAllowance)
    .map((line) => {
      const body: ListedLine = { line, wasSeen }
      const itemId = `${bucketPrefix(eid)}-${line.iccid}`
      const name = line.operator ?? 'unknown'
      return { kind: 'line', itemId, eid, tenant, class: name, open: true, at: line.at, body }
    })
}

const isVisitClosed = ({ fact }: EventDraft): boolean => fact.kind === 'field-visit-closed'

const factOf = <Kind extends CardFact['kind']>(
  events: readonly EventDraft[],
  kind: Kind,
): { readonly fact: Fact<Kind>; readonly at: Instant } | undefined => {
  const found = events.findLast(({ fact }) => fact.kind === kind)
  // Found by its kind.
  return found && { fact: found.fact as Fact<Kind>, at: found.at }
}

function caseRows({ before, after, card, events }: CardChanged): readonly Row[] {
  const ended = factOf(events, 'silence-ended')
  const isOver = before !== undefined && before.caseId !== after?.caseId
  const body = ended && { endedAt: ended.at, endedBy: ended.fact.endedBy }
  return [
    ...(isOver ? [caseRow(card, { silence: before, ...body }, false)] : []),
    ...(after && after !== before ? [caseRow(card, { silence: after }, true)] : []),
  ]
}

function caseRow({ eid, tenant }: CardState, body: ListedCase, open: boolean): Row {
  const { caseId: itemId, class: name, raisedAt: at, nextAt } = body.silence
  const due = open && nextAt !== undefined ? { dueAt: Math.ceil(nextAt) } : {}
  return { kind: 'silence-case', itemId, eid, tenant, class: name, open, at, ...due, body }
}

function visitRows({ before, after, card, events }: CardChanged): readonly Row[] {
  const closed = factOf(events, 'field-visit-closed')
  const over = [after, before].find(
    (silence) => silence?.visit && silence.visit.visitId === closed?.fact.visitId,
  )
  const ended = closed && { closedAt: closed.at, ...findingOf(closed.fact) }
  const isNew = after?.visit !== undefined && after.visit.visitId !== before?.visit?.visitId
  return [
    ...(over && ended ? [visitRow(card, over, ended)] : []),
    ...(isNew && after !== over ? [visitRow(card, after)] : []),
  ]
}

const findingOf = ({ finding, words }: Fact<'field-visit-closed'>) => ({
  finding,
  ...(words === undefined ? {} : { words }),
})

function visitRow(
  { eid, tenant, device }: CardState,
  { visit, class: name }: SilenceCase,
  closed?: Pick<ListedVisit, 'closedAt' | 'finding' | 'words'>,
): Row {
  const { model, serial, site, country } = device
  const facts = Object.entries({ model, serial, site, country })
  const known = Object.fromEntries(facts.filter(([, value]) => value !== undefined))
  const body = { visit, class: name, device: known, ...closed }
  const { visitId: itemId = '', orderedAt: at = 0 } = visit ?? {}
  return { kind: 'field-visit', itemId, eid, tenant, class: name, open: !closed, at, body }
}

/**
 * Rungs that are asked of somebody else; each is in the queue until it is answered or void. One
 * that is still to be answered keeps its row: the queue knows when it is tried next.
 */
function actionRows({ before, after, card }: CardChanged): readonly Row[] {
  const known = new Map(before?.rungs.map((rung) => [rung.actionId, rung.outcome]))
  const isOver = before !== undefined && before.caseId !== after?.caseId
  const dropped = isOver ? before.rungs.filter(({ outcome }) => outcome === 'asked') : []
  const changed = (after?.rungs ?? []).filter((rung) => known.get(rung.actionId) !== rung.outcome)
  return [
    ...dropped.flatMap((rung) => actionRow(card, rung, false)),
    ...changed.flatMap((rung) => actionRow(card, rung, rung.outcome === 'asked')),
  ]
}

function actionRow({ eid, tenant }: CardState, rung: Rung, open: boolean): readonly Row[] {
  const { actionId: itemId, action, at } = rung
  if (!isHookAction(action)) return []
  const body: HookCall = {
    id: itemId,
    action,
    eid,
    ...(rung.iccid === undefined ? {} : { iccid: rung.iccid }),
    ...(rung.operator === undefined ? {} : { operator: rung.operator }),
    reason: rung.reason,
    askedAt: at,
  }
  const due = open ? { dueAt: at } : {}
  return [{ kind: 'recovery-action', itemId, eid, tenant, class: action, open, at, ...due, body }]
}

/** A visit that is called off is in the queue until that is answered. */
function callOffRows(card: CardState, events: readonly EventDraft[]): readonly Row[] {
  const asked = factOf(events, 'field-visit-closed')?.fact.callOff
  const answered = factOf(events, 'call-off-answered')?.fact.callOff
  return [
    ...(asked ? [callOffRow(card, asked, true)] : []),
    ...(answered ? [callOffRow(card, answered, false)] : []),
  ]
}

function callOffRow({ eid, tenant }: CardState, { id, of, at }: CallOff, open: boolean): Row {
  const action = 'call-off-visit'
  const body: HookCall = { id, action, eid, of, reason: 'the device has called', askedAt: at }
  const due = open ? { dueAt: at } : {}
  return { kind: 'recovery-action', itemId: id, eid, tenant, class: action, open, at, ...due, body }
}

const hasAllowance = ({ bytesLeft, smsLeft, validUntil }: KnownLine): boolean =>
  bytesLeft !== undefined || smsLeft !== undefined || validUntil !== undefined
