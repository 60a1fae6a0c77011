// The pre-flight checks as people read them (C2): what each asks, in a few words, the same in the
// console and in the command.

import type { CheckName } from './check.ts'

const words: Readonly<Record<CheckName, string>> = {
  'card-rules': 'rules of the card',
  'way-back': 'a way back',
  memory: 'free memory',
  ci: 'CI in common',
  certificates: 'certificates',
  profile: 'profile',
  line: 'line at the operator',
  country: 'country',
  'device-lock': 'device lock',
  apn: 'APN',
  energy: 'battery',
  coverage: 'coverage',
  contact: 'when it calls',
}

/** What a check is called; a name that is not known tells itself. */
export const checkInWords = (check: string): string => words[check as CheckName] ?? check

/** The checks that can lack their fact, so that requiring it means something. */
export const requirableChecks: readonly CheckName[] = (Object.keys(words) as CheckName[]).filter(
  (check) => check !== 'card-rules',
)
