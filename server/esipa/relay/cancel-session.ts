// CancelSession through the eIM, SGP.32 §5.14.8. The device's reason is recorded whatever the SM-DP+
// says: the download is over for the device either way.

import { carryBytes } from '@holdfast/asn1/constructed.ts'
import { parseHex } from '@holdfast/asn1/hex.ts'
import type { Reason } from '@holdfast/fleet/operation.ts'
import { cancelSessionReasons, cancelSessionResponse } from '@holdfast/gsma/sgp22/cancel-session.ts'
import type { StatusCodeData } from '@holdfast/gsma/sgp22/json-header.ts'
import type { CancelSessionResponse } from '@holdfast/gsma/sgp32/compact-responses.ts'
import type { CancelSessionRequestEsipa } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import { cancelSessionErrorsEsipa as errors } from '@holdfast/gsma/sgp32/esipa-responses.ts'
import type { EsipaDesk } from '../esipa-desk.ts'
import type { EsipaReply } from '../reply.ts'
import { expandCancellation } from './expand-session.ts'
import { begunFor, findSession, type RelayedSession } from './find-session.ts'
import { answerOnce, askSmdp, noteProgress, type RelayArrival, statusOf } from './relay-call.ts'
import { esipaErrorOf } from './status-mapping.ts'

const name = 'CancelSession'

/** Tells the SM-DP+ that the card ended the session, and records why. */
export async function relayCancelSession(
  desk: EsipaDesk,
  request: CancelSessionRequestEsipa,
  arrival: RelayArrival,
): Promise<EsipaReply> {
  const found = await findSession(desk, request.transactionId)
  if (!found) return failed(errors.invalidTransactionId)
  return answerOnce(desk, arrival, () => cancel(desk, found, { request, arrival }))
}

interface Cancelling {
  readonly request: CancelSessionRequestEsipa
  readonly arrival: RelayArrival
}

async function cancel(
  desk: EsipaDesk,
  found: RelayedSession,
  { request, arrival }: Cancelling,
): Promise<EsipaReply> {
  const { transactionId, smdpAddress } = found.session
  const answer = request.cancelSessionResponse
  const bytes =
    answer.value.kind === 'compactCancelSessionResponseOk'
      ? expandCancellation(answer.value.value, request.transactionId, found)
      : answer.bytes
  const reply = bytes
    ? await tellSmdp(desk, smdpAddress, { transactionId, bytes })
    : failed(errors.undefinedError)
  await desk.world.store.endRelaySession(transactionId)
  const progress = {
    phase: 'cancelled',
    ...begunFor(found.session),
    transactionId,
    reason: reasonOfCard(answer.value),
  } as const
  return noteProgress(desk, { eid: found.state.eid, name, arrival, reply, progress })
}

async function tellSmdp(
  desk: EsipaDesk,
  smdpAddress: string,
  { transactionId, bytes }: { readonly transactionId: string; readonly bytes: Uint8Array },
): Promise<EsipaReply> {
  const value = {
    transactionId: parseHex(transactionId),
    cancelSessionResponse: carryBytes(cancelSessionResponse, bytes),
  }
  const message = { kind: 'cancelSessionRequestEs9', value } as const
  const outcome = await askSmdp(desk, { smdpAddress, message, wanted: 'cancelSession' })
  if (outcome.kind === 'done') return succeeded
  const status = statusOf(outcome)
  return failed(status ? esipaErrorOf('cancelSession', status) : errors.undefinedError, status)
}

function reasonOfCard(answer: CancelSessionResponse): Reason {
  const code = reasonCodeOf(answer)
  const known = Object.entries(cancelSessionReasons).find(([, value]) => value === code)
  return {
    code: 'download-stopped',
    why: `the device ended the download: ${known?.[0] ?? `reason ${code}`}`,
    result: { family: 'CancelSessionReason', code },
  }
}

function reasonCodeOf(answer: CancelSessionResponse): number {
  switch (answer.kind) {
    case 'cancelSessionResponseOk':
      return answer.value.euiccCancelSessionSigned.value.reason
    case 'compactCancelSessionResponseOk':
      return answer.value.compactEuiccCancelSessionSigned.value.reason ?? undefinedReason
    case 'cancelSessionResponseError':
      return undefinedReason
  }
}

const undefinedReason = cancelSessionReasons.undefinedReason

const succeeded: EsipaReply = {
  kind: 'relayed',
  message: {
    kind: 'cancelSessionResponseEsipa',
    value: { kind: 'cancelSessionOk', value: {} },
  },
}

const failed = (code: number, status?: StatusCodeData): EsipaReply => ({
  kind: 'relayed',
  message: {
    kind: 'cancelSessionResponseEsipa',
    value: { kind: 'cancelSessionError', value: code },
  },
  ...(status ? { status } : {}),
})
