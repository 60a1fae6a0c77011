// ICCID: the number of a profile (ITU-T E.118; TS 102 221 §13.2). Kept as its 18 to 20 digits; the
// card's file EF.ICCID and every ES10 message swap the nibbles and fill with F, a profile's header
// does not swap, and ES2+ fills text with F to 20 characters.

import { decodeBcd, encodeBcd, swapPairs } from './bcd.ts'
import { luhnDigit, luhnHolds } from './luhn.ts'
import type { Parsed } from './parsed.ts'
import { accepted, refused } from './parsed.ts'

declare const iccidBrand: unique symbol

/** 18 to 20 decimal digits, without filling. */
export type Iccid = string & { readonly [iccidBrand]: true }

/**
 * The ICCID in `text`: spaces and dashes anywhere, filling F at the end.
 * Refuses what does not begin with 89, other lengths, and a wrong Luhn digit. Text in the order of
 * EF.ICCID ("9810…") is refused with the digits in their reading order as suggestion.
 */
export function parseIccid(text: string): Parsed<Iccid> {
  const compact = text.replace(/[\s\-_:]/g, '').toUpperCase()
  const digits = compact.replace(/F+$/, '')
  const swapped = looksSwapped(compact)
  if (swapped !== undefined) {
    const why = 'the digits are in the order of the card file EF.ICCID, each pair exchanged'
    return refused('iccid-swapped', why, swapped)
  }
  const stray = digits.search(/[^0-9]/)
  if (stray >= 0) {
    return refused('iccid-not-digits', `an ICCID has digits only, "${digits[stray]}" is none`)
  }
  if (digits.length < 18 || digits.length > 20) {
    return refused('iccid-length', `an ICCID has 18 to 20 digits, this has ${digits.length}`)
  }
  if (!digits.startsWith('89')) {
    return refused('iccid-prefix', `an ICCID begins with 89, this with ${digits.slice(0, 2)}`)
  }
  if (!luhnHolds(digits)) return refused('iccid-check-digit', ...wrongLuhn(digits))
  return accepted(digits as Iccid)
}

function looksSwapped(compact: string): string | undefined {
  if (!/^98[0-9F]{16,18}$/.test(compact)) return undefined
  const restored = swapPairs(compact).replace(/F+$/, '')
  return /^\d{18,20}$/.test(restored) && luhnHolds(restored) ? restored : undefined
}

function wrongLuhn(digits: string): [why: string, suggestion: string] {
  const check = luhnDigit(digits.slice(0, -1))
  if (digits.length === 18) {
    const why = 'the check digit does not fit; many lists print 18 digits without it'
    return [why, `${digits}${luhnDigit(digits)}`]
  }
  return ['the check digit does not fit the other digits', `${digits.slice(0, -1)}${check}`]
}

const plainDigits = (text: string): Parsed<Iccid> => {
  const digits = text.replace(/F+$/, '')
  if (/[^0-9]/.test(digits) || digits.length < 18) {
    return refused('iccid-not-digits', `${text} is not 18 to 20 digits filled with F`)
  }
  return accepted(digits as Iccid)
}

/** The ICCID in the 10 octets of EF.ICCID or a tag 5A; the check digit is not looked at. */
export function decodeIccid(octets: Uint8Array): Parsed<Iccid> {
  if (octets.length !== 10) return wrongSize(octets)
  return plainDigits(swapPairs(decodeBcd(octets)))
}

/** The 10 octets of EF.ICCID: nibbles swapped, filled with F. */
export const encodeIccid = (iccid: Iccid): Uint8Array =>
  encodeBcd(swapPairs(iccid.padEnd(20, 'F')), 10)

/** The ICCID in a profile header's 10 octets, where nibbles stand in reading order. */
export function decodeIccidUnswapped(octets: Uint8Array): Parsed<Iccid> {
  if (octets.length !== 10) return wrongSize(octets)
  return plainDigits(decodeBcd(octets))
}

/** A profile header's 10 octets: reading order, filled with F. */
export const encodeIccidUnswapped = (iccid: Iccid): Uint8Array => encodeBcd(iccid, 10)

/** The text form of ES2+: filled with F to 20 characters. SGP.22 §5.3. */
export const formatIccidFilled = (iccid: Iccid): string => iccid.padEnd(20, 'F')

/** The ICCID with its check digit, from the digits before it. */
export function completeIccid(digits: string): Iccid {
  if (!/^89\d{15,17}$/.test(digits)) {
    throw new RangeError('17 to 19 digits that begin with 89 are needed to complete an ICCID')
  }
  return `${digits}${luhnDigit(digits)}` as Iccid
}

const wrongSize = (octets: Uint8Array): Parsed<Iccid> =>
  refused('iccid-length', `an ICCID has 10 octets, this has ${octets.length}`)
