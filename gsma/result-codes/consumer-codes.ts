// Codes of SGP.22 v2.5: what a card answers to an LPA or IPA (ES10), what an SM-DP+ or SM-DS answers
// in the ASN.1 binding (ES9+, ES11), and the result of an installation (ES8+).

import type { CodeFamily, CodeRow } from './result-code.ts'
import {
  catBusy,
  iccidNotFound,
  notDisabled,
  notEnabled,
  ok,
  undefinedError,
} from './result-code.ts'

const source = (type: string): string => `SGP.22 v2.5, ASN.1 ${type}`
const askMaker = 'If it repeats with other servers, ask the card’s maker.'
const disallowedByPolicy: CodeRow = [
  3,
  'disallowedByPolicy',
  'A policy rule of the profile (PPR) forbids it.',
  'The operator that owns the profile must lift the rule, or another profile must be used.',
]
const startAgain = 'Start the download again.'
const relayed = 'Something between card and server changed signed bytes; look at the LPA or IPA.'

const clientCertificateRows: readonly CodeRow[] = [
  [
    1,
    'eumCertificateInvalid',
    'The certificate of the card’s maker does not verify.',
    'Ask the server which issuers it trusts; a test card meets only test servers.',
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
  [5, 'euiccSignatureInvalid', 'The card’s signature does not verify.', relayed],
]

export const consumerFamilies: readonly CodeFamily[] = [
  {
    family: 'AuthenticateErrorCode',
    source: source('AuthenticateErrorCode'),
    rows: [
      [
        1,
        'invalidCertificate',
        'The card does not accept the server’s certificate.',
        'Check that card and server are under the same issuer, and that the certificate is valid.',
      ],
      [2, 'invalidSignature', 'The server’s signature does not verify on the card.', relayed],
      [
        3,
        'unsupportedCurve',
        'The server uses a curve the card does not support.',
        'The server must offer a certificate on one of the card’s curves.',
      ],
      [4, 'noSessionContext', 'The card has no challenge of its own open.', startAgain],
      [
        5,
        'invalidOid',
        'The server’s object identifier is not the one expected.',
        'Check the object identifier in the activation code.',
      ],
      [
        6,
        'euiccChallengeMismatch',
        'The server answered another challenge than the card’s last one.',
        startAgain,
      ],
      [
        7,
        'ciPKUnknown',
        'The card does not know the certificate issuer the server chose.',
        'Use a server under one of the card’s issuers.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'DownloadErrorCode',
    source: source('DownloadErrorCode'),
    rows: [
      [
        1,
        'invalidCertificate',
        'The card does not accept the certificate for profile binding.',
        'The SM-DP+ must use a DPpb certificate of the same owner as its DPauth certificate.',
      ],
      [2, 'invalidSignature', 'The SM-DP+’s signature does not verify on the card.', relayed],
      [
        3,
        'unsupportedCurve',
        'The SM-DP+ uses a curve the card does not support.',
        'The SM-DP+ must offer a certificate on one of the card’s curves.',
      ],
      [4, 'noSessionContext', 'No authentication precedes the download.', startAgain],
      [5, 'invalidTransactionId', 'The download belongs to another session.', startAgain],
      undefinedError,
    ],
  },
  {
    family: 'CancelSessionReason',
    source: source('CancelSessionReason'),
    rows: [
      [0, 'endUserRejection', 'A person refused the download; the order ends.', 'Order again.'],
      [1, 'postponed', 'The download is put off; the order stays open.', 'Try again later.'],
      [2, 'timeout', 'Nobody answered in time; the order stays open.', 'Try again later.'],
      [
        3,
        'pprNotAllowed',
        'The profile carries policy rules that the card does not allow.',
        'Ask the operator for a profile without them.',
      ],
      [
        4,
        'metadataMismatch',
        'The profile’s metadata are not those expected.',
        'Compare ICCID and operator with the order before trying again.',
      ],
      [
        5,
        'loadBppExecutionError',
        'The card failed while it loaded the profile.',
        'Look at the installation result; try again once.',
      ],
      [127, 'undefinedReason', 'The session was cancelled without a reason.', startAgain],
    ],
  },
  {
    family: 'CancelSessionResponse',
    source: source('CancelSessionResponse'),
    rows: [
      [5, 'invalidTransactionId', 'The card has no such session; it is over anyway.'],
      undefinedError,
    ],
  },
  {
    family: 'BppCommandId',
    source: source('BppCommandId'),
    rows: [
      [0, 'initialiseSecureChannel', 'It failed at the start of the secure channel.'],
      [1, 'configureISDP', 'It failed while the profile’s security domain was made.'],
      [2, 'storeMetadata', 'It failed at the metadata.'],
      [3, 'storeMetadata2', 'It failed at the second part of the metadata.'],
      [4, 'replaceSessionKeys', 'It failed at the profile’s own keys.'],
      [5, 'loadProfileElements', 'It failed while the profile itself was loaded.'],
    ],
  },
  {
    family: 'ErrorReason',
    source: source('ErrorReason'),
    rows: [
      [
        1,
        'incorrectInputValues',
        'A value in the package is not one the card accepts.',
        'The SM-DP+ made a wrong package; report it with the installation result.',
      ],
      [2, 'invalidSignature', 'The package is not signed by the SM-DP+ of the session.', relayed],
      [3, 'invalidTransactionId', 'The package belongs to another session.', startAgain],
      [
        4,
        'unsupportedCrtValues',
        'The kind of keys in the package is not one the card supports.',
        'Report it to the SM-DP+.',
      ],
      [
        5,
        'unsupportedRemoteOperationType',
        'The package asks for something else than an installation.',
        'Report it to the SM-DP+.',
      ],
      [
        6,
        'unsupportedProfileClass',
        'The card does not take profiles of this class.',
        'A test profile needs a card that allows it.',
      ],
      [
        7,
        'scp03tStructureError',
        'A protected segment is not laid out as it should be.',
        'Report it to the SM-DP+; segments over 1,020 octets are one known cause.',
      ],
      [
        8,
        'scp03tSecurityError',
        'The protection of a segment does not verify.',
        'Bytes were changed or lost on the way; try again, then look at the IPA.',
      ],
      [
        9,
        'installFailedDueToIccidAlreadyExistsOnEuicc',
        'A profile with this ICCID is on the card already.',
        'Read the profile list; an earlier download succeeded although nobody heard of it.',
      ],
      [
        10,
        'installFailedDueToInsufficientMemoryForProfile',
        'The card has not enough room for the profile.',
        'Delete a profile that is no longer needed, then download again.',
      ],
      [
        11,
        'installFailedDueToInterruption',
        'The installation was interrupted, by loss of power for one.',
        'Download again; the operator may have to renew the order.',
      ],
      [
        12,
        'installFailedDueToPEProcessingError',
        'The card could not process an element of the profile.',
        'The profile does not fit this kind of card; report it to the operator.',
      ],
      [
        13,
        'installFailedDueToDataMismatch',
        'The profile’s ICCID is not the one of its metadata.',
        'Report it to the SM-DP+.',
      ],
      [
        14,
        'testProfileInstallFailedDueToInvalidNaaKey',
        'A test profile holds a key that is not a test key.',
        'Use a test profile with the published test keys.',
      ],
      [
        15,
        'pprNotAllowed',
        'The profile carries policy rules that the card does not allow.',
        'Ask the operator for a profile without them.',
      ],
      [31, 'unknown', 'A reason of newer versions whose name is not public.', askMaker],
      [32, 'unknown', 'A reason of newer versions whose name is not public.', askMaker],
      [
        127,
        'installFailedDueToUnknownError',
        'The installation failed and the card does not say why.',
        `Read the profile list, then try again. ${askMaker}`,
      ],
    ],
  },
  {
    family: 'EnableProfileResponse',
    source: source('EnableProfileResponse'),
    rows: [
      ok('The profile is enabled; the one before it is disabled.'),
      iccidNotFound,
      notDisabled,
      disallowedByPolicy,
      [
        4,
        'wrongProfileReenabling',
        'After a test profile only the profile before it may be enabled.',
        'Disable the test profile; the card goes back by itself.',
      ],
      catBusy,
      undefinedError,
    ],
  },
  {
    family: 'DisableProfileResponse',
    source: source('DisableProfileResponse'),
    rows: [
      ok('The profile is disabled.'),
      iccidNotFound,
      notEnabled,
      disallowedByPolicy,
      catBusy,
      undefinedError,
    ],
  },
  {
    family: 'DeleteProfileResponse',
    source: source('DeleteProfileResponse'),
    rows: [
      ok('The profile is gone from the card.'),
      iccidNotFound,
      [
        2,
        'profileNotInDisabledState',
        'The profile is enabled, and an enabled profile is not deleted.',
        'Enable another profile first.',
      ],
      disallowedByPolicy,
      undefinedError,
    ],
  },
  {
    family: 'SetNicknameResponse',
    source: source('SetNicknameResponse'),
    rows: [
      ok('The nickname is set.'),
      [1, 'iccidNotFound', 'No profile with this ICCID is on the card.', 'Read the profile list.'],
      undefinedError,
    ],
  },
  {
    family: 'NotificationSentResponse',
    source: source('NotificationSentResponse'),
    rows: [
      ok('The notification is removed from the card.'),
      [1, 'nothingToDelete', 'The card holds no notification of this number; it is gone already.'],
      undefinedError,
    ],
  },
  {
    family: 'ListNotificationResponse',
    source: source('ListNotificationResponse'),
    rows: [undefinedError],
  },
  {
    family: 'RetrieveNotificationsListResponse',
    source: source('RetrieveNotificationsListResponse'),
    rows: [
      [
        127,
        'undefinedError',
        'The card does not give the notifications asked for.',
        'Some cards answer so when the search is not wrapped as the standard says.',
      ],
    ],
  },
  {
    family: 'EuiccMemoryResetResponse',
    source: source('EuiccMemoryResetResponse'),
    rows: [
      ok('The memory is reset as asked.'),
      [1, 'nothingToDelete', 'There was nothing to delete.'],
      catBusy,
      undefinedError,
    ],
  },
  {
    family: 'SetDefaultDpAddressResponse',
    source: source('SetDefaultDpAddressResponse'),
    rows: [ok('The default SM-DP+ address is set.'), undefinedError],
  },
  {
    family: 'LoadCRLResponseError',
    source: source('LoadCRLResponseError'),
    rows: [
      [1, 'invalidSignature', 'The revocation list does not verify.', 'Fetch the list again.'],
      [2, 'invalidCRLFormat', 'The card cannot read the revocation list.', 'Fetch it again.'],
      [
        3,
        'notEnoughMemorySpace',
        'The card has no room for the revocation list.',
        'Delete a profile that is no longer needed.',
      ],
      [
        4,
        'verificationKeyNotFound',
        'The card does not know the issuer of the revocation list.',
        'Load lists of the card’s own issuers only.',
      ],
      [5, 'fresherCrlAlreadyLoaded', 'The card has a newer list already.'],
      [6, 'baseCrlMissing', 'The list builds on one the card lacks.', 'Load the base list first.'],
      undefinedError,
    ],
  },
  {
    family: 'LpaeActivationResponse',
    source: source('LpaeActivationResponse'),
    rows: [
      ok('The LPA in the card is active.'),
      [1, 'notSupported', 'The card has no LPA of this kind.', 'Use the LPA of the device.'],
    ],
  },
  {
    family: 'initiateAuthenticationError',
    source: source('InitiateAuthenticationResponse'),
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
        'ciPKNotSupported',
        'Card and SM-DP+ have no certificate issuer in common.',
        'Order the profile from an SM-DP+ under one of the card’s issuers.',
      ],
    ],
  },
  {
    family: 'authenticateClientError',
    source: source('AuthenticateClientResponseEs9'),
    rows: [
      ...clientCertificateRows,
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
      [10, 'invalidTransactionId', 'The SM-DP+ does not know this session.', startAgain],
      [
        11,
        'insufficientMemory',
        'The card has not enough room for the profile.',
        'Delete a profile that is no longer needed, then try again.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'authenticateClientErrorEs11',
    source: source('AuthenticateClientResponseEs11'),
    rows: [
      ...clientCertificateRows,
      [
        6,
        'eventIdUnknown',
        'The SM-DS does not know this event.',
        'Ask the SM-DP+ to register the event again.',
      ],
      [7, 'invalidTransactionId', 'The SM-DS does not know this session.', startAgain],
      undefinedError,
    ],
  },
  {
    family: 'getBoundProfilePackageError',
    source: source('GetBoundProfilePackageResponse'),
    rows: [
      [1, 'euiccSignatureInvalid', 'The card’s signature does not verify.', relayed],
      [2, 'confirmationCodeMissing', 'The order needs a confirmation code.', 'Give the code.'],
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
      [6, 'downloadOrderExpired', 'The order has expired.', 'Order the profile again.'],
      [95, 'invalidTransactionId', 'The SM-DP+ does not know this session.', startAgain],
      undefinedError,
    ],
  },
  {
    family: 'cancelSessionErrorEs9',
    source: source('CancelSessionResponseEs9'),
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
    family: 'notificationPointId',
    source: 'SGP.22 v2.5, ES2+.HandleDownloadProgressInfo; from 5 on as one operator documents it',
    rows: [
      [1, 'eligibility and retry limit check', 'The SM-DP+ checked card and retry limit.'],
      [2, 'confirmation code check', 'A confirmation code was wrong.', 'Ask for the right code.'],
      [3, 'bound profile package download', 'The bound profile was handed out.'],
      [4, 'bound profile package installation', 'The card told of its installation.'],
      [5, 'deleted', 'The profile was deleted from the card.'],
      [101, 'installed', 'The profile was installed.'],
      [102, 'disabled', 'The profile was disabled.'],
    ],
  },
]
