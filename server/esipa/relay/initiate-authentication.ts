// InitiateAuthentication through the eIM, SGP.32 §5.14.1. Find the card → judge whether this download
// is ours → ask the SM-DP+ → remember the session → record → reply.

import { carryBytes } from '@holdfast/asn1/constructed.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { Refusal } from '@holdfast/fleet/decision.ts'
import { judgeRelay, type Relay } from '@holdfast/fleet/relay.ts'
import { readCertificate } from '@holdfast/gsma/certificate.ts'
import type { InitiateAuthenticationOkEs9 } from '@holdfast/gsma/sgp22/es9plus.ts'
import { euiccInfo1, euiccInfo2 } from '@holdfast/gsma/sgp22/euicc-info.ts'
import type { StatusCodeData } from '@holdfast/gsma/sgp22/json-header.ts'
import type { InitiateAuthenticationRequestEsipa } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import {
  initiateAuthenticationErrorsEsipa as errors,
  type InitiateAuthenticationOkEsipa,
} from '@holdfast/gsma/sgp32/esipa-responses.ts'
import type { EsipaDesk } from '../esipa-desk.ts'
import type { EsipaReply } from '../reply.ts'
import {
  answerOnce,
  askSmdp,
  noteProgress,
  type RelayArrival,
  reasonOf,
  statusOf,
} from './relay-call.ts'
import { putContext } from './session-context.ts'
import { esipaErrorOf } from './status-mapping.ts'

const name = 'InitiateAuthentication'

/** Begins a session at the SM-DP+ of the download that the card was asked for. */
export async function relayInitiateAuthentication(
  desk: EsipaDesk,
  request: InitiateAuthenticationRequestEsipa,
  arrival: RelayArrival,
): Promise<EsipaReply> {
  const state = await cardBehind(desk, request, arrival.lastEid)
  if (state && !desk.pace.admits(state.eid, desk.world.clock.now())) return { kind: 'too-often' }
  const { smdpAddress, eimTransactionId } = request
  const relay = judgeRelay(state, {
    ...(smdpAddress === undefined ? {} : { smdpAddress }),
    ...(eimTransactionId ? { eimTransactionId: formatHex(eimTransactionId) } : {}),
  })
  if (relay.kind === 'refused') return failed(codeOfRefusal(relay, request))
  const info = euiccInfoOf(request, state)
  if (!state || !info) return failed(errors.undefinedError)
  return answerOnce(desk, arrival, () => begin({ desk, request, arrival, state, relay, info }))
}

async function cardBehind(
  desk: EsipaDesk,
  { eimTransactionId }: InitiateAuthenticationRequestEsipa,
  lastEid: string | undefined,
): Promise<CardState | undefined> {
  const { store } = desk.world
  if (eimTransactionId) return store.cardByTransaction(formatHex(eimTransactionId))
  return lastEid === undefined ? undefined : store.card(lastEid)
}

function codeOfRefusal(
  { code }: Refusal,
  { eimTransactionId }: InitiateAuthenticationRequestEsipa,
): number {
  if (code === 'relay-other-server') return errors.smdpAddressMismatch
  return eimTransactionId ? errors.invalidEimTransactionId : errors.undefinedError
}

/** EUICCInfo1, or the same three members out of the EUICCInfo2 that we hold: nobody signs it. */
function euiccInfoOf(
  request: InitiateAuthenticationRequestEsipa,
  state: CardState | undefined,
): Uint8Array | undefined {
  if (request.euiccInfo1) return request.euiccInfo1.bytes
  const known = state?.euicc?.euiccInfo2
  if (known === undefined) return undefined
  const { svn, euiccCiPKIdListForSigning, euiccCiPKIdListForVerification } = decode(
    euiccInfo2,
    parseHex(known),
  )
  return encode(euiccInfo1, { svn, euiccCiPKIdListForVerification, euiccCiPKIdListForSigning })
}

interface Beginning {
  readonly desk: EsipaDesk
  readonly request: InitiateAuthenticationRequestEsipa
  readonly arrival: RelayArrival
  readonly state: CardState
  readonly relay: Relay
  readonly info: Uint8Array
}

async function begin(beginning: Beginning): Promise<EsipaReply> {
  const { desk, request, arrival, state, relay, info } = beginning
  const smdpAddress = request.smdpAddress || relay.smdpAddress
  const outcome = await askSmdp(desk, {
    smdpAddress,
    wanted: 'initiateAuthentication',
    message: {
      kind: 'initiateAuthenticationRequest',
      value: {
        euiccChallenge: request.euiccChallenge,
        smdpAddress,
        euiccInfo1: carryBytes(euiccInfo1, info),
      },
    },
  })
  const { eid } = state
  const begunFor = relay.operationId === undefined ? {} : { operationId: relay.operationId }
  if (outcome.kind !== 'done') {
    const status = statusOf(outcome)
    const code = status ? esipaErrorOf('initiateAuthentication', status) : errors.undefinedError
    const progress = { phase: 'refused', ...begunFor, reason: reasonOf(outcome) } as const
    return noteProgress(desk, { eid, name, arrival, reply: failed(code, status), progress })
  }
  const { euiccCiPKIdToBeUsed, ...ok } = outcome.ok.value
  const transactionId = formatHex(ok.transactionId)
  await rememberSession(beginning, outcome.ok.value, transactionId)
  const reply = succeeded({
    ...ok,
    euiccCiPKIdentifierToBeUsed: euiccCiPKIdToBeUsed,
    ...(request.smdpAddress || relay.matchingId === undefined
      ? {}
      : { matchingId: relay.matchingId }),
  })
  const progress = { phase: 'authentication-started', ...begunFor, transactionId } as const
  return noteProgress(desk, { eid, name, arrival, reply, progress })
}

async function rememberSession(
  { desk, state, relay }: Beginning,
  ok: InitiateAuthenticationOkEs9,
  transactionId: string,
): Promise<void> {
  const { store, clock } = desk.world
  const { smdpAddress, operationId } = relay
  const at = clock.now()
  const certificate = readCertificate(ok.serverCertificate)
  const smdpOid = certificate.ok ? certificate.value.registeredIds[0] : undefined
  await putContext(store, {
    transactionId,
    smdpAddress,
    serverSigned1: formatHex(ok.serverSigned1.bytes),
    at,
    ...(smdpOid === undefined ? {} : { smdpOid }),
  })
  await store.putRelaySession({
    transactionId,
    smdpAddress,
    eid: state.eid,
    startedAt: at,
    ...(operationId === undefined ? {} : { operationId }),
  })
}

const succeeded = (value: InitiateAuthenticationOkEsipa): EsipaReply => ({
  kind: 'relayed',
  message: {
    kind: 'initiateAuthenticationResponseEsipa',
    value: { kind: 'initiateAuthenticationOkEsipa', value },
  },
})

const failed = (code: number, status?: StatusCodeData): EsipaReply => ({
  kind: 'relayed',
  message: {
    kind: 'initiateAuthenticationResponseEsipa',
    value: { kind: 'initiateAuthenticationErrorEsipa', value: code },
  },
  ...(status ? { status } : {}),
})
