// A device polls: GetEimPackage, SGP.32 §5.14.5. The longest of the two short walks of the design:
// decode (done) → admit → choose → sign → encode → record → reply. The bytes and their counter are
// committed before they leave (S1); a repeated poll gets the same bytes.

import { carry } from '@holdfast/asn1/constructed.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import {
  answerPoll,
  type PollAnswer,
  type PollFacts,
  type PollReply,
  recordDispatch,
} from '@holdfast/fleet/answer-poll.ts'
import { type DispatchHolds, gateOf } from '@holdfast/fleet/campaign/dispatch-holds.ts'
import { changeOfDay } from '@holdfast/fleet/campaign/hold-by-country.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import { parseActivationCode } from '@holdfast/gsma/ids/activation-code.ts'
import { decodeEid, eidCheckHolds } from '@holdfast/gsma/ids/eid.ts'
import { decodePlmn } from '@holdfast/gsma/ids/plmn.ts'
import type { GetEimPackageRequest } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import { eimPackageErrors } from '@holdfast/gsma/sgp32/esipa-responses.ts'
import { euiccPackageRequest, euiccPackageSigned } from '@holdfast/gsma/sgp32/euicc-package.ts'
import { ipaEuiccDataRequest } from '@holdfast/gsma/sgp32/ipa-euicc-data.ts'
import {
  type ProfileDownloadTriggerRequest,
  profileDownloadTriggerRequest,
} from '@holdfast/gsma/sgp32/profile-download-trigger.ts'
import { packageSignatureInput } from '@holdfast/gsma/signature.ts'
import { bucketPrefix } from '../store/bucket.ts'
import type { CardWork, RawMessage } from '../store/contract.ts'
import { rollBackGate } from '../store/document.ts'
import { StoreError } from '../store/store-error.ts'
import type { EsipaDesk } from './esipa-desk.ts'
import type { EsipaRequest } from './listener.ts'
import { type EsipaReply, nothingWaits } from './reply.ts'
import { putSent } from './sent-transaction.ts'

type Poll = GetEimPackageRequest & { readonly dialect?: PollFacts['dialect'] }

/** How a poll came: its DER, and over which request. */
export interface PollArrival {
  readonly bytes: Uint8Array
  readonly request: Pick<EsipaRequest, 'admission' | 'userAgent' | 'isGone'>
}

/** What the device gets. */
export async function answerGetEimPackage(
  desk: EsipaDesk,
  poll: Poll,
  { bytes, request }: PollArrival,
): Promise<EsipaReply> {
  const eid = decodeEid(poll.eidValue)
  if (!eid.ok) return { kind: 'no-package', code: eimPackageErrors.invalidEid }
  const { store, clock } = desk.world
  if (desk.doorway.look(poll.eidValue) === 'unknown' && !(await store.card(eid.value))) {
    desk.counters.unknownCards++
    return speaksV10(poll, request) ? nothingWaits : unknownCard(eid.value)
  }
  const asked: Asked = { eid: eid.value, poll, bytes, at: clock.now(), isGone: request.isGone }
  const network = poll.rPLMN ? { plmn: poll.rPLMN } : {}
  desk.contacts.add({ bytes: poll.eidValue, offset: 0, at: asked.at, ...network })
  if (isQuiet(desk, poll)) return nothingWaits
  if (!desk.pace.admits(eid.value, asked.at)) return { kind: 'too-often' }
  desk.counters.lookedPolls++
  return decideOnCard(desk, asked)
}

/** When the campaign was stopped meanwhile the device is told that nothing waits (S9). */
async function decideOnCard(desk: EsipaDesk, asked: Asked): Promise<EsipaReply> {
  try {
    const { store } = desk.world
    const { reply, sent } = await store.onCard(asked.eid, (state) => answerCard(desk, state, asked))
    if (sent) desk.picture.sent(sent.before, sent.operation, asked.at)
    return reply
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === 'gate-closed') return nothingWaits
    throw cause
  }
}

interface Asked {
  readonly eid: string
  readonly poll: Poll
  readonly bytes: Uint8Array
  readonly at: number
  readonly isGone: () => boolean
}

const unknownCard = (eid: string): EsipaReply => ({
  kind: 'no-package',
  code: eidCheckHolds(eid) ? eimPackageErrors.eidNotFound : eimPackageErrors.invalidEid,
})

/**
 * v1.0 knows no code for an unknown card, and an IPA of v1.0 ends its program over one. A request
 * that does not show its version is taken for v1.0 unless its sender names itself as SGP.32 asks
 * since v1.2, or uses the JSON binding, which v1.0 IPAs do not have.
 */
function speaksV10({ dialect }: Poll, { admission, userAgent }: PollArrival['request']): boolean {
  if (dialect) return dialect === 'v1.0'
  return admission.kind === 'asn1' && !userAgent?.startsWith('gsma-rsp-ipa')
}

/** Whether the poll says no more than that the device is there, and nothing waits for its card. */
function isQuiet({ doorway, counters }: EsipaDesk, poll: Poll): boolean {
  if (poll.notifyStateChange || poll.stateChangeCause !== undefined) return false
  if (doorway.look(poll.eidValue) !== 'nothing') return false
  counters.quietPolls++
  return true
}

interface Answered {
  readonly reply: EsipaReply
  /** What left, and the card as it was before. */
  readonly sent?: { readonly before: CardState; readonly operation: Operation }
}

async function answerCard(
  desk: EsipaDesk,
  state: CardState | undefined,
  asked: Asked,
): Promise<CardWork<Answered>> {
  if (!state) {
    const code = eimPackageErrors.eidNotFound
    return { events: [], reply: { reply: { kind: 'no-package', code } } }
  }
  // Nobody would get what is signed now, and the device asks again.
  if (asked.isGone()) return { events: [], reply: { reply: nothingWaits } }
  const answer = await answerPaced(desk, state, asked)
  const { reply } = answer
  const { events } = answer
  if (reply.kind === 'nothing') return { events, reply: { reply: nothingWaits } }
  if (reply.kind === 'again') {
    desk.counters.repeated++
    return { events, reply: { reply: { kind: 'package', bytes: parseHex(reply.bytes) } } }
  }
  const bytes = await encodeDispatch(desk, reply)
  if (reply.kind === 'trigger') await allowServerOf(desk, reply.request)
  const { eimTransactionId } = reply.dispatch
  const { eid, at } = asked
  // Before the package leaves: what comes back may name nothing but its transaction.
  if (isV10(asked, state)) await putSent(desk.world.store, eimTransactionId, { eid, at })
  const sent = recordDispatch(answer.state, reply.dispatch, formatHex(bytes), asked.at)
  desk.counters.dispatched++
  const operation = answer.state.operations[reply.dispatch.operationId]
  return {
    events: [...events, ...sent],
    reply: {
      reply: { kind: 'package', bytes },
      ...(operation ? { sent: { before: answer.state, operation } } : {}),
    },
    ...gateFor(answer.state, reply.dispatch),
    messages: [message(asked, 'in', asked.bytes), message(asked, 'out', tlv(0xbf4f, bytes))],
  }
}

/** The answer to the poll; where a country lets only so many devices change in a day, within that. */
async function answerPaced(desk: EsipaDesk, state: CardState, asked: Asked): Promise<PollAnswer> {
  const facts = pollFacts(desk, asked)
  const answer = answerPoll(state, facts, asked.at)
  const { reply } = answer
  const countries = facts.holds?.countries
  if (!countries || reply.kind === 'nothing' || reply.kind === 'again') return answer
  const operation = answer.state.operations[reply.dispatch.operationId]
  const change = operation && changeOfDay(answer.state, operation, { countries, now: asked.at })
  if (!change || (await desk.changePermits.take(change, operation.operationId))) return answer
  return answerPoll(state, { ...facts, holds: holdsOf(desk, asked.at) }, asked.at)
}

/** Of campaigns, breakers and rates; of countries only where somebody states a rule. */
function holdsOf({ picture, countryRules, changePermits }: EsipaDesk, at: number): DispatchHolds {
  const holds = picture.holds(at)
  const { byTenant: rules } = countryRules
  if (rules.size === 0) return holds
  return { ...holds, countries: { rules, fullDays: changePermits.fullDays } }
}

/** The gate that the commit of this dispatch must find open, if it is a campaign's. */
function gateFor(state: CardState, dispatch: Parameters<typeof gateOf>[1]) {
  const gate = gateOf(state, dispatch)
  if (!gate) return {}
  const { campaignId, isRollBack } = gate
  return { onlyWhile: { campaignId: isRollBack ? rollBackGate(campaignId) : campaignId } }
}

/** Whether this IPA speaks v1.0, for all we know. */
const isV10 = ({ poll }: Asked, { euicc }: CardState): boolean =>
  (poll.dialect ?? euicc?.dialect ?? 'v1.0') === 'v1.0'

function pollFacts(desk: EsipaDesk, { eid, poll, at }: Asked): PollFacts {
  const random = formatHex(desk.world.randomBytes(11))
  const plmn = poll.rPLMN && decodePlmn(poll.rPLMN)
  return {
    eimId: desk.world.eimId,
    holds: holdsOf(desk, at),
    newTransactionId: `${bucketPrefix(eid)}${random}`,
    ...(poll.notifyStateChange ? { notifyStateChange: true } : {}),
    ...(poll.stateChangeCause === undefined ? {} : { stateChangeCause: poll.stateChangeCause }),
    ...(plmn?.ok ? { plmn: plmn.value } : {}),
    ...(poll.dialect ? { dialect: poll.dialect } : {}),
  }
}

type Dispatched = Exclude<PollReply, { kind: 'nothing' | 'again' }>

/** The arm of the response: signed by the eIM where a card will check it. */
async function encodeDispatch(desk: EsipaDesk, reply: Dispatched): Promise<Uint8Array> {
  switch (reply.kind) {
    case 'data-request':
      return encode(ipaEuiccDataRequest, reply.request)
    case 'trigger':
      return encode(profileDownloadTriggerRequest, reply.request)
    case 'package': {
      const signed = carry(euiccPackageSigned, reply.signed)
      const input = packageSignatureInput({ signed: signed.bytes, token: reply.associationToken })
      const eimSignature = await desk.world.eimSigner.sign(input)
      return encode(euiccPackageRequest, { euiccPackageSigned: signed, eimSignature })
    }
  }
}

/**
 * The SM-DP+ that a trigger names is one that we call from now on. Noting it twice changes nothing,
 * so it may stand inside a decision that runs again.
 */
async function allowServerOf(
  desk: EsipaDesk,
  { profileDownloadData: data }: ProfileDownloadTriggerRequest,
): Promise<void> {
  if (data?.kind !== 'activationCode') return
  const code = parseActivationCode(data.value)
  if (code.ok) await desk.addresses.allow(code.value.smdpAddress)
}

const message = (
  { at }: Asked,
  direction: RawMessage['direction'],
  bytes: Uint8Array,
): RawMessage => ({ at, interface: 'ESipa', direction, name: 'GetEimPackage', bytes })
