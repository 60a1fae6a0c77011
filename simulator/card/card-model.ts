// What kind of card this is: edition of the standard, sizes, versions, and the oddities of its
// operating system. Data shared by many cards; the oddities are those that real cards and the
// fault catalogue know, each off by default, so a test names what it wants to meet.

import { parseHex } from '@holdfast/asn1/hex.ts'
import type { RulesAuthorisationTable } from '@holdfast/gsma/sgp22/elements.ts'

/** `consumer` is a card of SGP.22 alone; the others add SGP.32 in that version. */
export type Edition = 'consumer' | 'v1.0' | 'v1.2' | 'v1.3'

export interface Quirks {
  /** Refuses what the standard refuses, also where real servers are off the standard. */
  readonly strict: boolean
  /** Ends a package at the first operation that fails; the later ones have no result. */
  readonly stopsAtFirstFailure: boolean
  /** After a power cut in an installation, no notification tells of it. */
  readonly isSilentAboutInterruption: boolean
  /** An enable holds only until the next reset. */
  readonly enableIsLostAtReset: boolean
  /** Every enable of a package answers this code and changes nothing: 5 catBusy, 2 wrong state. */
  readonly enableRefusedWith?: number
  /** The profile is installed, but the result says it is not. */
  readonly reportsInstallErrorWrongly: boolean
  /** Tags of profile elements this operating system does not know. */
  readonly unknownProfileElements: readonly number[]
  /** The result after a rollback repeats the earlier results before its own. */
  readonly rollbackRepeatsResults: boolean
  /** Largest package accepted, in octets of its BF51. */
  readonly packageSizeMax: number
  /** Largest list of results, in octets; one more result ends the package. */
  readonly resultSizeMax: number
  /** Certificates nested as a whole `30…` under A5 and A6. */
  readonly nestsCertificates: boolean
  /** Package results without their arm A0, A1 or A2. */
  readonly sendsBareResults: boolean
}

export interface CardModel {
  readonly edition: Edition
  readonly svn: string
  readonly profileVersion: string
  readonly firmwareVersion: string
  readonly platformLabel: string
  /** Octets for profiles. */
  readonly memorySize: number
  readonly volatileMemorySize: number
  readonly eimCountMax: number
  readonly notificationCountMax: number
  /** `integrated` is an iSIM. */
  readonly form: 'discrete' | 'integrated'
  /** Which policy rules whose profiles may bring. SGP.22 §2.9.2. */
  readonly rules: RulesAuthorisationTable
  readonly quirks: Quirks
}

/** Any operator: every digit of MCC and MNC is a wildcard. */
const anyOperator = { mccMnc: parseHex('EEEEEE') }

export const noQuirks: Quirks = {
  strict: false,
  stopsAtFirstFailure: true,
  isSilentAboutInterruption: false,
  enableIsLostAtReset: false,
  reportsInstallErrorWrongly: false,
  unknownProfileElements: [],
  rollbackRepeatsResults: true,
  packageSizeMax: 16_384,
  resultSizeMax: 16_384,
  nestsCertificates: false,
  sendsBareResults: false,
}

export const standardModel: CardModel = {
  edition: 'v1.3',
  svn: '2.5.0',
  profileVersion: '3.3.1',
  firmwareVersion: '1.4.2',
  platformLabel: 'holdfast-software-card',
  memorySize: 512 * 1024,
  volatileMemorySize: 24 * 1024,
  eimCountMax: 4,
  notificationCountMax: 64,
  form: 'discrete',
  rules: [{ pprIds: ['ppr1', 'ppr2'], allowedOperators: [anyOperator], pprFlags: [] }],
  quirks: noQuirks,
}

/** The standard model with some facts and quirks replaced. */
export const cardModel = (
  facts: Partial<Omit<CardModel, 'quirks'>> = {},
  quirks: Partial<Quirks> = {},
): CardModel => ({ ...standardModel, ...facts, quirks: { ...noQuirks, ...quirks } })

/** Three octets of a version in dotted form. @throws RangeError when it is not one */
export function encodeVersion(text: string): Uint8Array {
  const parts = text.split('.').map(Number)
  if (
    parts.length !== 3 ||
    parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)
  ) {
    throw new RangeError(`"${text}" is not a version of three numbers up to 255`)
  }
  return Uint8Array.from(parts)
}
