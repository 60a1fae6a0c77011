// One step of a download that the eIM carries between a device and an SM-DP+ (SGP.32 §3.2.3):
// what all four functions share. The SM-DP+ is asked once, however often the device repeats itself;
// how far the download is, or what stopped it, is recorded on the card before the device is told.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import type { Reason } from '@holdfast/fleet/operation.ts'
import { type RelayProgress, relayProgressed } from '@holdfast/fleet/relay.ts'
import type { Es9Function, Es9Outcome } from '../../es9plus/es9plus-client.ts'
import type { RawMessage } from '../../store/contract.ts'
import type { EsipaDesk } from '../esipa-desk.ts'
import { type EsipaReply, encodeReply, type StatusCode } from '../reply.ts'
import { SpoiledAnswer } from './es9-bodies.ts'

/** Where a relayed message came from. */
export interface RelayArrival {
  /** The message in DER. */
  readonly bytes: Uint8Array
  readonly lastEid: string | undefined
}

/** An SM-DP+ that is not called at all is as good as unreachable. */
export async function callSmdp(
  desk: EsipaDesk,
  address: string,
  { name, body }: { readonly name: Es9Function; readonly body: object },
): Promise<Es9Outcome> {
  const route = await desk.addresses.route(address)
  if (!route) return { kind: 'unreachable', why: `${address} is not an SM-DP+ that is called` }
  desk.counters.relayed++
  return desk.es9.call(route, name, body)
}

/** What `read` makes of a body, or the outcome of an SM-DP+ that answers nonsense. */
export function readOutcome<T>(
  outcome: Es9Outcome,
  read: (body: Readonly<Record<string, unknown>>) => T,
): { readonly kind: 'read'; readonly value: T } | Exclude<Es9Outcome, { kind: 'answered' }> {
  if (outcome.kind !== 'answered') return outcome
  try {
    return { kind: 'read', value: read(outcome.body) }
  } catch (cause) {
    if (!(cause instanceof SpoiledAnswer) && !(cause instanceof Asn1Error)) throw cause
    return { kind: 'unreachable', why: `the SM-DP+'s answer cannot be read: ${cause.message}` }
  }
}

/** Why a download does not go on, for the card's events. */
export function reasonOf(outcome: Exclude<Es9Outcome, { kind: 'answered' }>): Reason {
  if (outcome.kind === 'refused') {
    const { subjectCode, reasonCode, message } = outcome.status
    const pair = `${subjectCode}/${reasonCode}`
    return {
      code: 'download-failed',
      why: `the SM-DP+ refused with ${pair}${message ? `: ${message}` : ''}`,
      result: { family: 'ES9+', code: pair },
    }
  }
  return {
    code: 'download-failed',
    why: outcome.why,
    result: { family: 'ES9+', code: 'unreachable' },
  }
}

export const statusOf = (outcome: Es9Outcome): StatusCode | undefined =>
  outcome.kind === 'refused' ? outcome.status : undefined

export interface RelayNote {
  readonly eid: string
  readonly name: string
  readonly arrival: RelayArrival
  readonly reply: EsipaReply
  readonly progress: RelayProgress
  /** A bound profile package is big and encrypted for the card: it is not kept. */
  readonly isReplyKept?: boolean
}

/** Records how far the relay is, with the messages, and only then gives the reply back. */
export async function noteProgress(desk: EsipaDesk, note: RelayNote): Promise<EsipaReply> {
  const { store, clock } = desk.world
  const at = clock.now()
  const incoming: RawMessage = {
    at,
    interface: 'ESipa',
    direction: 'in',
    name: note.name,
    bytes: note.arrival.bytes,
  }
  const answered = note.isReplyKept === false ? undefined : encodeReply(note.reply)
  const outgoing: readonly RawMessage[] = answered
    ? [{ ...incoming, direction: 'out', bytes: answered }]
    : []
  await store.onCard(note.eid, (state) => {
    if (!state) return { events: [], reply: null }
    return { ...relayProgressed(state, note.progress, at), messages: [incoming, ...outgoing] }
  })
  return note.reply
}

/** Asks once for all repeats of the same request (see AnswerMemory). */
export function answerOnce(
  desk: EsipaDesk,
  { bytes }: RelayArrival,
  ask: () => Promise<EsipaReply>,
): Promise<EsipaReply> {
  return desk.answers.answer(bytes, desk.world.clock.now(), { ask, worth: worthOf })
}

/** An SM-DP+ that answered is not asked the same again; one that could not be asked is. */
function worthOf(reply: EsipaReply): number | undefined {
  if (reply.kind !== 'relayed') return undefined
  const isError = String(reply.message.value.kind).includes('Error')
  return isError && !reply.status ? undefined : (encodeReply(reply)?.length ?? 0)
}
