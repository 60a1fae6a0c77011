// A card on the desk, for tests: the decisions of fleet applied to one card, one after the other,
// with every event kept, as the server would do it.

import type { WishRequest } from '../accept-wish.ts'
import { acceptWish, cancelOperation } from '../accept-wish.ts'
import type { PollAnswer, PollFacts, PollReply } from '../answer-poll.ts'
import { answerPoll, recordDispatch } from '../answer-poll.ts'
import { applyAttach, applyHeartbeat } from '../apply-contact.ts'
import type { CardDataFacts, SignedResult } from '../apply-result.ts'
import {
  applyCardData,
  applyNotification,
  applyPackageFormatError,
  applyPackageResult,
  applyTriggerResult,
} from '../apply-result.ts'
import { applyTime } from '../apply-time.ts'
import type { CardState, ProfileOnCard } from '../card-state.ts'
import type { EventDraft } from '../event.ts'
import { evolve } from '../evolve.ts'
import type { CardRow } from '../import-card.ts'
import { importCard, recordAssociation } from '../import-card.ts'
import type { NotificationFacts } from '../notification.ts'
import type { Operation } from '../operation.ts'
import type { RelayProgress } from '../relay.ts'
import { relayProgressed } from '../relay.ts'
import type { CommandResult } from '../signed-result.ts'
import type { Wish } from '../wish.ts'

export const eid = '89049032123451234512345678901235'
/** 18 to 20 digits; letters of the alphabet would be easier to read, but not valid. */
export const home = '8988211000000000001'
export const away = '8988222000000000002'
export const spare = '8988233000000000003'
export const activationCode = 'LPA:1$smdp.example.com$MATCHING-1'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export const row: CardRow = { eid, generation: 'sgp32', device: { serial: 'S1' }, iccids: [home] }

export const profile = (
  iccid: string,
  state: 'enabled' | 'disabled',
  more: Partial<ProfileOnCard> = {},
): ProfileOnCard => ({ iccid, state, evidence: 'proven', asOf: 0, ...more })

const replay = (events: readonly EventDraft[], from?: CardState): CardState => {
  let state = from
  for (const event of events) state = evolve(state, { ...event, tenant: 'acme' })
  if (!state) throw new Error('a card has at least one event')
  return state
}

export class Desk {
  now = 1_000_000
  events: EventDraft[] = []
  state: CardState
  reply: PollReply = { kind: 'nothing' }
  #count = 0
  #accepted = 0

  constructor() {
    const added = importCard(undefined, row, 'person:ann', this.now)
    this.events.push(...added.events)
    this.state = replay(added.events)
    const association = { eimId: 'eim.example', counterValue: 0, evidence: 'claimed' } as const
    this.take(recordAssociation(this.state, association, 'person:ann', this.now))
  }

  take<Reply>(decision: { events: readonly EventDraft[]; reply: Reply }): Reply {
    this.events.push(...decision.events)
    this.state = replay(decision.events, this.state)
    return decision.reply
  }

  /** The state that replaying every event from the first gives. */
  replayed(): CardState {
    return replay(this.events)
  }

  after(ms: number): this {
    this.now += ms
    return this
  }

  accept(wish: Wish, more: Partial<WishRequest> = {}) {
    this.#accepted += 1
    const request = { operationId: `op-${this.#accepted}`, wish, actor: 'person:ann', ...more }
    return this.take(acceptWish(this.state, request, this.now))
  }

  cancel(operationId: string) {
    return this.take(cancelOperation(this.state, { operationId, actor: 'person:ann' }, this.now))
  }

  /** A poll, with its dispatch recorded. */
  poll(facts: Partial<PollFacts> = {}): PollReply {
    this.#count += 1
    const newTransactionId = this.#count.toString(16).toUpperCase().padStart(24, '0')
    const answer: PollAnswer = answerPoll(
      this.state,
      { newTransactionId, eimId: 'eim.example', ...facts },
      this.now,
    )
    this.take({ events: answer.events, reply: null })
    this.reply = answer.reply
    if ('dispatch' in answer.reply) {
      const { dispatch } = answer.reply
      const bytes = `BF51${dispatch.eimTransactionId}`
      this.take({ events: recordDispatch(this.state, dispatch, bytes, this.now), reply: null })
    }
    return answer.reply
  }

  /** A poll, and what it got in a word. */
  asks(facts: Partial<PollFacts> = {}): string {
    this.poll(facts)
    return this.sent
  }

  /** What the last answered poll carried, in a word: the command, or the kind of request. */
  get sent(): string {
    const { reply } = this
    if (reply.kind !== 'package') return reply.kind
    const { euiccPackage } = reply.signed
    return euiccPackage.kind === 'psmoList' ? (euiccPackage.value[0]?.kind ?? 'empty') : 'eco'
  }

  /** The last reply, which must be of this kind. */
  expect<K extends PollReply['kind']>(kind: K): Extract<PollReply, { kind: K }> {
    if (this.reply.kind !== kind) throw new Error(`a ${kind} was expected, not ${this.sent}`)
    return this.reply as Extract<PollReply, { kind: K }>
  }

  get transaction(): string {
    return 'dispatch' in this.reply ? this.reply.dispatch.eimTransactionId : ''
  }

  get counter(): number {
    return this.reply.kind === 'package' ? this.reply.signed.counterValue : 0
  }

  seq = 100

  /** The card's signed result of what was last sent. */
  result(results: readonly CommandResult[], more: Partial<SignedResult> = {}) {
    this.seq += 1
    const signed = {
      trust: 'proven',
      kind: 'result',
      eimTransactionId: this.transaction,
      counterValue: this.counter,
      seqNumber: this.seq,
      results,
      ...more,
    } as SignedResult
    return this.take(applyPackageResult(this.state, signed, this.now))
  }

  ok(name: string) {
    return this.result([{ name, code: 0 }])
  }

  list(...profiles: readonly ProfileOnCard[]) {
    return this.result([{ name: 'listProfileInfoResult', code: 0 }], { profiles } as never)
  }

  error(code: number) {
    const signed = {
      trust: 'proven',
      kind: 'error',
      eimTransactionId: this.transaction,
      counterValue: this.counter,
      code,
    } as const
    return this.take(applyPackageResult(this.state, signed, this.now))
  }

  give(result: SignedResult) {
    return this.take(applyPackageResult(this.state, result, this.now))
  }

  identity(more: Partial<CardDataFacts> = {}) {
    const facts: CardDataFacts = {
      eimTransactionId: this.transaction,
      euicc: {
        eumCertificate: '30AA',
        euiccCertificate: '30BB',
        euiccInfo2: 'BF22',
        chainVerifiedAt: this.now,
        ipaFeatures: ['indirectRspServerCommunication'],
        fallbackSupported: true,
        asOf: this.now,
        evidence: 'proven',
      },
      ...more,
    }
    return this.take(applyCardData(this.state, facts, this.now))
  }

  dataRefused(dataError: number) {
    const facts = { eimTransactionId: this.transaction, dataError }
    return this.take(applyCardData(this.state, facts, this.now))
  }

  notify(facts: Partial<NotificationFacts> & Pick<NotificationFacts, 'event'>) {
    this.seq += 1
    const all: NotificationFacts = { trust: 'proven', seqNumber: this.seq, ...facts }
    return this.take(applyNotification(this.state, all, this.now))
  }

  triggerFailed(reason = 127, errorResponse?: string) {
    const key = { eimTransactionId: this.transaction, ok: false, reason } as const
    const failure = errorResponse === undefined ? key : { ...key, errorResponse }
    return this.take(applyTriggerResult(this.state, failure, this.now))
  }

  formatError(code = 1) {
    const error = { eimTransactionId: this.transaction, code }
    return this.take(applyPackageFormatError(this.state, error, this.now))
  }

  relay(progress: RelayProgress) {
    return this.take(relayProgressed(this.state, progress, this.now))
  }

  heartbeat(iccid: string, at = this.now) {
    return this.take(applyHeartbeat(this.state, { iccid, at }, this.now))
  }

  attach(iccid: string, at = this.now) {
    return this.take(applyAttach(this.state, { iccid, plmn: '262-02', at }, this.now))
  }

  attachRefused(iccid: string, rejectCause: number) {
    const attach = { iccid, plmn: '262-02', rejectCause, at: this.now }
    return this.take(applyAttach(this.state, attach, this.now))
  }

  time(ms = 0) {
    this.after(ms)
    return this.take(applyTime(this.state, this.now))
  }

  /** The newest operation of the given id. */
  op(operationId = 'op-1'): Operation {
    const operation = this.state.operations[operationId]
    if (!operation) throw new Error(`no ${operationId}`)
    return operation
  }

  /** Outcome, and whether it is over: `applied`, `applied.` */
  outcome(operationId = 'op-1'): string {
    const { outcome, endedAt } = this.op(operationId)
    return endedAt === undefined ? outcome : `${outcome}.`
  }

  has(kind: string): boolean {
    return this.events.some(({ fact }) => fact.kind === kind)
  }
}

/** A card that is identified and whose list is proven: `home` enabled, the others disabled. */
export function knownCard(...others: readonly ProfileOnCard[]): Desk {
  const desk = new Desk()
  desk.after(minute).poll()
  desk.after(1000).identity()
  desk.after(minute).poll()
  desk.after(1000).list(profile(home, 'enabled'), ...others)
  return desk.after(minute)
}
