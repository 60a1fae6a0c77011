// What each result code of a card means for the step that asked for it. SGP.32 §2.11.2.1; the
// numbers are those of v1.3, of which v1.0 and v1.2 know fewer. A code that is not in the table is
// kept with its number and counts as a failure.

import { profileInfoListErrors } from '@holdfast/gsma/sgp22/profile-info.ts'
import {
  deleteProfileResults,
  disableProfileResults,
  enableProfileResults,
  euiccPackageErrorCodes,
  processingTerminatedCodes,
  setFallbackAttributeResults,
  unsetFallbackAttributeResults,
} from '@holdfast/gsma/sgp32/package-result-codes.ts'

export type Reaction =
  /** The card did it. */
  | 'done'
  /** The card did not do it and will not: the operation fails with the code. */
  | 'fail'
  /** The card cannot do it just now: it is tried again later. */
  | 'later'
  /** The card's state differs from what the step rested on: it is read, and the rest is planned
   * again; a goal that is reached already counts as done (F34). */
  | 're-read'
  /** It may or may not have been done: the outcome is unknown until the card is asked. */
  | 'in-doubt'

type Codes = Readonly<Record<string, number>>
interface Family {
  /** The standard's type name, as it is shown to people. */
  readonly family: string
  readonly codes: Codes
  readonly reactions: Readonly<Record<string, Reaction>>
}

const families: Readonly<Record<string, Family>> = {
  enableResult: {
    family: 'EnableProfileResult',
    codes: enableProfileResults,
    reactions: {
      iccidOrAidNotFound: 're-read',
      profileNotInDisabledState: 're-read',
      catBusy: 'later',
      // A card refuses the flag also when nothing is enabled that it could roll back to.
      rollbackNotAvailable: 're-read',
    },
  },
  disableResult: {
    family: 'DisableProfileResult',
    codes: disableProfileResults,
    reactions: {
      iccidOrAidNotFound: 're-read',
      profileNotInEnabledState: 're-read',
      catBusy: 'later',
    },
  },
  deleteResult: {
    family: 'DeleteProfileResult',
    codes: deleteProfileResults,
    reactions: { iccidOrAidNotFound: 're-read', profileNotInDisabledState: 're-read' },
  },
  listProfileInfoResult: {
    family: 'ProfileInfoListError',
    codes: profileInfoListErrors,
    reactions: { profileChangeOngoing: 'later' },
  },
  setFallbackAttributeResult: {
    family: 'SetFallbackAttributeResult',
    codes: setFallbackAttributeResults,
    reactions: { iccidOrAidNotFound: 're-read', fallbackProfileEnabled: 're-read' },
  },
  unsetFallbackAttributeResult: {
    family: 'UnsetFallbackAttributeResult',
    codes: unsetFallbackAttributeResults,
    reactions: { noFallbackAttribute: 're-read', fallbackProfileEnabled: 're-read' },
  },
  processingTerminated: {
    family: 'processingTerminated',
    codes: processingTerminatedCodes,
    reactions: {
      interruption: 'in-doubt',
      resultSizeOverflow: 'in-doubt',
      undefinedError: 'in-doubt',
    },
  },
  euiccPackageError: {
    family: 'EuiccPackageErrorCode',
    codes: euiccPackageErrorCodes,
    // What replayError means depends on how many came in a row: package-error.ts.
    reactions: { ecallActive: 'later' },
  },
}

export interface JudgedCode {
  readonly reaction: Reaction
  /** `EnableProfileResult`. */
  readonly family: string
  /** The standard's name of the code; `code 9` for one that it does not have. */
  readonly name: string
}

/** What the code of a result means; `name` is the result's name in EuiccResultData. */
export function judgeCode(name: string, code: number): JudgedCode {
  const known = families[name]
  if (!known) return { reaction: code === 0 ? 'done' : 'fail', family: name, name: `code ${code}` }
  const found = Object.entries(known.codes).find(([, value]) => value === code)?.[0]
  const isDone = code === 0 && name !== 'processingTerminated'
  const special = found === undefined ? undefined : known.reactions[found]
  const reaction = isDone ? 'done' : (special ?? 'fail')
  return { reaction, family: known.family, name: found ?? `code ${code}` }
}
