// One state of the model: the product's state of a card, the card itself, what is under way between
// them, and which profiles work in truth. A situation is a value; a move gives the next one.

import { createHash } from 'node:crypto'
import { operationsInOrder } from '@holdfast/fleet/card-queries.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { EventDraft } from '@holdfast/fleet/event.ts'
import { evolve } from '@holdfast/fleet/evolve.ts'
import type { Wish } from '@holdfast/fleet/wish.ts'
import type { Card, Signed } from './abstract-card.ts'

export interface Situation {
  readonly state: CardState
  readonly card: Card
  readonly now: number
  /** ICCIDs over which the device reaches us, once enabled. */
  readonly works: readonly string[]
  /** Whether the IPA uses its right to roll back. */
  readonly rollsBack: boolean
  readonly canFallBack: boolean
  /** What an order at the SM-DP+ gives, and how far it is. */
  readonly order?: { readonly iccid: string; readonly left: number }
  /** Results on their way that may come in any order, or never. */
  readonly late: readonly Signed[]
  /** The last result that was taken: it may come once more. */
  readonly taken?: Signed
  /** What may still be asked for. */
  readonly wishes: readonly Wish[]
  /** The highest counter that left. */
  readonly counter: number
  readonly broken?: string
}

export const reaches = ({ card, works }: Situation): boolean =>
  card.enabled !== undefined && works.includes(card.enabled)

/** The product's state after the decision's events. */
export const taking = (
  situation: Situation,
  { events }: { readonly events: readonly EventDraft[] },
): Situation => ({
  ...situation,
  state: events.reduce(
    (state, event) => evolve(state, { ...event, tenant: 'model' }),
    situation.state,
  ),
})

/**
 * A short name that two situations share when nothing can tell them apart: times count by their
 * order and by how far they are from now, ids by their first appearance.
 */
export function nameOf(situation: Situation): string {
  const { state, now, ...rest } = situation
  const { version: _, operations: __, ...card } = state
  const whole = { ...rest, state: card, operations: operationsInOrder(state) }
  const times = new Set<number>()
  JSON.stringify(whole, (_key, value) => {
    if (isTime(value)) times.add(value)
    return value
  })
  const order = new Map([...times].toSorted((a, b) => a - b).map((time, rank) => [time, rank]))
  const ids = new Map<string, number>()
  const text = JSON.stringify(whole, (key, value) => {
    if (key === 'ordinal' || key === 'bytes' || key === 'madeAt') return undefined
    if (isTime(value)) return `t${order.get(value)}${distance(value - now)}`
    if (typeof value !== 'string' || !/^[0-9A-F]{24}(-own)?$/.test(value)) return value
    if (!ids.has(value)) ids.set(value, ids.size)
    return `id${ids.get(value)}`
  })
  return createHash('sha1').update(text).digest('base64url')
}

/** How far a time is off, as finely as any rule of the product looks. */
function distance(ms: number): string {
  if (ms > 0) return `+${Math.ceil(ms / 600_000)}`
  return String([-minute, -hour, -day, -30 * day].filter((limit) => ms < limit).length)
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const isTime = (value: unknown): value is number => typeof value === 'number' && value > 1e11
