// One cell of an inventory: what it says for its column, or what is wrong with it. Spreadsheets do
// their worst to long numbers; what they did is recognised and named, and the digits are never made
// up again. Blanks, a leading apostrophe and ="…" around a number leave no digit in doubt.

import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import { parseEid } from '@holdfast/gsma/ids/eid.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { parseIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { Imei } from '@holdfast/gsma/ids/imei.ts'
import { parseImei } from '@holdfast/gsma/ids/imei.ts'
import type { Parsed } from '@holdfast/gsma/ids/parsed.ts'
import { accepted, refused } from '@holdfast/gsma/ids/parsed.ts'
import type { DeviceFacts } from '../card-state.ts'
import type { CardRow } from '../import-card.ts'
import type { Tidied } from './inventory-row.ts'

export interface TidyCell {
  readonly text: string
  readonly tidied: readonly Tidied['kind'][]
}

const none: readonly Tidied['kind'][] = []
const blanks = /[\s\u00A0\u200B\u2060\uFEFF]+/g

/** The cell without what spreadsheets put around a text; says what that was. */
export function tidyCell(cell: string): TidyCell {
  if (/^[A-Za-z0-9]([^\s\u200B\u2060]*[A-Za-z0-9])?$/.test(cell))
    return { text: cell, tidied: none }
  const tidied: Tidied['kind'][] = []
  let text = cell
  const trimmed = text.replace(/^[\s\u00A0\u200B\u2060\uFEFF]+|[\s\u00A0\u200B\u2060\uFEFF]+$/g, '')
  if (trimmed !== text) tidied.push('blanks')
  text = trimmed
  const formula = /^="(.*)"$/.exec(text)
  if (formula) {
    tidied.push('formula-quotes')
    text = formula[1] as string
  }
  if (/^['’]\d/.test(text)) {
    tidied.push('leading-apostrophe')
    text = text.slice(1)
  }
  return { text, tidied }
}

/** What spreadsheets and scripts did to a number, or undefined. */
function findDamage<T>(text: string, parse: (text: string) => Parsed<T>): Parsed<T> | undefined {
  if (/^[+-]?\d+([.,]\d+)?[eE][+-]?\d+$/.test(text)) {
    const why =
      'a spreadsheet turned the number into scientific notation and its last digits are lost; ' +
      'export the list again with this column as text'
    return refused('scientific-notation', why)
  }
  const decimal = /^(\d+)[.,]0+$/.exec(text)
  if (decimal) {
    return refused('trailing-characters', 'a decimal point follows the number', decimal[1])
  }
  const digits = text.replace(blanks, '')
  if (/^\d{15}0{3,}$/.test(digits) && !parse(digits).ok) {
    const why =
      'all digits after the fifteenth are zero, as spreadsheets leave them; export the list again ' +
      'with this column as text'
    return refused('rounded-number', why)
  }
  const inside = /\d[\d\s-]*\d/.exec(text)?.[0]
  if (inside !== undefined && inside.length < text.length && !/^\d+F+$/i.test(digits)) {
    const read = parse(inside)
    const why = 'there is more in the cell than the number'
    if (read.ok) return refused('trailing-characters', why, inside.replace(/[\s-]/g, ''))
  }
  return undefined
}

/** A refusal of the number itself, or else of what was done to it. */
function checkNumber<T>(text: string, parse: (text: string) => Parsed<T>): Parsed<T> {
  const read = parse(text)
  return read.ok ? read : (findDamage(text, parse) ?? read)
}

export const checkEid = (text: string): Parsed<Eid> => checkNumber(text, parseEid)
export const checkImei = (text: string): Parsed<Imei> => checkNumber(text, parseImei)

/** One ICCID or several, separated by comma, semicolon or bar. */
export function checkIccids(text: string): Parsed<readonly Iccid[]> {
  const found: Iccid[] = []
  for (const part of text.split(/[;|,]/)) {
    if (part.trim() === '') continue
    const read = checkNumber(part.trim(), parseIccid)
    if (!read.ok) return read
    found.push(read.value)
  }
  return accepted(found)
}

const forms: Readonly<Record<string, DeviceFacts['form']>> = {
  removable: 'removable',
  pluggable: 'removable',
  plugin: 'removable',
  '2ff': 'removable',
  '3ff': 'removable',
  '4ff': 'removable',
  mini: 'removable',
  micro: 'removable',
  nano: 'removable',
  soldered: 'soldered',
  embedded: 'soldered',
  mff2: 'soldered',
  wlcsp: 'soldered',
  esim: 'soldered',
  integrated: 'integrated',
  isim: 'integrated',
  ieuicc: 'integrated',
  iuicc: 'integrated',
}

/** How the card sits in the device. */
export function parseForm(text: string): Parsed<NonNullable<DeviceFacts['form']>> {
  const form = forms[text.toLowerCase().replace(/[^a-z0-9]/g, '')]
  if (form) return accepted(form)
  const why = `"${text}" is no form of a card: removable, soldered or integrated (2FF, MFF2, iSIM)`
  return refused('form-unknown', why)
}

const generations: Readonly<Record<string, CardRow['generation']>> = {
  sgp32: 'sgp32',
  iot: 'sgp32',
  sgp31: 'sgp32',
  sgp22: 'sgp22',
  sgp21: 'sgp22',
  consumer: 'sgp22',
  sgp02: 'sgp02',
  sgp01: 'sgp02',
  m2m: 'sgp02',
  none: 'none',
  uicc: 'none',
  plain: 'none',
  multiimsi: 'none',
}

/** What manages the card. */
export function parseGeneration(text: string): Parsed<CardRow['generation']> {
  const words = text.toLowerCase().replace(/v\d+(\.\d+)*$/, '')
  const generation = generations[words.replace(/[^a-z0-9]/g, '').replace(/^gsma/, '')]
  if (generation) return accepted(generation)
  const why = `"${text}" is no generation: sgp02 (M2M), sgp22 (consumer), sgp32 (IoT) or none`
  return refused('generation-unknown', why)
}

/** Text for people: tabs and line ends, but no other control characters. */
export function checkText(text: string): Parsed<string> {
  if (/^[ -~]*$/.test(text)) return accepted(text)
  for (const character of text) {
    const code = character.codePointAt(0) as number
    if (code === 0) return refused('nul-byte', 'the cell holds a NUL byte')
    const isLayout = code === 0x09 || code === 0x0a || code === 0x0d
    if ((code < 0x20 && !isLayout) || (code >= 0x7f && code < 0xa0)) {
      const hex = code.toString(16).toUpperCase().padStart(2, '0')
      return refused('control-character', `the cell holds the control character ${hex}`)
    }
  }
  return accepted(text)
}
