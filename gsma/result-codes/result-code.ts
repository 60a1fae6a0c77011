// What a result code is: its family (the standard's type), its value, the standard's name, what it
// means, and what an operator can do. The tables beside this file are all codes we know.

export interface ResultCode {
  /** The standard's type, or the field where the type has no name: `EnableProfileResult`. */
  readonly family: string
  /** A number, or `subject/reason` as servers send it: `8.2.6/3.8`. */
  readonly code: number | string
  /** The standard's name; `unknown` where nobody has told us one. */
  readonly name: string
  readonly meaning: string
  /** What can be done; absent where nothing has to be. */
  readonly remedy?: string
  /** Document and type or table. */
  readonly source: string
}

/** Value, name, meaning, remedy. */
export type CodeRow = readonly [
  code: number | string,
  name: string,
  meaning: string,
  remedy?: string,
]

/** All codes of one type. */
export interface CodeFamily {
  readonly family: string
  readonly source: string
  readonly rows: readonly CodeRow[]
}

export const undefinedError: CodeRow = [
  127,
  'undefinedError',
  'The other side failed and does not say why.',
  'Read the state first, then try once more; if it repeats, ask the maker of that side.',
]

export const ok = (meaning: string): CodeRow => [0, 'ok', meaning]

export const catBusy: CodeRow = [
  5,
  'catBusy',
  'The card is in the middle of a dialogue with the device (a proactive command).',
  'Try again after a minute; if it repeats, the device does not end its card sessions.',
]

export const iccidNotFound: CodeRow = [
  1,
  'iccidOrAidNotFound',
  'No profile with this ICCID or AID is on the card.',
  'Read the profile list; the profile was deleted, or the ICCID is another card’s.',
]

export const notDisabled: CodeRow = [
  2,
  'profileNotInDisabledState',
  'The profile is not disabled, so this cannot be done with it.',
  'Read the profile list; it may be enabled already, which is what was wanted.',
]

export const notEnabled: CodeRow = [
  2,
  'profileNotInEnabledState',
  'The profile is not enabled, so it cannot be disabled.',
  'Read the profile list; it may be disabled already, which is what was wanted.',
]

export const ecallActive: CodeRow = [
  104,
  'ecallActive',
  'The emergency profile is enabled; the card refuses everything else meanwhile.',
  'Wait for the device to leave the emergency profile; it reports a change of state then.',
]

export const commandError: CodeRow = [
  7,
  'commandError',
  'The card could not carry out the command as it was put.',
  'Compare the command with what the card’s version supports.',
]
