// Asking an IPA to download a profile, and what it answers.
// SGP.32 §2.11.1.3 (ProfileDownloadTriggerRequest), §2.11.2.3 (ProfileDownloadTriggerResult).

import { byShape, formOf } from '@holdfast/asn1/by-shape.ts'
import {
  carried,
  choice,
  explicit,
  optional,
  sequence,
  tagged,
} from '@holdfast/asn1/constructed.ts'
import { readElements } from '@holdfast/asn1/der.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { named, nothing, octets, utf8 } from '@holdfast/asn1/schema.ts'
import { address, transactionId } from '../sgp22/elements.ts'
import { profileInstallationResult } from '../sgp22/notification.ts'

/** ProfileDownloadData, SGP.32 §2.11.1.3. */
export const profileDownloadData = choice({
  activationCode: tagged(0x80, utf8({ max: 255 })),
  contactDefaultSmdp: tagged(0x81, nothing()),
  contactSmds: tagged(0xa2, sequence({ smdsAddress: optional(tagged(0x80, address)) })),
})
export type ProfileDownloadData = Infer<typeof profileDownloadData>

/** ProfileDownloadTriggerRequest, SGP.32 §2.11.1.3. */
export const profileDownloadTriggerRequest = tagged(
  0xbf54,
  sequence({
    profileDownloadData: optional(explicit(0xa0, profileDownloadData)),
    eimTransactionId: optional(tagged(0x82, transactionId)),
  }),
)
export type ProfileDownloadTriggerRequest = Infer<typeof profileDownloadTriggerRequest>

export const profileDownloadErrorReasons = { ecallActive: 104, undefinedError: 127 } as const

const profileDownloadErrorV13 = sequence({
  profileDownloadErrorReason: tagged(0x80, named(profileDownloadErrorReasons)),
  errorResponse: optional(octets()),
})

/** v1.0 has no reason; its 80 is the answer that the download ended with. */
const profileDownloadErrorV10 = formOf(
  sequence({ errorResponse: optional(tagged(0x80, octets())) }),
  ({ errorResponse }) => ({
    profileDownloadErrorReason: profileDownloadErrorReasons.undefinedError as number,
    ...(errorResponse ? { errorResponse } : {}),
  }),
)

/** profileDownloadError, SGP.32 §2.11.2.3; an 80 that is not one octet is the one of v1.0. */
const profileDownloadError = byShape(profileDownloadErrorV13, (bytes, at) => {
  const [first] = readElements(bytes, at.valueStart, at.end)
  const isReason = first?.tag === 0x80 && first.end - first.valueStart === 1
  return isReason ? undefined : profileDownloadErrorV10
})

/** ProfileDownloadTriggerResult, SGP.32 §2.11.2.3. */
export const profileDownloadTriggerResult = tagged(
  0xbf54,
  sequence({
    eimTransactionId: optional(tagged(0x82, transactionId)),
    profileDownloadTriggerResultData: choice({
      profileInstallationResult: carried(profileInstallationResult),
      profileDownloadError,
    }),
  }),
)
export type ProfileDownloadTriggerResult = Infer<typeof profileDownloadTriggerResult>
