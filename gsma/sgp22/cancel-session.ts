// Ending a download session without a result. SGP.22 §5.7.14 (ES10b.CancelSession).

import { carried, choice, explicit, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { named, oid } from '@holdfast/asn1/schema.ts'
import { signature, transactionId } from './elements.ts'

export const cancelSessionReasons = {
  endUserRejection: 0,
  postponed: 1,
  timeout: 2,
  pprNotAllowed: 3,
  metadataMismatch: 4,
  loadBppExecutionError: 5,
  undefinedReason: 127,
} as const
export const cancelSessionReason = named(cancelSessionReasons)

/** CancelSessionRequest, SGP.22 §5.7.14. */
export const cancelSessionRequest = tagged(
  0xbf41,
  sequence({
    transactionId: tagged(0x80, transactionId),
    reason: tagged(0x81, cancelSessionReason),
  }),
)
export type CancelSessionRequest = Infer<typeof cancelSessionRequest>

/** EuiccCancelSessionSigned, SGP.22 §5.7.14. Signed by the eUICC. */
export const euiccCancelSessionSigned = sequence({
  transactionId: tagged(0x80, transactionId),
  smdpOid: tagged(0x81, oid()),
  reason: tagged(0x82, cancelSessionReason),
})
export type EuiccCancelSessionSigned = Infer<typeof euiccCancelSessionSigned>

/** CancelSessionResponseOk, SGP.22 §5.7.14. */
export const cancelSessionResponseOk = sequence({
  euiccCancelSessionSigned: carried(euiccCancelSessionSigned),
  euiccCancelSessionSignature: signature,
})
export type CancelSessionResponseOk = Infer<typeof cancelSessionResponseOk>

export const cancelSessionResponseErrors = {
  invalidTransactionId: 5,
  undefinedError: 127,
} as const
export const cancelSessionResponseError = named(cancelSessionResponseErrors)

/** CancelSessionResponse, SGP.22 §5.7.14. */
export const cancelSessionResponse = explicit(
  0xbf41,
  choice({
    cancelSessionResponseOk: tagged(0xa0, cancelSessionResponseOk),
    cancelSessionResponseError: tagged(0x81, cancelSessionResponseError),
  }),
)
export type CancelSessionResponse = Infer<typeof cancelSessionResponse>
