// One step of a download that the eIM carries between a device and an SM-DP+ (SGP.32 §3.2.3):
// what all four functions share. The SM-DP+ is asked once, however often the device repeats itself;
// how far the download is, or what stopped it, is recorded on the card before the device is told.

import type { Reason } from '@holdfast/fleet/operation.ts'
import { type RelayProgress, relayProgressed } from '@holdfast/fleet/relay.ts'
import type { RemoteProfileProvisioningRequest } from '@holdfast/gsma/sgp22/es9plus.ts'
import type { Es9plusOk } from '@holdfast/gsma/sgp22/es9plus-json.ts'
import type { StatusCodeData } from '@holdfast/gsma/sgp22/json-header.ts'
import type { Es9Outcome } from '../../es9plus/es9plus-client.ts'
import type { RawMessage } from '../../store/contract.ts'
import type { EsipaDesk } from '../esipa-desk.ts'
import { type EsipaReply, encodeReply } from '../reply.ts'

/** Where a relayed message came from. */
export interface RelayArrival {
  /** The message in DER. */
  readonly bytes: Uint8Array
  readonly lastEid: string | undefined
}

type OkOf<K extends Es9plusOk['kind']> = Extract<Es9plusOk, { kind: K }>

/** The SM-DP+ did not do what it was asked. */
export type NotDone = Exclude<Es9Outcome, { kind: 'answered' }>

export interface Ask<K extends Es9plusOk['kind']> {
  readonly smdpAddress: string
  readonly message: RemoteProfileProvisioningRequest
  /** The answer that the message is to bring. */
  readonly wanted: K
}

/** Asks an SM-DP+ that Holdfast may call; any other is as good as unreachable. */
export async function askSmdp<K extends Es9plusOk['kind']>(
  desk: EsipaDesk,
  { smdpAddress, message, wanted }: Ask<K>,
): Promise<{ readonly kind: 'done'; readonly ok: OkOf<K> } | NotDone> {
  const route = await desk.addresses.route(smdpAddress)
  if (!route) return { kind: 'unreachable', why: `${smdpAddress} is not an SM-DP+ that is called` }
  desk.counters.relayed++
  const outcome = await desk.es9.call(route, message)
  if (outcome.kind !== 'answered') return outcome
  if (outcome.ok.kind !== wanted) {
    return { kind: 'unreachable', why: `${smdpAddress} answered with ${outcome.ok.kind}` }
  }
  // The kind was just compared; the compiler does not carry that through the generic.
  return { kind: 'done', ok: outcome.ok as OkOf<K> }
}

/** Why a download does not go on, for the card's events. */
export function reasonOf(outcome: NotDone): Reason {
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

export const statusOf = (outcome: NotDone): StatusCodeData | undefined =>
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
