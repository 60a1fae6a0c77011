// What an eIM asks of an IPA and its card, and what comes back, unsigned. SGP.32 §2.11.1.2
// (IpaEuiccDataRequest), §2.11.2.2 (IpaEuiccDataResponse). v1.0 uses other tags for two members
// and has no own shape for errors; some peers leave out the arm. Members are taken in any order.

import { sequenceInAnyOrder } from '@holdfast/asn1/any-order.ts'
import type { Form } from '@holdfast/asn1/by-shape.ts'
import { byShape, childTags, formOf } from '@holdfast/asn1/by-shape.ts'
import {
  carried,
  choice,
  explicit,
  optional,
  sequence,
  tagged,
} from '@holdfast/asn1/constructed.ts'
import type { Element } from '@holdfast/asn1/der.ts'
import { readElements } from '@holdfast/asn1/der.ts'
import type { Infer, Schema } from '@holdfast/asn1/schema.ts'
import { integer, named, namedBits, nothing, octets } from '@holdfast/asn1/schema.ts'
import { deviceInfo } from '../sgp22/authenticate.ts'
import {
  address,
  notificationEvent,
  transactionId,
  vendorSpecificExtension,
} from '../sgp22/elements.ts'
import { euiccInfo1, euiccInfo2 } from '../sgp22/euicc-info.ts'
import { tagList } from '../sgp22/tag-list.ts'
import { certificate } from '../sgp22/x509-field.ts'
import type { PendingNotificationList, RetrieveNotificationsListResponse } from './notification.ts'
import {
  euiccPackageResultList,
  pendingNotificationList,
  retrieveNotificationsListResponse,
} from './notification.ts'

/**
 * IpaEuiccDataRequest, SGP.32 §2.11.1.2. The arm euiccPackageResults of the notification criteria
 * is of v1.0, which has no criteria under A2.
 */
export const ipaEuiccDataRequest = tagged(
  0xbf52,
  sequence({
    tagList,
    euiccCiPKIdentifierToBeUsed: optional(octets()),
    searchCriteriaNotification: optional(
      explicit(
        0xa1,
        choice({
          seqNumber: tagged(0x80, integer()),
          profileManagementOperation: tagged(0x81, notificationEvent),
          euiccPackageResults: tagged(0x82, nothing()),
        }),
      ),
    ),
    searchCriteriaEuiccPackageResult: optional(
      explicit(0xa2, choice({ seqNumber: tagged(0x80, integer()) })),
    ),
    eimTransactionId: optional(tagged(0x83, transactionId)),
  }),
)
export type IpaEuiccDataRequest = Infer<typeof ipaEuiccDataRequest>

/** A flag list that one IPA of v1.0 writes with a whole octet, 00 or 01, for each bit. */
function flags<const N extends string>(names: Readonly<Record<N, number>>) {
  const standard = namedBits(names)
  type Names = Infer<typeof standard>
  const ordered = Object.entries<number>(names).sort(([, a], [, b]) => a - b)
  const octetPerBit = (bytes: Uint8Array, at: Element): Names =>
    ordered.map(([name]) => name as N).filter((_, i) => bytes[at.valueStart + 1 + i] === 1)
  const schema: Schema<Names> = byShape(standard, (bytes, at) => {
    const [unused, ...perBit] = bytes.subarray(at.valueStart, at.end)
    if (unused !== 0 || perBit.length !== ordered.length || perBit.length < 2) return undefined
    if (perBit.some((octet) => octet > 1)) return undefined
    return {
      read: octetPerBit,
      dump: (input, element, name) => ({
        name,
        tag: element.tag,
        offset: element.start,
        length: element.end - element.start,
        text: `${octetPerBit(input, element).join(', ') || 'none'} (an octet for each bit)`,
      }),
    }
  })
  return schema
}

/** IpaCapabilities, SGP.32 §2.11.2.2. */
export const ipaCapabilities = sequence({
  ipaFeatures: tagged(
    0x80,
    flags({
      directRspServerCommunication: 0,
      indirectRspServerCommunication: 1,
      eimDownloadDataHandling: 2,
      eimCtxParams1Generation: 3,
      eimProfileMetadataVerification: 4,
      minimizeEsipaBytes: 5,
    }),
  ),
  ipaSupportedProtocols: optional(
    tagged(
      0x81,
      flags({
        ipaRetrieveHttps: 0,
        ipaRetrieveCoaps: 1,
        ipaInjectHttps: 2,
        ipaInjectCoaps: 3,
        ipaProprietary: 4,
      }),
    ),
  ),
  eSipaProprietaryProtocolInformation: optional(tagged(0xa2, vendorSpecificExtension)),
})
export type IpaCapabilities = Infer<typeof ipaCapabilities>

/** The notifications of a RetrieveNotificationsListResponse, whichever arm holds them. */
export function notificationsOf(list: RetrieveNotificationsListResponse): PendingNotificationList {
  if (list.kind === 'notificationList') return list.value
  if (list.kind === 'notificationAndEprList') return list.value.notificationList
  return []
}

const notificationsV10 = formOf(retrieveNotificationsListResponse, notificationsOf)

/**
 * IpaEuiccData, SGP.32 §2.11.2.2. BF2B and 80 are members of v1.0. An IPA may answer in the order
 * of the tag list.
 */
export const ipaEuiccData = sequenceInAnyOrder(
  {
    notificationsList: optional(tagged(0xa0, pendingNotificationList)),
    defaultSmdpAddress: optional(tagged(0x81, address)),
    euiccPackageResultList: optional(tagged(0xa2, euiccPackageResultList)),
    euiccInfo1: optional(carried(euiccInfo1)),
    euiccInfo2: optional(carried(euiccInfo2)),
    rootSmdsAddress: optional(tagged(0x83, address)),
    associationToken: optional(tagged(0x84, integer())),
    eumCertificate: optional(tagged(0xa5, certificate)),
    euiccCertificate: optional(tagged(0xa6, certificate)),
    eimTransactionId: optional(tagged(0x87, transactionId)),
    ipaCapabilities: optional(tagged(0xa8, ipaCapabilities)),
    deviceInfo: optional(tagged(0xa9, deviceInfo)),
  },
  [
    ['notificationsList', { tags: [0xbf2b], ...notificationsV10 }],
    ['defaultSmdpAddress', tagged(0x80, address)],
  ],
)
export type IpaEuiccData = Infer<typeof ipaEuiccData>

export const ipaEuiccDataErrorCodes = {
  incorrectTagList: 1,
  euiccCiPKIdNotFound: 5,
  ecallActive: 104,
  undefinedError: 127,
} as const

/** IpaEuiccDataResponseError, SGP.32 §2.11.2.2. */
export const ipaEuiccDataResponseError = sequence({
  eimTransactionId: optional(tagged(0x80, transactionId)),
  ipaEuiccDataErrorCode: named(ipaEuiccDataErrorCodes),
})
export type IpaEuiccDataResponseError = Infer<typeof ipaEuiccDataResponseError>

const responseArms = choice({
  ipaEuiccData: tagged(0xa0, ipaEuiccData),
  ipaEuiccDataResponseError: tagged(0xa1, ipaEuiccDataResponseError),
})
export type IpaEuiccDataResponse = Infer<typeof responseArms>

const errorV10 = formOf(
  sequence({ ipaEuiccDataErrorCode: tagged(0x81, named(ipaEuiccDataErrorCodes)) }),
  (value): IpaEuiccDataResponse => ({ kind: 'ipaEuiccDataResponseError', value }),
)

const withoutArm = formOf(
  ipaEuiccData,
  (value): IpaEuiccDataResponse => ({ kind: 'ipaEuiccData', value }),
)

/**
 * A lone 81 of one octet is the error of v1.0 (no address is that short); a lone A0 is the arm
 * unless notifications stand directly in it; anything else is the members without the arm.
 */
function responseForm(bytes: Uint8Array, at: Element): Form<IpaEuiccDataResponse> | undefined {
  const [first, ...others] = readElements(bytes, at.valueStart, at.end)
  if (!first || others.length > 0) return withoutArm
  if (first.tag === 0x81 && first.end - first.valueStart === 1) return errorV10
  if (first.tag === 0xa1 || first.tag === 0xbf52) return undefined
  if (first.tag !== 0xa0) return withoutArm
  const [inner] = childTags(bytes, first)
  return inner === 0xbf37 || inner === 0x30 ? withoutArm : undefined
}

/** IpaEuiccDataResponse, SGP.32 §2.11.2.2. */
export const ipaEuiccDataResponse = byShape(explicit(0xbf52, responseArms), responseForm)
