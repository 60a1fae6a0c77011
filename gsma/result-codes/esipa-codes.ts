// Codes between an IPA and an eIM (ESipa), and those an IPA reports of the card's data.
// SGP.32 v1.3 §6.3; the numbers below 50 are those of ES9+.

import type { CodeFamily, CodeRow } from './result-code.ts'
import { ecallActive, undefinedError } from './result-code.ts'

const source = (type: string): string => `SGP.32 v1.3, ASN.1 ${type}`
const eidNotFound: CodeRow = [
  2,
  'eidNotFound',
  'The eIM does not know this card.',
  'Import the card, or point the device to the eIM that manages it.',
]
const invalidEid: CodeRow = [
  3,
  'invalidEid',
  'The EID in the request is not one.',
  'The IPA sends a damaged EID; report it to its maker.',
]
const missingEid: CodeRow = [
  4,
  'missingEid',
  'The request names no card.',
  'The IPA must send the EID; report it to its maker.',
]
const invalidPackageFormat: CodeRow = [
  1,
  'invalidPackageFormat',
  'The IPA could not read what the eIM gave it.',
  'Compare the message with the version the IPA speaks; decode it with `holdfast decode`.',
]
const unknownPackage: CodeRow = [
  2,
  'unknownPackage',
  'The IPA does not know this kind of package.',
  'Use only what the IPA’s capabilities name.',
]

export const esipaFamilies: readonly CodeFamily[] = [
  {
    family: 'eimPackageError',
    source: source('GetEimPackageResponse'),
    rows: [
      [1, 'noEimPackageAvailable', 'There is nothing to do for this card.'],
      eidNotFound,
      invalidEid,
      missingEid,
      undefinedError,
    ],
  },
  {
    family: 'provideEimPackageResultError',
    source: source('ProvideEimPackageResultResponse'),
    rows: [eidNotFound, invalidEid, missingEid, undefinedError],
  },
  {
    family: 'EimPackageResultErrorCode',
    source: source('EimPackageResultErrorCode'),
    rows: [invalidPackageFormat, unknownPackage, undefinedError],
  },
  {
    family: 'TransferEimPackageResponse',
    source: source('TransferEimPackageResponse.eimPackageError'),
    rows: [invalidPackageFormat, unknownPackage, undefinedError],
  },
  {
    family: 'IpaEuiccDataErrorCode',
    source: source('IpaEuiccDataErrorCode'),
    rows: [
      [
        1,
        'incorrectTagList',
        'The list of wanted data holds something the IPA does not give.',
        'Ask for A0 BF20 BF22 A5 A6 A8; never for the EID or the profile list.',
      ],
      [
        5,
        'euiccCiPKIdNotFound',
        'The card has no certificate under the named issuer.',
        'Leave the issuer out, or name one of EUICCInfo1.',
      ],
      ecallActive,
      undefinedError,
    ],
  },
  {
    family: 'ProfileDownloadErrorReason',
    source: source('ProfileDownloadTriggerResult'),
    rows: [ecallActive, undefinedError],
  },
  {
    family: 'initiateAuthenticationErrorEsipa',
    source: source('InitiateAuthenticationResponseEsipa'),
    rows: [
      [
        1,
        'invalidDpAddress',
        'The SM-DP+ says it does not go by this address.',
        'Compare the address in the activation code with the SM-DP+’s own.',
      ],
      [
        2,
        'euiccVersionNotSupportedByDp',
        'The SM-DP+ does not support the card’s version.',
        'Order the profile from an SM-DP+ that does.',
      ],
      [
        3,
        'ciPKIdNotSupported',
        'Card and SM-DP+ have no certificate issuer in common.',
        'Order the profile from an SM-DP+ under one of the card’s issuers.',
      ],
      [
        50,
        'smdpAddressMismatch',
        'The SM-DP+ that answered goes by another address than the one asked for.',
        'Do not install; find out where the address leads to.',
      ],
      [
        51,
        'smdpOidMismatch',
        'The SM-DP+ that answered has another object identifier than the activation code says.',
        'Do not install; ask the operator for the right activation code.',
      ],
      [
        52,
        'invalidEimTransactionId',
        'The download belongs to no transaction the eIM knows.',
        'Trigger the download again; the former one has ended.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'authenticateClientErrorEsipa',
    source: source('AuthenticateClientResponseEsipa'),
    rows: [
      [
        1,
        'eumCertificateInvalid',
        'The certificate of the card’s maker does not verify.',
        'Ask the SM-DP+ which issuers it trusts; a test card meets only test servers.',
      ],
      [
        2,
        'eumCertificateExpired',
        'The certificate of the card’s maker has expired.',
        'Ask the card’s maker; no profile can be downloaded until it is renewed.',
      ],
      [
        3,
        'euiccCertificateInvalid',
        'The card’s certificate does not verify.',
        'Check that the card is genuine and its EID is of its maker.',
      ],
      [
        4,
        'euiccCertificateExpired',
        'The card’s certificate has expired.',
        'The card can take no more profiles; it has to be replaced.',
      ],
      [
        5,
        'euiccSignatureInvalid',
        'The card’s signature does not verify.',
        'Something between card and SM-DP+ changed signed bytes; look at the IPA.',
      ],
      [
        6,
        'matchingIdRefused',
        'The SM-DP+ has no order for this matching id.',
        'Check the activation code; it may have been used, cancelled or mistyped.',
      ],
      [
        7,
        'eidMismatch',
        'The order is for another card.',
        'Order the profile for this EID, or use the right activation code.',
      ],
      [
        8,
        'noEligibleProfile',
        'No profile of the SM-DP+ fits this card or device.',
        'Ask the operator for a profile type for this kind of card.',
      ],
      [
        9,
        'ciPKUnknown',
        'The SM-DP+ does not know the certificate issuer.',
        'Order the profile from an SM-DP+ under one of the card’s issuers.',
      ],
      [
        10,
        'invalidTransactionId',
        'The SM-DP+ does not know this session.',
        'Start the download again.',
      ],
      [
        11,
        'insufficientMemory',
        'The card has not enough room for the profile.',
        'Delete a profile that is no longer needed, then try again.',
      ],
      [
        18,
        'downloadOrderExpired',
        'The order has expired at the SM-DP+.',
        'Order the profile again.',
      ],
      [
        50,
        'pprNotAllowed',
        'The profile carries policy rules that the card does not allow.',
        'Ask the operator for a profile without them.',
      ],
      [
        56,
        'eventIdUnknown',
        'The SM-DS does not know this event.',
        'Ask the SM-DP+ to register the event again.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'getBoundProfilePackageErrorEsipa',
    source: source('GetBoundProfilePackageResponseEsipa'),
    rows: [
      [
        1,
        'euiccSignatureInvalid',
        'The card’s signature does not verify.',
        'Something between card and SM-DP+ changed signed bytes; look at the IPA.',
      ],
      [
        2,
        'confirmationCodeMissing',
        'The order needs a confirmation code.',
        'Give the code with the download.',
      ],
      [
        3,
        'confirmationCodeRefused',
        'The confirmation code is wrong.',
        'Ask the operator for the code; the SM-DP+ allows a few attempts only.',
      ],
      [
        4,
        'confirmationCodeRetriesExceeded',
        'A wrong confirmation code was given too often.',
        'The operator must renew the order.',
      ],
      [
        5,
        'bppRebindingRefused',
        'The profile was bound to a card before and is not bound again.',
        'The operator must make the profile available again.',
      ],
      [
        6,
        'downloadOrderExpired',
        'The order has expired at the SM-DP+; v1.3 says this earlier, as 18.',
        'Order the profile again.',
      ],
      [
        50,
        'metadataMismatch',
        'The profile’s metadata are not those expected.',
        'Do not install; compare ICCID and operator with the order.',
      ],
      [
        95,
        'invalidTransactionId',
        'The SM-DP+ does not know this session.',
        'Start the download again.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'cancelSessionError',
    source: source('CancelSessionResponseEsipa'),
    rows: [
      [1, 'invalidTransactionId', 'The SM-DP+ does not know this session; it is over anyway.'],
      [
        2,
        'euiccSignatureInvalid',
        'The card’s signature does not verify, so the session stays open at the SM-DP+.',
        'The order may have to be cancelled by the operator.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'StateChangeCause',
    source: source('StateChangeCause'),
    rows: [
      [
        0,
        'otherEim',
        'Another eIM changed the card.',
        'Read the profile list, and find out which eIM it was (listEim).',
      ],
      [
        1,
        'fallback',
        'The device lost its network and fell back to the fallback profile.',
        'Find out why the former profile lost service before returning to it.',
      ],
      [2, 'emergencyProfile', 'The device enabled or left its emergency profile.'],
      [
        3,
        'local',
        'A person or the device itself changed the card, not an eIM.',
        'Read the profile list; a local change may need to be undone.',
      ],
      [
        4,
        'reset',
        'The card’s memory was reset; profiles may be gone.',
        'Read the profile list, and download what is missing.',
      ],
      [
        5,
        'immediateEnableProfile',
        'A profile was enabled right after its download, without the eIM.',
        'Read the profile list; nothing else needs doing if that was wanted.',
      ],
      [
        6,
        'deviceChange',
        'The card is in another device now.',
        'Compare the IMEI with the record; the card may have been moved or stolen.',
      ],
      [127, 'undefined', 'The state changed and the device does not say why.', 'Read the card.'],
    ],
  },
]
