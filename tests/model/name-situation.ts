// A short name that two situations share when nothing can tell them apart any more. Words are left
// out; times count by their order and by how far they are from now, the card's numbers by their
// order, counters by how far they are from the highest, ids by their first appearance; and of the
// past only what a message that still exists can refer to.

import { createHash } from 'node:crypto'
import { operationsInOrder } from '@holdfast/fleet/card-queries.ts'
import type { CardState, PastDispatch } from '@holdfast/fleet/card-state.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import type { Situation } from './situation.ts'

/** The name; equal names mean equal futures, as far as `distance` looks. */
export function nameOf(situation: Situation): string {
  const { state, card, late, taken, counter, now, wishes, order, broken } = situation
  const { version: _, operations: __, dispatches, appliedSeqNumbers, ...facts } = state
  const live = liveIn(situation)
  const whole = {
    ...{ late, taken, counter, wishes, order, broken, facts },
    card: { ...card, done: card.done.filter((id) => live.ids.has(id)) },
    operations: operationsInOrder(state).map(withoutBirth),
    dispatches: liveDispatches(dispatches, live.ids),
    appliedSeqNumbers: liveNumbers(appliedSeqNumbers, live.numbers),
  }
  return createHash('sha1').update(new Naming(counter, now).nameOf(whole)).digest('base64url')
}

/** When it was made counts only until its enable leaves. */
function withoutBirth(operation: Operation): Partial<Operation> {
  const { createdAt: _, ...rest } = operation
  return operation.enableSentAt === undefined ? operation : rest
}

interface Live {
  /** eimTransactionIds that a message may still carry. */
  readonly ids: ReadonlySet<string>
  /** Numbers of the card that a message may still carry. */
  readonly numbers: ReadonlySet<number>
}

function liveIn({ state, card, late, taken }: Situation): Live {
  const results = [...card.stored, ...late]
  if (taken) results.push(taken)
  if (card.right) results.push(card.right.of)
  const ids = new Set(results.map(({ eimTransactionId }) => eimTransactionId))
  if (state.inFlight) ids.add(state.inFlight.eimTransactionId)
  for (const { doubt } of Object.values(state.operations)) {
    if (doubt?.eimTransactionId !== undefined) ids.add(doubt.eimTransactionId)
  }
  const numbers = new Set(card.notes.map(({ seqNumber }) => seqNumber))
  for (const { seqNumber } of results) if (seqNumber !== undefined) numbers.add(seqNumber)
  return { ids, numbers }
}

/** Those that an answer can still belong to, and whether a later package was answered. */
function liveDispatches(
  dispatches: CardState['dispatches'] = [],
  ids: Live['ids'],
): readonly (PastDispatch & { readonly isOvertaken: boolean })[] {
  return dispatches.flatMap((one, at) => {
    if (!ids.has(one.eimTransactionId)) return []
    const later = dispatches.slice(at + 1)
    const isOvertaken = later.some(({ what, answered }) => what === 'package' && answered)
    return [{ ...one, isOvertaken }]
  })
}

/** Those that may come again, and the highest. */
function liveNumbers(applied: readonly number[], numbers: Live['numbers']): readonly number[] {
  const highest = Math.max(0, ...applied)
  return [...applied.filter((number) => number !== highest && numbers.has(number)), highest].sort(
    (a, b) => a - b,
  )
}

const leftOut = new Set([
  ...['why', 'whySafe', 'proof', 'madeAt', 'bytes', 'ordinal', 'eid', 'tenant', 'createdBy'],
  // Known or not: when, no rule asks.
  ...['firstSeenAt', 'chainVerifiedAt'],
])
const numberKeys = new Set(['seqNumber', 'seq', 'appliedSeqNumbers', 'answeredBy'])
const counterKeys = new Set(['counterValue', 'counter'])

/** Texts of objects in which nothing counts by its order: they are shared by many situations. */
const steady = new WeakMap<object, string>()

class Naming {
  readonly #counter: number
  readonly #now: number
  #parts: string[] = []
  readonly #ids = new Map<string, number>()
  readonly #times: { readonly at: number; readonly value: number }[] = []
  readonly #numbers: { readonly at: number; readonly value: number }[] = []
  #unsteady = 0

  constructor(counter: number, now: number) {
    this.#counter = counter
    this.#now = now
  }

  nameOf(whole: object): string {
    this.#walk(whole, '')
    fill(this.#parts, this.#times, (rank, value) => `t${rank}${distance(value - this.#now)}`)
    fill(this.#parts, this.#numbers, (rank) => `n${rank}`)
    return this.#parts.join('')
  }

  #walk(value: unknown, key: string): void {
    if (typeof value === 'number') this.#number(value, key)
    else if (typeof value === 'string') this.#text(value)
    else if (Array.isArray(value)) this.#list(value, key)
    else if (typeof value === 'object' && value !== null) this.#object(value)
    else this.#parts.push(String(value))
  }

  #number(value: number, key: string): void {
    const at = this.#parts.push('') - 1
    const isNumber = numberKeys.has(key)
    if (value > 1e11) this.#times.push({ at, value })
    else if (isNumber) this.#numbers.push({ at, value })
    else if (counterKeys.has(key)) this.#parts[at] = String(value - this.#counter)
    else this.#parts[at] = String(value)
    if (value > 1e11 || isNumber || counterKeys.has(key)) this.#unsteady++
  }

  #text(value: string): void {
    if (value.length < 24 || !/^[0-9A-F]{24}(-own)?$/.test(value)) {
      this.#parts.push(value)
      return
    }
    this.#unsteady++
    if (!this.#ids.has(value)) this.#ids.set(value, this.#ids.size)
    this.#parts.push(`id${this.#ids.get(value)}`)
  }

  #list(values: readonly unknown[], key: string): void {
    this.#parts.push('[')
    for (const value of values) {
      this.#walk(value, key)
      this.#parts.push(',')
    }
    this.#parts.push(']')
  }

  #object(value: object): void {
    const known = steady.get(value)
    if (known !== undefined) {
      this.#parts.push(known)
      return
    }
    const { length } = this.#parts
    const unsteady = this.#unsteady
    this.#parts.push('{')
    for (const [key, member] of Object.entries(value).sort(byKey)) {
      if (member === undefined || leftOut.has(key)) continue
      this.#parts.push(key, ':')
      this.#walk(member, key)
      this.#parts.push(';')
    }
    this.#parts.push('}')
    if (this.#unsteady !== unsteady) return
    const text = this.#parts.splice(length).join('')
    steady.set(value, text)
    this.#parts.push(text)
  }
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1

/** Puts in place of each value what its rank among all of them gives. */
function fill(
  parts: string[],
  places: readonly { readonly at: number; readonly value: number }[],
  word: (rank: number, value: number) => string,
): void {
  const sorted = [...new Set(places.map(({ value }) => value))].sort((a, b) => a - b)
  const words = new Map(sorted.map((value, rank) => [value, word(rank, value)]))
  for (const { at, value } of places) parts[at] = words.get(value) ?? ''
}

/**
 * How far a time is off, as finely as rules of the product and moves of time can tell: to come, by
 * ten minutes up to three hours and by the day beyond; past, by ten minutes up to an hour, then not
 * up to a day, then by the day up to thirty.
 */
function distance(ms: number): string {
  if (ms > 3 * hour) return `+${Math.ceil(ms / day)}d`
  if (ms > -hour) return String(Math.ceil(ms / (10 * minute)))
  if (ms > -day) return '-h'
  return `-${Math.min(30, Math.floor(-ms / day))}d`
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
