// Everything that may happen next. A server that dies before it has committed is a message that was
// never sent; one that dies after it has committed is an answer that was lost: both are moves here,
// so a crash at every step is covered by losing every message at every step.

import { formatHex } from '@holdfast/asn1/hex.ts'
import { acceptWish } from '@holdfast/fleet/accept-wish.ts'
import { answerPoll, type PollReply, recordDispatch } from '@holdfast/fleet/answer-poll.ts'
import { applyHeartbeat } from '@holdfast/fleet/apply-contact.ts'
import {
  applyCardData,
  applyNotification,
  applyPackageResult,
  applyTriggerResult,
  type SignedResult,
} from '@holdfast/fleet/apply-result.ts'
import { applyTime } from '@holdfast/fleet/apply-time.ts'
import { headOperation } from '@holdfast/fleet/card-queries.ts'
import { decodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { EuiccPackageSigned } from '@holdfast/gsma/sgp32/euicc-package.ts'
import {
  acknowledge,
  type Command,
  execute,
  fallBack,
  install,
  type Note,
  rollBack,
  type Signed,
} from './abstract-card.ts'
import { reaches, type Situation, taking } from './situation.ts'

export interface Move {
  readonly name: string
  readonly next: Situation
}

const second = 1_000
const minute = 60_000
const day = 86_400_000

/** All moves from here. */
export function movesFrom(before: Situation): readonly Move[] {
  const situation = { ...before, now: before.now + second }
  return [
    ...(reaches(situation) ? contacts(situation) : []),
    ...rescues(situation),
    ...arrivals(situation),
    ...wishesOf(situation),
    ...[20 * minute, 3 * day, 31 * day].map((ms) => pass(situation, ms)),
  ]
}

function pass(situation: Situation, ms: number): Move {
  const later = { ...situation, now: situation.now + ms }
  const name = `time passes: ${ms / minute} min`
  return { name, next: taking(later, applyTime(later.state, later.now)) }
}

const wishesOf = (situation: Situation): readonly Move[] =>
  situation.wishes.map((wish, at) => {
    const operationId = `op-${situation.wishes.length}`
    const request = { operationId, wish, actor: 'person:ann' }
    const wishes = situation.wishes.toSpliced(at, 1)
    const asked = taking(situation, acceptWish(situation.state, request, situation.now))
    return { name: `asked: ${wish.kind}`, next: { ...asked, wishes } }
  })

/** What the device does by itself when the eIM is out of reach, or when it thinks so. */
function rescues(situation: Situation): readonly Move[] {
  const { card, rollsBack, canFallBack } = situation
  const back = rollsBack && card.right ? rollBack(card) : card
  const fallen = canFallBack && !reaches(situation) ? fallBack(card) : card
  return [
    ...(back === card ? [] : [{ name: 'the IPA rolls back', next: { ...situation, card: back } }]),
    ...(fallen === card ? [] : [{ name: 'fallback', next: { ...situation, card: fallen } }]),
  ]
}

function arrivals(situation: Situation): readonly Move[] {
  const { late, taken, card } = situation
  return [
    ...late.map((signed, at) => ({
      name: 'a late result arrives',
      next: deliver({ ...situation, late: late.toSpliced(at, 1) }, signed, true),
    })),
    ...(taken ? [{ name: 'a result comes again', next: deliver(situation, taken, true) }] : []),
    ...(reaches(situation)
      ? card.notes.slice(0, 2).map((note) => ({
          name: `notification: ${note.event}`,
          next: notify(situation, note, true),
        }))
      : []),
  ]
}

/** What the device does while it reaches us. */
function contacts(situation: Situation): readonly Move[] {
  const { card, state, now } = situation
  const beat = applyHeartbeat(state, { iccid: card.enabled ?? '', at: now }, now)
  return [
    { name: 'heartbeat', next: taking(situation, beat) },
    ...(card.stored[0]
      ? [{ name: 'the IPA offers a stored result', next: deliver(situation, card.stored[0], true) }]
      : []),
    ...polls(situation),
  ]
}

function polls(before: Situation): readonly Move[] {
  const newTransactionId = formatHex(
    new Uint8Array(12).map((_, at) => (before.state.version >> (8 * (11 - at))) & 255),
  )
  const poll = { newTransactionId, eimId: 'eim.example' }
  const answer = answerPoll(before.state, poll, before.now)
  const told = taking(before, answer)
  const { reply } = answer
  const sent = 'dispatch' in reply ? dispatched(told, reply) : told
  const carried = 'dispatch' in reply ? reply : again(told)
  return [
    { name: `poll: ${reply.kind}, the answer is lost`, next: sent },
    ...(carried ? received(sent, carried) : []),
  ]
}

type Sent = Extract<PollReply, { readonly dispatch: unknown }>

function dispatched(told: Situation, reply: Sent): Situation {
  const bytes = JSON.stringify(reply, (_key, value) =>
    value instanceof Uint8Array ? `#${formatHex(value)}` : value,
  )
  const events = recordDispatch(told.state, reply.dispatch, bytes, told.now)
  const counterValue = reply.kind === 'package' ? reply.signed.counterValue : undefined
  const fell = counterValue !== undefined && counterValue <= told.counter
  return {
    ...taking(told, { events }),
    counter: counterValue ?? told.counter,
    ...(fell ? { broken: 'S1: the counter did not rise' } : {}),
  }
}

/** What the same bytes as before carry. */
function again({ state }: Situation): Sent | undefined {
  const bytes = state.inFlight?.bytes
  if (bytes === undefined) return undefined
  return JSON.parse(bytes, (_key, value) =>
    typeof value === 'string' && value.startsWith('#')
      ? Uint8Array.from(value.slice(1).match(/../g) ?? [], (hex) => Number.parseInt(hex, 16))
      : value,
  ) as Sent
}

/** The answer reached the device. */
function received(situation: Situation, reply: Sent): readonly Move[] {
  if (reply.kind === 'package') return runs(situation, reply.signed)
  if (reply.kind === 'trigger') return downloads(situation, reply)
  const { eimTransactionId, purpose } = reply.dispatch
  return [
    {
      name: `data request answered (${purpose})`,
      next: tell(situation, eimTransactionId, purpose === 'ask-stored'),
    },
  ]
}

function tell(situation: Situation, eimTransactionId: string, withStored: boolean): Situation {
  let next = situation
  const { stored, notes } = situation.card
  for (const note of notes) next = notify(next, note, true)
  if (withStored) for (const signed of stored) next = deliver(next, signed, true)
  return taking(next, applyCardData(next.state, { eimTransactionId }, next.now))
}

function runs(situation: Situation, signed: EuiccPackageSigned): readonly Move[] {
  const eimTransactionId = formatHex(signed.eimTransactionId ?? new Uint8Array())
  const command = commandOf(signed)
  const request = { eimTransactionId, counterValue: signed.counterValue, command }
  const { card, signed: result } = execute(situation.card, request)
  const ran = { ...situation, card }
  const what = `${command.kind} ${result.error ? `error ${result.error}` : 'carried out'}`
  const canTell = reaches(ran)
  const late = ran.late.length < 2 ? [...ran.late, result] : ran.late
  return [
    { name: `${what}, result lost (or power cut after)`, next: ran },
    ...(canTell
      ? [
          { name: `${what}, result delivered`, next: deliver(ran, result, true) },
          { name: `${what}, result taken, answer lost`, next: deliver(ran, result, false) },
          { name: `${what}, result delayed`, next: { ...ran, late } },
        ]
      : []),
    ...(command.kind === 'enable' ? [busy(situation, request)] : []),
  ]
}

function busy(situation: Situation, request: Parameters<typeof execute>[1]): Move {
  const { card, signed } = execute(situation.card, { ...request, isBusy: true })
  return { name: 'enable refused: catBusy', next: deliver({ ...situation, card }, signed, true) }
}

/** The SM-DP+ gives the profile of the order, a few times at most; each part may be cut. */
function downloads(situation: Situation, { dispatch }: Sent): readonly Move[] {
  const { order } = situation
  const { eimTransactionId } = dispatch
  const failed = (from: Situation): Situation =>
    taking(
      from,
      applyTriggerResult(from.state, { eimTransactionId, ok: false, reason: 127 }, from.now),
    )
  if (!order || order.left === 0) return [{ name: 'download refused', next: failed(situation) }]
  const used = { ...situation, order: { ...order, left: order.left - 1 } }
  const loaded = { ...used, card: install(used.card, order.iccid) }
  const note = loaded.card.notes.at(-1)
  return [
    { name: 'download cut before the card has it', next: used },
    { name: 'download failed', next: failed(used) },
    { name: 'installed, nothing told', next: loaded },
    { name: 'installed, and an error told', next: failed(loaded) },
    ...(note ? [{ name: 'installed and told', next: notify(loaded, note, true) }] : []),
  ]
}

/** A result reaches the server; `isAnswered`: its acknowledgement reaches the card. */
function deliver(situation: Situation, signed: Signed, isAnswered: boolean): Situation {
  const decision = applyPackageResult(situation.state, resultOf(signed), situation.now)
  const next = { ...taking(situation, decision), taken: signed }
  const twice = applyPackageResult(next.state, resultOf(signed), next.now).events.length > 0
  const card = isAnswered ? acknowledge(next.card, decision.reply.acknowledge) : next.card
  return { ...next, card, ...(twice ? { broken: 'S2: a result was applied twice' } : {}) }
}

function notify(situation: Situation, note: Note, isAnswered: boolean): Situation {
  const facts = {
    ...note,
    trust: 'proven' as const,
    ...(note.event === 'install' ? { install: { ok: true, isdpAid: 'A0' } as const } : {}),
  }
  const decision = applyNotification(situation.state, facts, situation.now)
  const next = taking(situation, decision)
  if (!isAnswered) return next
  return { ...next, card: acknowledge(next.card, decision.reply.acknowledge) }
}

function resultOf({ list, results = [], error, seqNumber = 0, ...key }: Signed): SignedResult {
  if (error !== undefined) return { trust: 'proven', kind: 'error', ...key, code: error }
  const profiles = list?.map((one) => ({ ...one, evidence: 'proven' as const, asOf: 0 }))
  const listed = profiles ? { profiles } : {}
  return { trust: 'proven', kind: 'result', ...key, seqNumber, results, ...listed }
}

function commandOf({ euiccPackage }: EuiccPackageSigned): Command {
  if (euiccPackage.kind !== 'psmoList') throw new Error('only psmoList is sent')
  const [psmo] = euiccPackage.value
  if (!psmo) throw new Error('an empty package')
  const iccid = 'iccid' in psmo.value ? decodeIccid(psmo.value.iccid) : undefined
  return {
    kind: psmo.kind,
    ...(iccid?.ok ? { iccid: iccid.value } : {}),
    ...(psmo.kind === 'enable' && psmo.value.rollbackFlag !== undefined
      ? { rollbackFlag: true }
      : {}),
  }
}

/** The operation at the head of the queue, for the invariants' words. */
export const headOf = (situation: Situation) => headOperation(situation.state)
