// The download session that a device speaks of, with the card that it is for. Sessions are in the
// store, found by the SM-DP+'s transactionId; none is tied to a connection or a process.

import { formatHex } from '@holdfast/asn1/hex.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { RelaySession } from '../../store/contract.ts'
import type { EsipaDesk } from '../esipa-desk.ts'
import { contextOf, type SessionContext } from './session-context.ts'

export interface RelayedSession {
  readonly session: RelaySession
  readonly state: CardState
  readonly context: SessionContext | undefined
}

/** The session; undefined when it is unknown, over, or of a card that is not known. */
export async function findSession(
  desk: EsipaDesk,
  id: Uint8Array,
): Promise<RelayedSession | undefined> {
  const { store } = desk.world
  const session = await store.relaySession(formatHex(id))
  if (session?.eid === undefined) return undefined
  const state = await store.card(session.eid)
  if (!state) return undefined
  return { session, state, context: await contextOf(store, session.transactionId) }
}

/** What names a session's operation to the card's record. */
export const begunFor = ({ operationId }: RelaySession): { readonly operationId?: string } =>
  operationId === undefined ? {} : { operationId }
