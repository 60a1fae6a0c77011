// Codes that an IPA gets from the card for commands of its own (ES10b of SGP.32). An eIM sees them
// where an IPA or a factory station passes them on. SGP.32 v1.3 §5.9.

import type { CodeFamily, CodeRow } from './result-code.ts'
import {
  catBusy,
  commandError,
  ecallActive,
  notDisabled,
  notEnabled,
  ok,
  undefinedError,
} from './result-code.ts'

const source = (type: string): string => `SGP.32 v1.3, ASN.1 ${type}`
const fallbackNotAvailable: CodeRow = [
  6,
  'fallbackNotAvailable',
  'No profile has the fallback attribute.',
  'Set the fallback attribute while the device is reachable.',
]
const ecallNotAvailable: CodeRow = [
  8,
  'ecallNotAvailable',
  'The card has no emergency profile.',
  'The card must be delivered with one.',
]
const insufficientMemory: CodeRow = [
  1,
  'insufficientMemory',
  'The card has no room for it.',
  'Delete what is no longer needed.',
]
const nothingToDelete: CodeRow = [1, 'nothingToDelete', 'There was nothing to delete.']

export const iotCommandFamilies: readonly CodeFamily[] = [
  {
    family: 'AddInitialEimError',
    source: source('AddInitialEimResponse'),
    rows: [
      insufficientMemory,
      [
        2,
        'associatedEimAlreadyExists',
        'An eIM is associated already, so no unsigned one is taken.',
        'Add the eIM by a signed addEim of the one that is there, or reset the eIMs.',
      ],
      [
        3,
        'ciPKUnknown',
        'The card does not know the certificate issuer named for this eIM.',
        'Name one of the issuers in the card’s EUICCInfo2, or give the eIM’s key itself.',
      ],
      [
        5,
        'invalidAssociationToken',
        'The association token is not one the card accepts.',
        'Leave the token out; the card makes its own.',
      ],
      [
        6,
        'counterValueOutOfRange',
        'The first counter value is beyond what a card keeps.',
        'Begin with a counter of at most 8,388,607.',
      ],
      commandError,
      undefinedError,
    ],
  },
  {
    family: 'ProfileRollbackResult',
    source: source('ProfileRollbackResponse'),
    rows: [
      ok('The card went back to the profile before.'),
      [
        1,
        'rollbackNotAllowed',
        'No enable command gave leave for it, or the leave is used up.',
        'Enable with rollback next time; this time reach the device by another way.',
      ],
      catBusy,
      commandError,
      undefinedError,
    ],
  },
  {
    family: 'ImmediateEnableResult',
    source: source('ImmediateEnableResponse'),
    rows: [
      ok('The profile just downloaded is enabled.'),
      [
        1,
        'immediateEnableNotAvailable',
        'Immediate enabling is not set for this SM-DP+.',
        'Set it (configureImmediateEnable), or enable the profile by a package.',
      ],
      [
        4,
        'noSessionContext',
        'No download precedes the command.',
        'It must follow the download in the same session.',
      ],
      catBusy,
      undefinedError,
    ],
  },
  {
    family: 'ConfigureImmediateProfileEnablingResult',
    source: source('ConfigureImmediateProfileEnablingResponse'),
    rows: [
      ok('Immediate enabling is set as asked.'),
      insufficientMemory,
      [
        2,
        'associatedEimAlreadyExists',
        'An eIM is associated; only it may set this.',
        'Send configureImmediateEnable in a package of that eIM.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'ExecuteFallbackMechanismResult',
    source: source('ExecuteFallbackMechanismResponse'),
    rows: [
      ok('The fallback profile is enabled.'),
      notDisabled,
      catBusy,
      fallbackNotAvailable,
      commandError,
      ecallActive,
      undefinedError,
    ],
  },
  {
    family: 'ReturnFromFallbackResult',
    source: source('ReturnFromFallbackResponse'),
    rows: [
      ok('The profile before the fallback is enabled again.'),
      catBusy,
      [
        6,
        'fallbackNotAvailable',
        'The card is not on its fallback profile, or the profile to return to is gone.',
        'Read the profile list.',
      ],
      commandError,
      undefinedError,
    ],
  },
  {
    family: 'EnableEmergencyProfileResult',
    source: source('EnableEmergencyProfileResponse'),
    rows: [
      ok('The emergency profile is enabled.'),
      notDisabled,
      catBusy,
      ecallNotAvailable,
      undefinedError,
    ],
  },
  {
    family: 'DisableEmergencyProfileResult',
    source: source('DisableEmergencyProfileResponse'),
    rows: [
      ok('The emergency profile is disabled.'),
      notEnabled,
      catBusy,
      ecallNotAvailable,
      undefinedError,
    ],
  },
  {
    family: 'EuiccMemoryResetResult',
    source: source('EuiccMemoryResetResponse.resetResult'),
    rows: [
      ok('The memory is reset as asked.'),
      nothingToDelete,
      catBusy,
      ecallActive,
      undefinedError,
    ],
  },
  {
    family: 'ResetEimResult',
    source: source('EuiccMemoryResetResponse.resetEimResult'),
    rows: [
      ok('The eIMs are deleted; the card takes an unsigned new one.'),
      nothingToDelete,
      [
        2,
        'eimResetNotSupported',
        'The card cannot delete its eIMs in a reset.',
        'Delete them one by one with deleteEim.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'ResetImmediateEnableConfigResult',
    source: source('EuiccMemoryResetResponse.resetImmediateEnableConfigResult'),
    rows: [
      ok('The setting for immediate enabling is deleted.'),
      [
        1,
        'resetIECNotSupported',
        'The card cannot delete this setting in a reset.',
        'Turn immediate enabling off by a package.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'GetCertsError',
    source: source('GetCertsResponse'),
    rows: [
      [
        1,
        'invalidCiPKId',
        'The card has no certificate under the named issuer.',
        'Name one of EUICCInfo1, or none.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'ConnectivityParametersError',
    source: source('ConnectivityParametersError'),
    rows: [
      [
        1,
        'parametersNotAvailable',
        'The enabled profile holds no connection settings.',
        'Set the APN on the device.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'IpaeActivationResult',
    source: source('IpaeActivationResponse'),
    rows: [
      ok('The IPA in the card is active.'),
      [
        1,
        'notSupported',
        'The card has no IPA of its own, or not of this kind.',
        'Use the IPA of the device.',
      ],
    ],
  },
]
