// AuthenticateClient through the eIM, SGP.32 §5.14.2. The card's signed answer goes to the SM-DP+ as
// it came; what the SM-DP+ signs goes back. If the operation brought a confirmation code, the eIM
// adds its hash, because the device does not know the code.

import { carryBytes } from '@holdfast/asn1/constructed.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { judgeRelay } from '@holdfast/fleet/relay.ts'
import { authenticateServerResponse } from '@holdfast/gsma/sgp22/authenticate.ts'
import type { StatusCodeData } from '@holdfast/gsma/sgp22/json-header.ts'
import type { AuthenticateClientRequestEsipa } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import {
  type AuthenticateClientOkDPEsipa,
  authenticateClientErrorsEsipa as errors,
} from '@holdfast/gsma/sgp32/esipa-responses.ts'
import { hashConfirmationCode } from '@holdfast/gsma/signature.ts'
import type { EsipaDesk } from '../esipa-desk.ts'
import type { EsipaReply } from '../reply.ts'
import { expandAuthentication } from './expand-session.ts'
import { begunFor, findSession, type RelayedSession } from './find-session.ts'
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

const name = 'AuthenticateClient'

/** Hands the card's authentication to the SM-DP+ of this session. */
export async function relayAuthenticateClient(
  desk: EsipaDesk,
  request: AuthenticateClientRequestEsipa,
  arrival: RelayArrival,
): Promise<EsipaReply> {
  const found = await findSession(desk, request.transactionId)
  if (!found) return failed(errors.invalidTransactionId)
  const answer = request.authenticateServerResponse
  const bytes =
    answer.value.kind === 'compactAuthenticateResponseOk'
      ? expandAuthentication(answer.value.value, found)
      : answer.bytes
  if (!bytes) return failed(errors.undefinedError)
  return answerOnce(desk, arrival, () => ask(desk, found, { arrival, bytes }))
}

interface Asking {
  readonly arrival: RelayArrival
  readonly bytes: Uint8Array
}

async function ask(
  desk: EsipaDesk,
  found: RelayedSession,
  { arrival, bytes }: Asking,
): Promise<EsipaReply> {
  const { transactionId, smdpAddress } = found.session
  const about = { ...begunFor(found.session), transactionId }
  const { eid } = found.state
  const outcome = await askSmdp(desk, {
    smdpAddress,
    wanted: 'authenticateClient',
    message: {
      kind: 'authenticateClientRequest',
      value: {
        transactionId: parseHex(transactionId),
        authenticateServerResponse: carryBytes(authenticateServerResponse, bytes),
      },
    },
  })
  if (outcome.kind !== 'done') {
    const status = statusOf(outcome)
    const code = status ? esipaErrorOf('authenticateClient', status) : errors.undefinedError
    const progress = { phase: 'refused', ...about, reason: reasonOf(outcome) } as const
    return noteProgress(desk, { eid, name, arrival, reply: failed(code, status), progress })
  }
  const ok = outcome.ok.value
  if (found.context) {
    const iccid = formatHex(ok.profileMetaData.value.iccid)
    await putContext(desk.world.store, { ...found.context, iccid })
  }
  const reply = succeeded({ ...ok, ...hashOf(found, ok) })
  const progress = { phase: 'authenticated', ...about } as const
  return noteProgress(desk, { eid, name, arrival, reply, progress })
}

/** SGP.22 §5.5.4: the hash of the code is bound to the session. */
function hashOf(
  { state, session }: RelayedSession,
  { smdpSigned2, transactionId }: AuthenticateClientOkDPEsipa,
): { readonly hashCc?: Uint8Array } {
  const relay = judgeRelay(state, begunFor(session))
  if (!smdpSigned2.value.ccRequiredFlag || !transactionId) return {}
  if (relay.kind !== 'relay' || relay.confirmationCode === undefined) return {}
  return { hashCc: hashConfirmationCode(relay.confirmationCode, transactionId) }
}

const succeeded = (value: AuthenticateClientOkDPEsipa): EsipaReply => ({
  kind: 'relayed',
  message: {
    kind: 'authenticateClientResponseEsipa',
    value: { kind: 'authenticateClientOkDPEsipa', value },
  },
})

const failed = (code: number, status?: StatusCodeData): EsipaReply => ({
  kind: 'relayed',
  message: {
    kind: 'authenticateClientResponseEsipa',
    value: { kind: 'authenticateClientErrorEsipa', value: code },
  },
  ...(status ? { status } : {}),
})
