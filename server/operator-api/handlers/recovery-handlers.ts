// Stranded devices, their recovery, and the visits that are left.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Caller, Handlers } from '@holdfast/api/handlers.ts'
import { problemOf, problemOfRefusal } from '@holdfast/api/problem.ts'
import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import { expectedContact, neverAt } from '@holdfast/fleet/contact/expected-contact.ts'
import { closeFieldVisit } from '@holdfast/fleet/recovery/field-visit.ts'
import { actionWords } from '@holdfast/fleet/recovery/rung-words.ts'
import { resumeRecovery, stopRecovery, tryRung } from '@holdfast/fleet/recovery/steer-recovery.ts'
import type { SilenceCase } from '@holdfast/fleet/silence/silence-case.ts'
import type { ListedCase } from '../../recovery/items-of-card.ts'
import { bucketPrefix } from '../../store/bucket.ts'
import type { CardItem, CardItemFilter, CardItems } from '../../store/card-items.ts'
import type { KnownContact } from '../../store/contact-book.ts'
import { casesOfIncident } from '../incident-cases.ts'
import { cardFor, type OperatorShop } from '../shop.ts'
import { said, viewCase, viewVisit } from '../views/silence-view.ts'

type RecoveryHandlers = Pick<
  Handlers,
  | 'deviceSilence'
  | 'steerRecovery'
  | 'listStranded'
  | 'strandedCounts'
  | 'listFieldVisits'
  | 'closeFieldVisit'
>
type DeviceSilence = ReplyOf<RouteNamed<'deviceSilence'>>
type Order = Parameters<Handlers['steerRecovery']>[0]['body']

const usualLimit = 100
const dayMs = 86_400_000
const agesMs = [dayMs, 7 * dayMs, 30 * dayMs]

export const recoveryHandlers = (shop: OperatorShop): RecoveryHandlers => ({
  async deviceSilence({ params: { eid } }, caller) {
    return viewSilence(shop, await cardFor(shop, eid, caller))
  },
  async steerRecovery({ params: { eid }, body }, caller) {
    await cardFor(shop, eid, caller)
    await steer(shop, eid, { order: body, caller })
    return viewSilence(shop, await cardFor(shop, eid, caller))
  },
  async listStranded({ query }, { tenant }) {
    const { class: name, state = 'open', limit = usualLimit, cursor, incident } = query
    const filter = { kind: 'silence-case', tenant, open: state === 'open' } as const
    const page =
      incident === undefined
        ? await pageOf(shop, { ...filter, ...(name ? { class: name } : {}) }, limit, cursor)
        : await casesOfIncident(shop, incident, { tenant, limit, cursor })
    // The rows of this kind hold only what items-of-card.ts puts into them.
    const items = page.items.map(({ eid, body }) => viewCase(eid, body as ListedCase))
    return { ...page, items, now: shop.world.clock.now() }
  },
  strandedCounts: (_request, { tenant }) => countStranded(shop, tenant),
  async listFieldVisits({ query }, { tenant }) {
    const { state = 'open', limit = usualLimit, cursor } = query
    const filter = { kind: 'field-visit', tenant, open: state === 'open' } as const
    const page = await pageOf(shop, filter, limit, cursor)
    return { ...page, items: page.items.map(viewVisit), now: shop.world.clock.now() }
  },
  async closeFieldVisit({ params: { id }, body }, caller) {
    const { eid } = await visitFor(shop, id, caller)
    const { clock, store } = shop.world
    const refusal = await store.onCard(eid, (state) => {
      if (!state) return { events: [], reply: undefined }
      const closing = { visitId: id, ...body, actor: caller.actor }
      const { events, reply } = closeFieldVisit(state, closing, clock.now())
      return { events, reply: reply.kind === 'refused' ? reply : undefined }
    })
    if (refusal) throw new ApiProblem(problemOfRefusal(refusal))
    return viewVisit(await visitFor(shop, id, caller))
  },
})

function pageOf(
  { world }: OperatorShop,
  filter: CardItemFilter,
  limit: number,
  cursor: string | undefined,
) {
  return world.store.items.page(filter, { limit, ...(cursor ? { cursor } : {}) })
}

async function visitFor(shop: OperatorShop, id: string, { tenant }: Caller): Promise<CardItem> {
  const visit = await shop.world.store.items.one('field-visit', id)
  if (visit?.tenant === tenant) return visit
  throw new ApiProblem(problemOf('unknown-visit', `no field visit has the id ${id}`))
}

async function steer(
  { world, hooks }: OperatorShop,
  eid: string,
  { order, caller: { actor } }: { readonly order: Order; readonly caller: Caller },
): Promise<void> {
  const now = world.clock.now()
  const newId = `${bucketPrefix(eid)}${Buffer.from(world.randomBytes(9)).toString('hex').toUpperCase()}`
  const why = order.reason === undefined ? {} : { reason: order.reason }
  const decide = (state: CardState) => {
    if (order.action === 'stop') return stopRecovery(state, { actor, ...why }, now)
    if (order.action === 'resume') return resumeRecovery(state, { actor }, now)
    const rung = order.rung === undefined ? {} : { rung: order.rung }
    return tryRung(state, { ...rung, actor, newId, hooks }, now)
  }
  const refusal = await world.store.onCard(eid, (state) => {
    if (!state) return { events: [], reply: undefined }
    const { events, reply } = decide(state)
    return { events, reply: reply.kind === 'refused' ? reply : undefined }
  })
  if (refusal) throw new ApiProblem(problemOfRefusal(refusal))
}

async function viewSilence({ world }: OperatorShop, state: CardState): Promise<DeviceSilence> {
  const { eid, silence } = state
  const now = world.clock.now()
  const contact = await world.store.contacts.known(eid)
  const last = silence ? { silence } : await lastCase(world.store.items, state)
  return {
    eid,
    now,
    expected: expectedOf(state, contact, now),
    next: nextOf(silence, contact, now),
    ...(contact ? { lastSeenAt: contact.lastSeenAt } : {}),
    ...(last ? { case: viewCase(eid, last) } : {}),
  }
}

/** The latest case that ended. */
async function lastCase(items: CardItems, { eid, tenant }: CardState) {
  const page = await items.page({ kind: 'silence-case', tenant, eid }, { limit: 1 })
  // The rows of this kind hold only what items-of-card.ts puts into them.
  return page.items[0]?.body as ListedCase | undefined
}

function expectedOf(state: CardState, contact: KnownContact | undefined, now: number) {
  const rhythm = contact?.rhythm ? { rhythm: contact.rhythm } : {}
  const expected = expectedContact({ device: state.device, ...rhythm, now })
  const { intervalMs, by, lateAt, from, why, asleepUntil } = expected
  const when = by === neverAt ? {} : { by, lateAt }
  return { intervalMs: Math.round(intervalMs), ...when, from, why, ...said({ asleepUntil }) }
}

function nextOf(
  silence: SilenceCase | undefined,
  contact: KnownContact | undefined,
  now: number,
): NonNullable<DeviceSilence['next']> {
  if (!silence) {
    if (contact?.lateAt === undefined) return { words: 'nothing is expected of this device yet' }
    return { at: contact.lateAt, words: 'it is looked at if it has not called by then' }
  }
  const { nextAt, stopped, visit } = silence
  if (stopped) return { words: `nothing: ${stopped.by} stopped the recovery` }
  const asked = silence.rungs.findLast(
    ({ outcome }) => outcome === 'asked' || outcome === 'accepted',
  )
  const what = asked?.action ?? (visit ? 'field-visit' : undefined)
  const action = what === undefined ? {} : { action: what }
  if (nextAt === undefined) return { ...action, words: 'it waits for a contact or for a person' }
  const words = asked
    ? `by then this must have helped: ${actionWords[asked.action]}`
    : 'the next step is chosen'
  return { ...action, at: Math.max(nextAt, now), words }
}

async function countStranded({ world }: OperatorShop, tenant: string) {
  const now = world.clock.now()
  const { items } = world.store
  const kind = { kind: 'silence-case', tenant } as const
  const instants = agesMs.map((ms) => now - ms)
  const open = await items.counts({ ...kind, open: true }, instants)
  const ended = await items.counts({ ...kind, open: false }, [])
  const counted = (rows: typeof open) =>
    Object.fromEntries(rows.map((row) => [row.class, row.count]))
  return {
    now,
    open: open.reduce((sum, { count }) => sum + count, 0),
    byClass: counted(open),
    byAge: Object.fromEntries(
      open.map(({ class: name, count, before: [days = 0, weeks = 0, months = 0] }) => [
        name,
        { day: count - days, week: days - weeks, month: weeks - months, older: months },
      ]),
    ),
    ended: counted(ended),
  }
}
