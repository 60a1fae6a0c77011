// Actions that were asked of operators, on their way. An action is recorded with the decision that
// asked for it, so it is known before the first call and asked once, however often the process
// dies; a call that got no answer is repeated under the same id, later and later, until its last
// try. Whether it helped is not seen here: only the device's next contact shows that.

import { callHook, type HookTarget } from '@holdfast/connectors/operator-hooks/call-hook.ts'
import type { HookAnswer } from '@holdfast/connectors/operator-hooks/hook-answer.ts'
import type { HookCall } from '@holdfast/connectors/operator-hooks/hook-message.ts'
import { applyHookAnswer } from '@holdfast/fleet/recovery/apply-hook-answer.ts'
import { applyCallOffAnswer } from '@holdfast/fleet/recovery/call-off-visit.ts'
import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import { CircuitBreaker } from '../es9plus/circuit-breaker.ts'
import { inParallel } from '../in-parallel.ts'
import type { CardItem } from '../store/card-items.ts'
import type { World } from '../world.ts'
import { AttachGate, type AttachWish } from './attach-gate.ts'

/** The rest of what a row of the outbox says stands in its columns. */
export type WaitingAction = HookCall

type OutboxWorld = Pick<World, 'store' | 'clock' | 'log'>

export interface OutboxOptions {
  readonly target: HookTarget
  readonly send?: typeof globalThis.fetch
}

const callsAtOnce = 8
const callsPerRoundMax = 512
const deadlineMs = 10_000
const firstWaitMs = 60_000
const waitMsMax = 3_600_000
/** A shorter wait is not worth a line in the device's history. */
const toldFromMs = 60_000
/** Tries of one action; with the waits between them they take three hours. */
export const triesMax = 7

const allBuckets = Array.from({ length: bucketCount }, (_, bucket) => bucket)

export class ActionOutbox {
  readonly #world: OutboxWorld
  readonly #target: HookTarget
  readonly #send: typeof globalThis.fetch
  readonly #breaker = new CircuitBreaker()
  readonly #gate: AttachGate
  #isDelivering = false

  constructor(world: OutboxWorld, { target, send = globalThis.fetch }: OutboxOptions) {
    this.#world = world
    this.#target = target
    this.#gate = new AttachGate(world.store)
    this.#send = send
  }

  /** Whether calls are held back because too many failed in a row. */
  isTroubled(): boolean {
    return this.#breaker.open(this.#world.clock.now()).length > 0
  }

  /** One round: what is due is tried once, a few at a time. A round that is on is not doubled. */
  async deliver(): Promise<void> {
    if (this.#isDelivering) return
    this.#isDelivering = true
    try {
      await this.#deliverDue()
    } finally {
      this.#isDelivering = false
    }
  }

  async #deliverDue(): Promise<void> {
    const { store, clock } = this.#world
    const wanted = { buckets: allBuckets, now: clock.now(), limit: callsPerRoundMax }
    const due = await store.items.due('recovery-action', wanted)
    if (due.length === 0 || this.isTroubled()) return
    const waits = await this.#gate.putOff(due.filter(isFirstTry).map(wishOf), wanted.now)
    await inParallel(due, callsAtOnce, (item) => {
      const until = waits.get(item.itemId)
      return until === undefined ? this.#try(item) : this.#putOff(item, until)
    })
  }

  /** The next try is put down before this one begins: a process that dies in it loses nothing. */
  async #try(item: CardItem): Promise<void> {
    const now = this.#world.clock.now()
    if (this.isTroubled()) return
    // The rows of this kind hold only what items-of-card.ts puts into them.
    const call = item.body as WaitingAction
    const isMine = await this.#world.store.items.take(item, now + waitMsOf(item.tries))
    if (!isMine) return
    const sending = { send: this.#send, now, deadlineMs }
    await this.#settle(item, await callHook(this.#target, call, sending))
  }

  /** Not now: too many are asked for at once. No try is counted, and the case waits as long. */
  async #putOff(item: CardItem, until: number): Promise<void> {
    const { store, clock } = this.#world
    const isMine = await store.items.take(item, until, item.tries)
    if (!isMine || until - clock.now() < toldFromMs) return
    await this.#tell(item, { outcome: 'put-off', until })
  }

  async #settle(item: CardItem, answer: HookAnswer): Promise<void> {
    const { clock, log } = this.#world
    if (answer.kind !== 'again') {
      this.#breaker.succeeded(this.#target.url)
      const { kind: outcome, ...why } = answer
      return this.#tell(item, { outcome, ...why })
    }
    this.#breaker.failed(this.#target.url, clock.now())
    const isLast = item.tries + 1 >= triesMax
    const { itemId: actionId, eid } = item
    const facts = { actionId, eid, why: answer.why, tries: item.tries + 1 }
    log('warn', isLast ? 'an operator never answered' : 'an operator did not answer', facts)
    if (isLast) await this.#tell(item, { outcome: 'unanswered', why: answer.why })
  }

  async #tell(
    { eid, itemId: actionId, body, at }: CardItem,
    answer: {
      readonly outcome: 'accepted' | 'refused' | 'unanswered' | 'put-off'
      readonly until?: number
      readonly code?: string
      readonly why?: string
    },
  ): Promise<void> {
    const { store, clock } = this.#world
    // As in #try.
    const { of } = body as WaitingAction
    const { outcome, until: _, ...why } = answer
    await store.onCard(eid, (state) => {
      if (!state) return { events: [], reply: null }
      const now = clock.now()
      if (of === undefined || outcome === 'put-off') {
        return applyHookAnswer(state, { actionId, ...answer }, now)
      }
      return applyCallOffAnswer(state, { callOff: { id: actionId, of, at }, outcome, ...why }, now)
    })
  }
}

const isFirstTry = ({ tries }: CardItem): boolean => tries === 0

/** An item is due when it is asked for; later when it was put off. */
const wishOf = ({ body, at, dueAt = at }: CardItem): AttachWish => ({
  // The rows of this kind hold only what items-of-card.ts puts into them.
  call: body as WaitingAction,
  hasWaited: dueAt > at,
})

const waitMsOf = (tries: number): number => Math.min(waitMsMax, firstWaitMs * 3 ** tries)
