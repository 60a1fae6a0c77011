// Preparing a download: the SM-DP+ offers, the card answers with its one-time key.
// SGP.22 §5.7.5 (ES10b.PrepareDownload). Signed structures are carried.

import {
  carried,
  choice,
  explicit,
  optional,
  sequence,
  tagged,
} from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { boolean, named } from '@holdfast/asn1/schema.ts'
import { octet32, oneTimePublicKey, signature, transactionId } from './elements.ts'
import { certificate } from './x509-field.ts'

/** SmdpSigned2, SGP.22 §5.7.5. Signed by the SM-DP+ together with euiccSignature1. */
export const smdpSigned2 = sequence({
  transactionId: tagged(0x80, transactionId),
  ccRequiredFlag: boolean(),
  bppEuiccOtpk: optional(oneTimePublicKey),
})
export type SmdpSigned2 = Infer<typeof smdpSigned2>

/** PrepareDownloadRequest, SGP.22 §5.7.5. */
export const prepareDownloadRequest = tagged(
  0xbf21,
  sequence({
    smdpSigned2: carried(smdpSigned2),
    smdpSignature2: signature,
    hashCc: optional(octet32),
    smdpCertificate: certificate,
  }),
)
export type PrepareDownloadRequest = Infer<typeof prepareDownloadRequest>

/** EUICCSigned2, SGP.22 §5.7.5. Signed by the eUICC together with smdpSignature2. */
export const euiccSigned2 = sequence({
  transactionId: tagged(0x80, transactionId),
  euiccOtpk: oneTimePublicKey,
  hashCc: optional(octet32),
})
export type EuiccSigned2 = Infer<typeof euiccSigned2>

/** PrepareDownloadResponseOk, SGP.22 §5.7.5. */
export const prepareDownloadResponseOk = sequence({
  euiccSigned2: carried(euiccSigned2),
  euiccSignature2: signature,
})
export type PrepareDownloadResponseOk = Infer<typeof prepareDownloadResponseOk>

export const downloadErrorCodes = {
  invalidCertificate: 1,
  invalidSignature: 2,
  unsupportedCurve: 3,
  noSessionContext: 4,
  invalidTransactionId: 5,
  undefinedError: 127,
} as const

/** PrepareDownloadResponseError, SGP.22 §5.7.5. */
export const prepareDownloadResponseError = sequence({
  transactionId: tagged(0x80, transactionId),
  downloadErrorCode: named(downloadErrorCodes),
})

/** PrepareDownloadResponse, SGP.22 §5.7.5. */
export const prepareDownloadResponse = explicit(
  0xbf21,
  choice({
    downloadResponseOk: tagged(0xa0, prepareDownloadResponseOk),
    downloadResponseError: tagged(0xa1, prepareDownloadResponseError),
  }),
)
export type PrepareDownloadResponse = Infer<typeof prepareDownloadResponse>
