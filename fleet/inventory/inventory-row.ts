// What an import of an inventory gives: rows that passed every check, and problems that name row,
// column, reason and, where there is one, what may have been meant. Nothing is corrected silently.

import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import type { CardRow } from '../import-card.ts'

/** One device of the file, checked. */
export interface InventoryRow extends CardRow {
  /** The row a spreadsheet shows; the header is row 1. */
  readonly row: number
  readonly eid: Eid
  readonly iccids: readonly Iccid[]
  readonly supplier?: string
}

/** What a column can say about how the device is used: when it calls, sleeps, what it runs on. */
export type FieldOfUse =
  | 'contactEveryMinutes'
  | 'sleepsFrom'
  | 'sleepsUntil'
  | 'timeZone'
  | 'psmPeriodMinutes'
  | 'edrxSeconds'
  | 'batteryMwh'
  | 'coverageClass'
  | 'rat'
  | 'apn'
  | 'bootstrapIccid'
  | 'ipaRollsBack'

/** What a column of an inventory can be. */
export type InventoryField =
  | 'eid'
  | 'iccid'
  | 'imei'
  | 'serial'
  | 'model'
  | 'firmware'
  | 'module'
  | 'country'
  | 'site'
  | 'owner'
  | 'form'
  | 'generation'
  | 'supplier'
  | FieldOfUse

export interface InventoryProblem {
  /** 0 where the file as a whole is meant. */
  readonly row: number
  /** As the header spells it. */
  readonly column?: string
  readonly code: string
  readonly reason: string
  readonly suggestion?: string
  /** What stands in the cell, shortened. */
  readonly value?: string
}

/** Something that was read past because no digit of it is in doubt. */
export interface Tidied {
  readonly kind: 'blanks' | 'leading-apostrophe' | 'formula-quotes'
  readonly count: number
  readonly firstRow: number
}
