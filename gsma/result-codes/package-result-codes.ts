// Codes that a card signs in the result of an eUICC package. SGP.32 v1.3 §2.11.2, §5.9; v1.0 and
// v1.2 know fewer of them.

import type { CodeFamily } from './result-code.ts'
import {
  catBusy,
  commandError,
  ecallActive,
  iccidNotFound,
  notDisabled,
  notEnabled,
  ok,
  undefinedError,
} from './result-code.ts'

const source = (type: string): string => `SGP.32 v1.3, ASN.1 ${type}`
const rollbackNotAvailable = (what: string) =>
  [
    20,
    'rollbackNotAvailable',
    `A way back was asked for, and ${what}.`,
    'Ask without the way back, or restore a profile to go back to first.',
  ] as const
const disallowedByPolicy = [
  3,
  'disallowedByPolicy',
  'A policy rule of the profile (PPR) forbids it.',
  'The operator that owns the profile must lift the rule, or another profile must be used.',
] as const

export const packageResultFamilies: readonly CodeFamily[] = [
  {
    family: 'EuiccPackageErrorCode',
    source: source('EuiccPackageErrorCode'),
    rows: [
      [
        3,
        'invalidEid',
        'The package names another card than the one that got it.',
        'Two devices or two records are mixed up; compare the EID of the device with its record.',
      ],
      [
        4,
        'replayError',
        'The counter of the package is not higher than the last one the card accepted.',
        'Nothing was done. Raise our counter above the card’s (updateEim), then send it anew.',
      ],
      [
        6,
        'counterValueOutOfRange',
        'The counter of the package is beyond 8,388,607, the highest a card keeps.',
        'Associate the eIM again with a fresh counter: deleteEim and addEim, or updateEim.',
      ],
      [
        15,
        'sizeOverflow',
        'The package is larger than the card can take.',
        'Send fewer commands in one package.',
      ],
      ecallActive,
      undefinedError,
    ],
  },
  {
    family: 'EuiccPackageUnsignedErrorCode',
    source: source('EuiccPackageUnsignedErrorCode'),
    rows: [
      [
        15,
        'sizeOverflow',
        'The package is larger than the card can take; this answer is not signed.',
        'Send fewer commands in one package.',
      ],
      [
        127,
        'undefinedError',
        'The card could not tie the package to an eIM it knows; this answer is not signed.',
        'Check the eIM’s identifier, its key and the association token on that card (listEim).',
      ],
    ],
  },
  {
    family: 'EnableProfileResult',
    source: source('EnableProfileResult'),
    rows: [
      ok('The profile is enabled; the one before it is disabled.'),
      iccidNotFound,
      notDisabled,
      disallowedByPolicy,
      catBusy,
      rollbackNotAvailable('there is no profile to come back to'),
      undefinedError,
    ],
  },
  {
    family: 'DisableProfileResult',
    source: source('DisableProfileResult'),
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
    family: 'DeleteProfileResult',
    source: source('DeleteProfileResult'),
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
      rollbackNotAvailable('deleting this profile would take it away'),
      [
        21,
        'returnFallbackProfile',
        'The card is on its fallback profile and needs this one to return to.',
        'Let the card return from fallback first, then delete.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'ProfileInfoListError',
    source: source('ProfileInfoListError'),
    rows: [
      [
        1,
        'incorrectInputValues',
        'The search or the list of fields is not one the card understands.',
        'Ask for the default fields; this card’s version may not know the newer ones.',
      ],
      [
        11,
        'profileChangeOngoing',
        'Another profile is being enabled just now.',
        'Ask again after the device has come back.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'ConfigureImmediateEnableResult',
    source: source('ConfigureImmediateEnableResult'),
    rows: [
      ok('Immediate enabling is set as asked.'),
      [
        1,
        'insufficientMemory',
        'The card has no room for the setting.',
        'Delete a profile that is no longer needed.',
      ],
      commandError,
      undefinedError,
    ],
  },
  {
    family: 'SetFallbackAttributeResult',
    source: source('SetFallbackAttributeResult'),
    rows: [
      ok('This profile is the fallback profile now.'),
      iccidNotFound,
      [
        2,
        'fallbackNotAllowed',
        'The owner of this profile does not allow it as fallback.',
        'Choose a profile whose metadata allow it, or ask its operator.',
      ],
      [
        3,
        'fallbackProfileEnabled',
        'The card is on its fallback profile; the attribute cannot change meanwhile.',
        'Let the card return from fallback first.',
      ],
      undefinedError,
    ],
  },
  {
    family: 'UnsetFallbackAttributeResult',
    source: source('UnsetFallbackAttributeResult'),
    rows: [
      ok('No profile is the fallback profile any more.'),
      [
        2,
        'noFallbackAttribute',
        'No profile had the attribute.',
        'Nothing needs doing; read the profile list to set our record right.',
      ],
      [
        3,
        'fallbackProfileEnabled',
        'The card is on its fallback profile; the attribute cannot change meanwhile.',
        'Let the card return from fallback first.',
      ],
      commandError,
      undefinedError,
    ],
  },
  {
    family: 'RollbackProfileResult',
    source: source('RollbackProfileResult'),
    rows: [ok('The card went back to the profile before.'), undefinedError],
  },
  {
    family: 'SetDefaultDpAddressResult',
    source: source('SetDefaultDpAddressResponse'),
    rows: [ok('The default SM-DP+ address is set.'), undefinedError],
  },
  {
    family: 'AddEimResult',
    source: source('AddEimResult'),
    rows: [
      ok('The eIM is associated.'),
      [
        1,
        'insufficientMemory',
        'The card has no room for another eIM.',
        'Delete an eIM that is no longer used.',
      ],
      [
        2,
        'associatedEimAlreadyExists',
        'An eIM with this identifier is associated already.',
        'Use updateEim, or read the list of eIMs.',
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
        'Ask the card to make one (token −1), or leave it out.',
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
    family: 'DeleteEimResult',
    source: source('DeleteEimResult'),
    rows: [
      ok('The eIM is no longer associated.'),
      [1, 'eimNotFound', 'No eIM with this identifier is associated.', 'Read the list of eIMs.'],
      [
        2,
        'lastEimDeleted',
        'It was the last eIM; the card has no manager any more and takes an unsigned new one.',
        'Associate an eIM at once (AddInitialEim), or the card stays without a manager.',
      ],
      commandError,
      undefinedError,
    ],
  },
  {
    family: 'UpdateEimResult',
    source: source('UpdateEimResult'),
    rows: [
      ok('The eIM’s configuration is updated.'),
      [1, 'eimNotFound', 'No eIM with this identifier is associated.', 'Read the list of eIMs.'],
      [
        3,
        'ciPKUnknown',
        'The card does not know the certificate issuer named for this eIM.',
        'Name one of the issuers in the card’s EUICCInfo2.',
      ],
      [
        6,
        'counterValueOutOfRange',
        'The new counter value is beyond what a card keeps.',
        'Use a counter of at most 8,388,607.',
      ],
      commandError,
      undefinedError,
    ],
  },
  {
    family: 'ListEimResult',
    source: source('ListEimResult'),
    rows: [commandError, undefinedError],
  },
  {
    family: 'processingTerminated',
    source: source('EuiccResultData.processingTerminated'),
    rows: [
      [
        1,
        'resultSizeOverflow',
        'The result grew too large; later commands of the package were not done.',
        'Send the rest in a package of its own, and ask for fewer fields.',
      ],
      [
        2,
        'unknownOrDamagedCommand',
        'The card does not know a command, or found it damaged; what follows was not done.',
        'Compare the command with the card’s version; an older card knows fewer.',
      ],
      [
        3,
        'interruption',
        'The card was interrupted, by loss of power for one; what follows was not done.',
        'Read the state, then send what is still missing.',
      ],
      undefinedError,
    ],
  },
]
