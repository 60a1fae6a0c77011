// The requests that steps become on the wire, as values to be encoded and signed: eUICC packages
// with one command each (a package that is too large, or half done, is then impossible), data
// requests and download triggers. SGP.32 §2.11.1. To an IPA of v1.0 nothing newer is said.

import { parseHex } from '@holdfast/asn1/hex.ts'
import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import { encodeEid } from '@holdfast/gsma/ids/eid.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { encodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { EuiccPackageSigned, Psmo } from '@holdfast/gsma/sgp32/euicc-package.ts'
import type { IpaEuiccDataRequest } from '@holdfast/gsma/sgp32/ipa-euicc-data.ts'
import type { ProfileDownloadTriggerRequest } from '@holdfast/gsma/sgp32/profile-download-trigger.ts'
import type { StepKind } from './plan.ts'

/** What every request carries. */
export interface Envelope {
  readonly eid: string
  readonly eimId: string
  /** Upper-case hex. */
  readonly eimTransactionId: string
  readonly counterValue: number
  readonly isV10: boolean
  /** The device or the card has refused the full list of tags. */
  readonly isReduced: boolean
}

/** The tags of ProfileInfo that decisions rest on; those from 9F7B on are unknown to v1.0. */
const profileTags = { v10: '5A4F9F709091929599', since: '9F7B9F269F67' } as const

/** A step that a signed package carries out. */
export type PackageStep = Exclude<StepKind, { kind: 'identify' | 'download' | 'confirm' }>

/** The package for one step. `iccid` stands in where the step leaves it to the operation. */
export function packageFor(
  envelope: Envelope,
  step: PackageStep,
  iccid: string | undefined,
): EuiccPackageSigned {
  return {
    eimId: envelope.eimId,
    eidValue: encodeEid(envelope.eid as Eid),
    counterValue: envelope.counterValue,
    eimTransactionId: parseHex(envelope.eimTransactionId),
    euiccPackage: { kind: 'psmoList', value: [psmoFor(step, iccid, envelope)] },
  }
}

function psmoFor(step: PackageStep, target: string | undefined, envelope: Envelope): Psmo {
  switch (step.kind) {
    case 'read':
      return { kind: 'listProfileInfo', value: { tagList: tags(envelope) } }
    case 'enable': {
      const iccid = iccidOctets(step.iccid ?? target)
      return {
        kind: 'enable',
        value: step.rollbackFlag ? { iccid, rollbackFlag: true } : { iccid },
      }
    }
    case 'disable':
    case 'delete':
      return { kind: step.kind, value: { iccid: iccidOctets(step.iccid) } }
    case 'set-fallback':
      return { kind: 'setFallbackAttribute', value: { iccid: iccidOctets(step.iccid) } }
    case 'unset-fallback':
      return { kind: 'unsetFallbackAttribute', value: {} }
  }
}

const tags = ({ isV10, isReduced }: Envelope): Uint8Array =>
  parseHex(isV10 || isReduced ? profileTags.v10 : profileTags.v10 + profileTags.since)

/** ICCIDs in the state came from a card or passed the gate's check, so they are 18 to 20 digits. */
function iccidOctets(iccid: string | undefined): Uint8Array {
  if (iccid === undefined) throw new Error('an enable step must know its ICCID when it is sent')
  return encodeIccid(iccid as Iccid)
}

/**
 * Who the card is: notifications, EUICCInfo1 and 2, association token, certificates, what the IPA
 * can do. 5A and BF2D must not be asked for: IPAs in the field answer incorrectTagList. An IPA that
 * refused the list is asked for what cannot be done without.
 */
export function identifyRequest(envelope: Envelope): IpaEuiccDataRequest {
  if (envelope.isReduced) return dataRequest(envelope, 'BF22A5A6')
  return dataRequest(envelope, envelope.isV10 ? 'BF2BBF20BF2284A5A6A8' : 'A0BF20BF2284A5A6A8')
}

/**
 * What the card kept for us: results of packages and notifications, and the association token.
 * v1.0 has no tag for results, so there only the notifications can be asked for.
 */
export const storedResultsRequest = (envelope: Envelope): IpaEuiccDataRequest =>
  dataRequest(envelope, envelope.isV10 ? 'BF2B84' : 'A0A284')

const dataRequest = (envelope: Envelope, tagList: string): IpaEuiccDataRequest => ({
  tagList: parseHex(tagList),
  ...(envelope.isV10 ? {} : { eimTransactionId: parseHex(envelope.eimTransactionId) }),
})

/** The trigger of a download; the IPA decides by its capabilities who talks to the SM-DP+. */
export const triggerRequest = (
  envelope: Envelope,
  activationCode: string,
): ProfileDownloadTriggerRequest => ({
  profileDownloadData: { kind: 'activationCode', value: activationCode },
  eimTransactionId: parseHex(envelope.eimTransactionId),
})
