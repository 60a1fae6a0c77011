// GetBoundProfilePackage through the eIM, SGP.32 §5.14.3. The bound profile passes through as it
// came; it is encrypted for the card and is not kept.

import { carryBytes } from '@holdfast/asn1/constructed.ts'
import { parseHex } from '@holdfast/asn1/hex.ts'
import { prepareDownloadResponse } from '@holdfast/gsma/sgp22/download.ts'
import type { StatusCodeData } from '@holdfast/gsma/sgp22/json-header.ts'
import type { GetBoundProfilePackageRequestEsipa } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import {
  getBoundProfilePackageErrorsEsipa as errors,
  type GetBoundProfilePackageOkEsipa,
} from '@holdfast/gsma/sgp32/esipa-responses.ts'
import type { EsipaDesk } from '../esipa-desk.ts'
import type { EsipaReply } from '../reply.ts'
import { expandPreparation } from './expand-session.ts'
import { begunFor, findSession, type RelayedSession } from './find-session.ts'
import {
  answerOnce,
  askSmdp,
  noteProgress,
  type RelayArrival,
  reasonOf,
  statusOf,
} from './relay-call.ts'
import { esipaErrorOf } from './status-mapping.ts'

const name = 'GetBoundProfilePackage'

/** Fetches the profile that the SM-DP+ bound to this card. */
export async function relayGetBoundProfilePackage(
  desk: EsipaDesk,
  request: GetBoundProfilePackageRequestEsipa,
  arrival: RelayArrival,
): Promise<EsipaReply> {
  const found = await findSession(desk, request.transactionId)
  if (!found) return failed(errors.invalidTransactionId)
  const answer = request.prepareDownloadResponse
  const bytes =
    answer.value.kind === 'compactDownloadResponseOk'
      ? expandPreparation(answer.value.value, request.transactionId)
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
  { session, state }: RelayedSession,
  { arrival, bytes }: Asking,
): Promise<EsipaReply> {
  const { transactionId, smdpAddress } = session
  const { eid } = state
  const about = { ...begunFor(session), transactionId }
  const outcome = await askSmdp(desk, {
    smdpAddress,
    wanted: 'getBoundProfilePackage',
    message: {
      kind: 'getBoundProfilePackageRequest',
      value: {
        transactionId: parseHex(transactionId),
        prepareDownloadResponse: carryBytes(prepareDownloadResponse, bytes),
      },
    },
  })
  if (outcome.kind !== 'done') {
    const status = statusOf(outcome)
    const code = status ? esipaErrorOf('getBoundProfilePackage', status) : errors.undefinedError
    const progress = { phase: 'refused', ...about, reason: reasonOf(outcome) } as const
    return noteProgress(desk, { eid, name, arrival, reply: failed(code, status), progress })
  }
  const reply = succeeded(outcome.ok.value)
  const progress = { phase: 'package-delivered', ...about } as const
  return noteProgress(desk, { eid, name, arrival, reply, progress, isReplyKept: false })
}

const succeeded = (value: GetBoundProfilePackageOkEsipa): EsipaReply => ({
  kind: 'relayed',
  message: {
    kind: 'getBoundProfilePackageResponseEsipa',
    value: { kind: 'getBoundProfilePackageOkEsipa', value },
  },
})

const failed = (code: number, status?: StatusCodeData): EsipaReply => ({
  kind: 'relayed',
  message: {
    kind: 'getBoundProfilePackageResponseEsipa',
    value: { kind: 'getBoundProfilePackageErrorEsipa', value: code },
  },
  ...(status ? { status } : {}),
})
