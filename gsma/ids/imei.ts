// IMEI: the number of a device's modem (TS 23.003 §6.2). Kept as 15 digits with the Luhn digit.
// Lists also hold it without the check digit (14) and with the software version instead (16).

import { decodeBcd, encodeBcd, swapPairs } from './bcd.ts'
import { luhnDigit, luhnHolds } from './luhn.ts'
import type { Parsed } from './parsed.ts'
import { accepted, refused } from './parsed.ts'

declare const imeiBrand: unique symbol

/** 15 decimal digits, the last of which is the Luhn digit. */
export type Imei = string & { readonly [imeiBrand]: true }

/**
 * The IMEI in `text`: 15 digits with a check digit, 14 without, or 16 with a software version,
 * which is left out. Refuses a wrong check digit, and 14 digits that look like 15 whose leading
 * zero a spreadsheet dropped.
 */
export function parseImei(text: string): Parsed<Imei> {
  const digits = text.replace(/[\s\-_/:]/g, '')
  const stray = digits.search(/[^0-9]/)
  if (stray >= 0) {
    return refused('imei-not-digits', `an IMEI has digits only, "${digits[stray]}" is none`)
  }
  if (digits.length < 14 || digits.length > 16) {
    return refused('imei-length', `an IMEI has 14 to 16 digits, this has ${digits.length}`)
  }
  if (digits.length === 15 && !luhnHolds(digits)) {
    const computed = `${digits.slice(0, 14)}${luhnDigit(digits.slice(0, 14))}`
    return refused('imei-check-digit', 'the check digit does not fit the other digits', computed)
  }
  if (digits.length === 14 && digits.startsWith('1') && luhnHolds(`0${digits}`)) {
    return refused('imei-leading-zero', 'the leading zero seems to be lost', `0${digits}`)
  }
  const body = digits.slice(0, 14)
  return accepted(`${body}${luhnDigit(body)}` as Imei)
}

/** The first eight digits: the model's type allocation code. */
export const tacOf = (imei: Imei): string => imei.slice(0, 8)

/**
 * The 8 octets of DeviceInfo.imei: nibbles swapped, and a last octet with the check digit in its
 * high nibble and filling F in the low one. SGP.22 §4.2.
 */
export const encodeImei = (imei: Imei): Uint8Array =>
  encodeBcd(`${swapPairs(imei.slice(0, 14))}${imei[14]}F`, 8)

/**
 * The IMEI in 8 octets; the last octet may have its nibbles either way round, and its digit may be
 * the zero that modems send in place of the check digit (TS 23.003 §6.2.1).
 */
export function decodeImei(octets: Uint8Array): Parsed<Imei> {
  if (octets.length !== 8) {
    return refused('imei-length', `an IMEI has 8 octets, this has ${octets.length}`)
  }
  const text = decodeBcd(octets)
  const body = swapPairs(text.slice(0, 14))
  const last = text.slice(14).replace('F', '')
  return parseImei(last === '0' && /^\d+$/.test(body) ? `${body}${luhnDigit(body)}` : body + last)
}
