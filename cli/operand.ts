// What is typed, read into values: EIDs, counts, lists. A refusal names the option and its form.

import { Refused } from './exit-code.ts'

/** An EID; blanks and hyphens as on labels are taken out. */
export function parseEidOperand(text: string): string {
  const digits = text.replace(/[\s-]/g, '')
  if (/^[0-9]{32}$/.test(digits)) return digits
  const why = `not an EID: ${text} (an EID has 32 digits, this has ${digits.length} characters)`
  throw new Refused('bad-eid', why, 'find it with: holdfast devices PART-OF-IT')
}

/** A whole number from 1. */
export function parseCount(option: string, text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1) return count
  throw new Refused('bad-option', `--${option} takes a whole number from 1, not ${text}`)
}

/** For options that may be given more than once. */
export function repeated(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value]
}
