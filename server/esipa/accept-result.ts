// A device brings a result: ProvideEimPackageResult, SGP.32 §5.14.6, also inside HandleNotification.
// Decode (done) → find the card → judge and apply → commit → hand notifications on → acknowledge.
// Only what is committed is acknowledged (S2).

import { createHash } from 'node:crypto'
import type { Carried } from '@holdfast/asn1/constructed.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { PendingNotification as FullNotification } from '@holdfast/gsma/sgp22/notification.ts'
import type { Dialect } from '@holdfast/gsma/sgp32/dialect.ts'
import type { EimPackageResult } from '@holdfast/gsma/sgp32/eim-package-result.ts'
import type { ProvideEimPackageResult } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import { provideEimPackageResultErrors } from '@holdfast/gsma/sgp32/esipa-responses.ts'
import type { PendingNotification } from '@holdfast/gsma/sgp32/notification.ts'
import type { CardWork, RawMessage } from '../store/contract.ts'
import { CardFold } from './card-fold.ts'
import type { EsipaDesk } from './esipa-desk.ts'
import {
  type Contexts,
  type Expanded,
  expandNotification,
  metadataOf,
  sessionsOf,
} from './expand-notification.ts'
import { findCard } from './find-card.ts'
import { contextOf, type SessionContext } from './relay/session-context.ts'
import { type EsipaReply, encodeReply } from './reply.ts'
import { type Taking, takeEimPackageResult } from './take-result.ts'

/** How a message came. */
export interface Arrival {
  /** The message in DER. */
  readonly bytes: Uint8Array
  /** The card that this connection spoke for, when it was just one. */
  readonly lastEid: string | undefined
  readonly name: string
}

type Provided = ProvideEimPackageResult & { readonly dialect?: Dialect | undefined }

/** Takes the result in, and says which of its numbers the card may forget. */
export async function acceptResult(
  desk: EsipaDesk,
  request: Provided,
  arrival: Arrival,
): Promise<EsipaReply> {
  desk.counters.results++
  const { dialect } = request
  const spoken = dialect ? { dialect } : {}
  const found = await findCard(desk.world.store, request, arrival.lastEid)
  if (found.kind === 'refused') {
    // An IPA of v1.0 takes any answer for an acknowledgement: then these bytes are the only witness.
    desk.quarantine.keep(arrival.bytes, { binding: 'asn1', why: 'a result of an unknown card' })
    return { kind: 'result-refused', code: found.code, ...spoken }
  }
  const list = notificationsIn(request.eimPackageResult)
  const taken = await takeOnCard(desk, {
    eid: found.eid,
    arrival,
    dialect,
    list,
    take: (taking, notifications) =>
      takeEimPackageResult(taking, request.eimPackageResult, notifications),
  })
  if (!taken) {
    return { kind: 'result-refused', code: provideEimPackageResultErrors.eidNotFound, ...spoken }
  }
  return taken
}

function notificationsIn(result: EimPackageResult): readonly Carried<PendingNotification>[] {
  switch (result.kind) {
    case 'ePRAndNotifications':
      return result.value.notificationList
    case 'ipaEuiccDataResponse':
      return result.value.kind === 'ipaEuiccData'
        ? (result.value.value.notificationsList ?? [])
        : []
    case 'profileDownloadTriggerResult': {
      const data = result.value.profileDownloadTriggerResultData
      if (data.kind !== 'profileInstallationResult') return []
      return [{ value: { kind: data.kind, value: data.value.value }, bytes: data.value.bytes }]
    }
    default:
      return []
  }
}

export interface CardTaking {
  readonly eid: string
  readonly arrival: Arrival
  readonly dialect: Dialect | undefined
  readonly list: readonly Carried<PendingNotification>[]
  readonly take: (taking: Taking, notifications: readonly FullNotification[]) => void
}

/** Commits what `take` makes of the card; undefined when the card is not known. */
export async function takeOnCard(
  desk: EsipaDesk,
  wish: CardTaking,
): Promise<EsipaReply | undefined> {
  const { store, clock } = desk.world
  if (!desk.pace.admits(wish.eid, clock.now())) return { kind: 'too-often' }
  const contexts = await contextsOf(desk, wish.list)
  const taken = await store.onCard(wish.eid, (state) => workOn(desk, wish, state, contexts))
  if (!taken) return undefined
  if (taken.expanded.length < wish.list.length) {
    const why = 'a compact notification, and what it leaves out is not known here'
    desk.quarantine.keep(wish.arrival.bytes, { binding: 'asn1', why })
  }
  const kept = await handOn(desk, wish.eid, taken.expanded)
  const { reply } = taken
  if (reply.kind !== 'acknowledged') return reply
  // Its answer names no numbers: only a failure makes the card keep the notification.
  if (kept.size > 0 && wish.arrival.name === 'HandleNotification') return { kind: 'no-room' }
  return { ...reply, seqNumbers: reply.seqNumbers.filter((number) => !kept.has(number)) }
}

interface Taken {
  readonly reply: EsipaReply
  readonly expanded: readonly Expanded[]
}

function workOn(
  desk: EsipaDesk,
  { arrival, dialect, list, take }: CardTaking,
  state: CardState | undefined,
  contexts: Contexts,
): CardWork<Taken | undefined> {
  if (!state) return { events: [], reply: undefined }
  const now = desk.world.clock.now()
  const expanded = list.flatMap((one) => expandNotification(one, state, contexts) ?? [])
  const fold = new CardFold(state)
  const acknowledge = new Set<number>()
  const taking = { fold, proofs: desk.proofs, now, dialect, acknowledge }
  take(
    taking,
    expanded.map(({ notification }) => notification),
  )
  const reply: EsipaReply = {
    kind: 'acknowledged',
    seqNumbers: [...acknowledge].sort((a, b) => a - b),
    dialect: dialect ?? fold.state.euicc?.dialect,
  }
  const { name } = arrival
  const incoming: RawMessage = {
    at: now,
    interface: 'ESipa',
    direction: 'in',
    name,
    bytes: arrival.bytes,
  }
  const answered = name === 'ProvideEimPackageResult' ? encodeReply(reply) : undefined
  const outgoing: readonly RawMessage[] = answered
    ? [{ ...incoming, direction: 'out', bytes: answered }]
    : []
  return { events: fold.events, reply: { reply, expanded }, messages: [incoming, ...outgoing] }
}

async function contextsOf(
  desk: EsipaDesk,
  list: readonly Carried<PendingNotification>[],
): Promise<Contexts> {
  const contexts = new Map<string, SessionContext>()
  for (const transactionId of sessionsOf(list)) {
    const context = await contextOf(desk.world.store, transactionId)
    if (context) contexts.set(transactionId, context)
  }
  return contexts
}

/**
 * Gives each notification to the outbox of its SM-DP+. The numbers of those that the outbox could
 * not hold are given back: the card must keep them and send them again.
 */
async function handOn(
  desk: EsipaDesk,
  eid: string,
  expanded: readonly Expanded[],
): Promise<ReadonlySet<number>> {
  const kept = new Set<number>()
  for (const { notification, bytes } of expanded) {
    desk.counters.notifications++
    const { seqNumber, notificationAddress: address } = metadataOf(notification)
    // A card that was reset counts from 1 again: the number alone does not tell two apart.
    const key = `${eid}-${seqNumber}-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`
    const isTaken = await desk.outbox.put({ key, eid, address, bytes: formatHex(bytes) })
    if (isTaken === 'full') kept.add(seqNumber)
  }
  return kept
}
