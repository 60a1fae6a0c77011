// A device in the field for property tests: the model card, its IPA and its application, beside the
// desk on which fleet decides. Every move is checked against the invariants (S1–S4, C3).

import { formatHex } from '@holdfast/asn1/hex.ts'
import type { EuiccPackageSigned } from '@holdfast/gsma/sgp32/euicc-package.ts'
import type { PollReply } from '../answer-poll.ts'
import type { SignedResult } from '../apply-result.ts'
import { applyNotification, applyPackageResult } from '../apply-result.ts'
import type { EventDraft } from '../event.ts'
import type { OutcomeName } from '../operation.ts'
import type { Wish } from '../wish.ts'
import { activationCode, away, Desk, home, minute, spare } from './desk.ts'
import { ModelCard, type Note, type Signed } from './model-card.ts'
import { asResult, commandOf } from './model-card-wire.ts'

export type Luck = 'delivered' | 'request-lost' | 'result-lost' | 'result-late' | 'rolled-back'

export type Move =
  | { readonly do: 'accept'; readonly wish: number }
  | { readonly do: 'poll'; readonly luck: Luck; readonly cause?: number }
  | { readonly do: 'late'; readonly which: number }
  | { readonly do: 'again'; readonly which: number }
  | { readonly do: 'note'; readonly which: number }
  | { readonly do: 'beat' | 'attach' | 'rollback' | 'cancel' }
  | { readonly do: 'local'; readonly iccid: number }
  | { readonly do: 'forge'; readonly kind: 'unsigned-error' | 'unverified' }
  | { readonly do: 'time'; readonly ms: number }

type Sent = Extract<PollReply, { readonly dispatch: unknown }>

const iccids = [home, away, spare] as const
const code = { kind: 'activation-code', activationCode } as const

export const wishes: readonly Wish[] = [
  { kind: 'swap', profile: code },
  { kind: 'swap', profile: { ...code, iccid: spare } },
  { kind: 'download', profile: code },
  ...iccids.flatMap((iccid): readonly Wish[] => [
    { kind: 'enable', iccid },
    { kind: 'disable', iccid },
    { kind: 'delete', iccid },
    { kind: 'set-fallback', iccid },
  ]),
  { kind: 'unset-fallback' },
  { kind: 'audit' },
]

/** Ends that only the card, or a sign of life, may bring about once the outcome is unknown. */
const withoutEvidence: readonly OutcomeName[] = ['applied', 'failed', 'rolled-back', 'refused']

/** What an operation may end as; `attached` and `unknown` end when the last wait is over. */
const ends: readonly OutcomeName[] = [
  'serving',
  'applied',
  'attached',
  'refused',
  'expired',
  'cancelled',
  'failed',
  'rolled-back',
  'unknown',
]

export class Field {
  readonly desk = new Desk()
  readonly card = new ModelCard()
  readonly #delivered: Signed[] = []
  readonly #late: Signed[] = []
  #dispatched = new Set<string>()

  constructor() {
    this.card.profiles.set(home, 'enabled')
    this.card.profiles.set(away, 'disabled')
  }

  make(move: Move): void {
    const before = this.desk.events.length
    this.desk.after(1000)
    this.#act(move)
    this.#check(move, this.desk.events.slice(before))
  }

  #act(move: Move): void {
    const { desk, card } = this
    switch (move.do) {
      case 'accept':
        desk.accept(wishes[move.wish % wishes.length] ?? { kind: 'audit' })
        return
      case 'poll':
        this.poll(move.luck, move.cause)
        return
      case 'late':
        this.#deliver(this.#late.splice(move.which % (this.#late.length || 1), 1)[0])
        return
      case 'again':
        this.#deliver(this.#delivered[move.which % (this.#delivered.length || 1)])
        return
      case 'note':
        this.#notify(card.notes[move.which % (card.notes.length || 1)])
        return
      case 'beat':
        if (card.enabled) desk.heartbeat(card.enabled)
        return
      case 'attach':
        if (card.enabled) desk.attach(card.enabled)
        return
      case 'rollback':
        card.rollBack()
        return
      case 'cancel':
        this.#cancel()
        return
      case 'local': {
        const iccid = iccids[move.iccid % 3] ?? home
        if (card.profiles.get(iccid) === 'disabled') card.enable(iccid)
        return
      }
      case 'forge':
        desk.give(this.#forged(move.kind))
        return
      case 'time':
        desk.time(move.ms)
        return
    }
  }

  #cancel(): void {
    const open = Object.values(this.desk.state.operations).find(({ endedAt }) => !endedAt)
    if (open) this.desk.cancel(open.operationId)
  }

  #forged(kind: 'unsigned-error' | 'unverified'): SignedResult {
    const eimTransactionId = this.desk.state.inFlight?.eimTransactionId ?? 'FF'
    return { trust: 'none', kind, eimTransactionId, why: 'made up' }
  }

  poll(luck: Luck, cause?: number): void {
    const reply = this.desk.poll(cause === undefined ? {} : { stateChangeCause: cause })
    if ('dispatch' in reply) this.#checkDispatch(reply)
    if (reply.kind === 'nothing' || luck === 'request-lost') return
    const last = reply.kind === 'again' ? this.#resent() : reply
    if (!last) return
    if (last.kind === 'package') this.#runPackage(last.signed, luck)
    if (last.kind === 'trigger') this.#download(luck)
    if (last.kind === 'data-request' && luck === 'delivered') this.#tell(last)
  }

  #packages = new Map<string, Sent>()

  #resent(): Sent | undefined {
    return this.#packages.get(this.desk.state.inFlight?.eimTransactionId ?? '')
  }

  #runPackage(signed: EuiccPackageSigned, luck: Luck): void {
    const id = formatHex(signed.eimTransactionId ?? new Uint8Array())
    const result = this.card.execute(id, signed.counterValue, commandOf(signed))
    if (luck === 'delivered') this.#deliver(result)
    if (luck === 'result-late') this.#late.push(result)
    if (luck === 'rolled-back') this.card.rollBack()
  }

  #download(luck: Luck): void {
    const head = Object.values(this.desk.state.operations).find(({ endedAt }) => !endedAt)
    const asked = head?.targetIccid ?? (this.card.profiles.has(away) ? spare : away)
    this.desk.relay({ phase: 'authentication-started', transactionId: 'AB' })
    const isNew = this.card.install(asked)
    if (luck === 'delivered' && isNew) this.#notify(this.card.notes.at(-1))
    if (luck === 'result-late') this.desk.triggerFailed()
  }

  /** The answer to a data request: identity, and what the card kept if that was asked for. */
  #tell(reply: Extract<PollReply, { kind: 'data-request' }>): void {
    const { eimTransactionId, purpose } = reply.dispatch
    for (const note of [...this.card.notes]) this.#notify(note)
    if (purpose === 'ask-stored') for (const one of [...this.card.stored]) this.#deliver(one)
    this.desk.identity({ eimTransactionId })
  }

  #deliver(signed: Signed | undefined): void {
    if (!signed) return
    const result = asResult(signed)
    const { acknowledge } = this.desk.give(result)
    this.card.acknowledge(acknowledge)
    this.#delivered.push(signed)
    const twice = applyPackageResult(this.desk.state, result, this.desk.now)
    if (twice.events.length > 0) throw new Error('S2: a result was applied twice')
  }

  #notify(note: Note | undefined): void {
    if (!note) return
    const facts = {
      ...note,
      trust: 'proven' as const,
      ...(note.event === 'install' ? { install: { ok: true, isdpAid: 'A0' } as const } : {}),
    }
    const { desk } = this
    const decision = applyNotification(desk.state, facts, desk.now)
    desk.take(decision)
    this.card.acknowledge(decision.reply.acknowledge)
    const twice = applyNotification(desk.state, facts, desk.now)
    if (twice.events.length > 0) throw new Error('S2: a notification was applied twice')
  }

  #check(move: Move, events: readonly EventDraft[]): void {
    let inFlight = 0
    for (const { fact } of events) {
      if (fact.kind === 'dispatched') inFlight += 1
      if (fact.kind === 'outcome-changed') this.#checkOutcome(move, fact)
    }
    if (inFlight > 1) throw new Error('S1: two dispatches in one move')
    for (const [id, count] of this.card.executed) {
      if (count > 1) throw new Error(`the card carried ${id} out twice`)
    }
    if (this.card.profiles.size > 0 && !this.card.enabled) {
      throw new Error('S4: no profile is enabled on the card')
    }
  }

  /** Asked at once, while the desk knows what it knew when it chose. */
  #checkDispatch(reply: Sent): void {
    const id = reply.dispatch.eimTransactionId
    if (this.#dispatched.has(id)) throw new Error('S1: a transaction id was used twice')
    this.#dispatched.add(id)
    this.#packages.set(id, reply)
    if (reply.kind !== 'package') return
    const { counterValue } = reply.signed
    if (counterValue <= this.#counter) throw new Error('S1: the counter did not rise')
    this.#counter = counterValue
    const { state } = this.desk
    const enabled = Object.values(state.profiles).find((one) => one.state === 'enabled')
    const command = commandOf(reply.signed)
    if (command.kind === 'enable' && enabled && !command.rollbackFlag) {
      throw new Error('S4: an enable without rollback')
    }
    const isLast = command.iccid !== undefined && command.iccid === enabled?.iccid
    if (isLast && command.kind !== 'setFallbackAttribute') {
      throw new Error(`S4: ${command.kind} of the enabled profile`)
    }
  }
  #counter = 0

  #checkOutcome(
    move: Move,
    fact: { from: OutcomeName; to: OutcomeName; targetIccid?: string; ended?: true },
  ): void {
    const isBlind = ['time', 'forge', 'accept', 'cancel'].includes(move.do)
    if (isBlind && fact.from === 'unknown' && withoutEvidence.includes(fact.to)) {
      throw new Error(`S3: unknown became ${fact.to} without evidence`)
    }
    if (fact.ended && !ends.includes(fact.to)) throw new Error(`ended as ${fact.to}`)
    if (fact.to !== 'serving' || fact.from === 'serving') return
    if (move.do !== 'beat') throw new Error(`C3: serving by ${move.do}`)
    if (fact.targetIccid !== this.card.enabled) throw new Error('C3: serving on another profile')
  }

  /** Faults have stopped: everything asked is answered, the application calls. */
  calm(rounds: number): void {
    for (let i = 0; i < rounds; i++) {
      this.desk.time(20 * minute)
      this.make({ do: 'poll', luck: 'delivered' })
      for (const note of [...this.card.notes]) this.#notify(note)
      this.make({ do: 'beat' })
    }
  }
}
