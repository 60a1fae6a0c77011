// Names of the codes in eUICC Package Results. SGP.32 §2.11.2.1; values of v1.3, of which v1.0 and
// v1.2 know fewer.

export const euiccPackageErrorCodes = {
  invalidEid: 3,
  replayError: 4,
  counterValueOutOfRange: 6,
  sizeOverflow: 15,
  ecallActive: 104,
  undefinedError: 127,
} as const

export const euiccPackageUnsignedErrorCodes = { sizeOverflow: 15, undefinedError: 127 } as const

export const configureImmediateEnableResults = {
  ok: 0,
  insufficientMemory: 1,
  commandError: 7,
  undefinedError: 127,
} as const

export const enableProfileResults = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInDisabledState: 2,
  disallowedByPolicy: 3,
  catBusy: 5,
  rollbackNotAvailable: 20,
  undefinedError: 127,
} as const

export const disableProfileResults = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInEnabledState: 2,
  disallowedByPolicy: 3,
  catBusy: 5,
  undefinedError: 127,
} as const

export const deleteProfileResults = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInDisabledState: 2,
  disallowedByPolicy: 3,
  rollbackNotAvailable: 20,
  returnFallbackProfile: 21,
  undefinedError: 127,
} as const

export const rollbackProfileResults = { ok: 0, undefinedError: 127 } as const

export const setFallbackAttributeResults = {
  ok: 0,
  iccidOrAidNotFound: 1,
  fallbackNotAllowed: 2,
  fallbackProfileEnabled: 3,
  undefinedError: 127,
} as const

export const unsetFallbackAttributeResults = {
  ok: 0,
  noFallbackAttribute: 2,
  fallbackProfileEnabled: 3,
  commandError: 7,
  undefinedError: 127,
} as const

export const addEimResultCodes = {
  ok: 0,
  insufficientMemory: 1,
  associatedEimAlreadyExists: 2,
  ciPKUnknown: 3,
  invalidAssociationToken: 5,
  counterValueOutOfRange: 6,
  commandError: 7,
  undefinedError: 127,
} as const

export const deleteEimResults = {
  ok: 0,
  eimNotFound: 1,
  lastEimDeleted: 2,
  commandError: 7,
  undefinedError: 127,
} as const

export const updateEimResults = {
  ok: 0,
  eimNotFound: 1,
  ciPKUnknown: 3,
  counterValueOutOfRange: 6,
  commandError: 7,
  undefinedError: 127,
} as const

/** commandError is of v1.0 only. */
export const listEimErrors = { commandError: 7, undefinedError: 127 } as const

export const processingTerminatedCodes = {
  resultSizeOverflow: 1,
  unknownOrDamagedCommand: 2,
  interruption: 3,
  undefinedError: 127,
} as const

export const setDefaultDpAddressResults = { ok: 0, undefinedError: 127 } as const
