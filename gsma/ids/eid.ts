// EID: the 32 digits that name an eUICC (SGP.29; SGP.02 §2.2.2). The last two are check digits by
// ISO/IEC 7064 MOD 97-10. Text from a person or a file must pass the check; the 16 octets a card
// sends are taken as they are, because a card's own name cannot be a typing error.

import { decodeBcd, encodeBcd } from './bcd.ts'
import type { Parsed } from './parsed.ts'
import { accepted, refused } from './parsed.ts'

declare const eidBrand: unique symbol

/** 32 decimal digits. */
export type Eid = string & { readonly [eidBrand]: true }

/** Digits after an EID's text was cleaned of what people and spreadsheets put between them. */
const withoutSeparators = (text: string): string => text.replace(/[\s\-_:]/g, '')

function remainder97(digits: string): number {
  let rest = 0
  for (let i = 0; i < digits.length; i++) rest = (rest * 10 + digits.charCodeAt(i) - 48) % 97
  return rest
}

/** Whether the two check digits fit the other thirty. */
export const eidCheckHolds = (digits: string): boolean => remainder97(digits) === 1

/**
 * The EID in `text`: 32 digits with spaces or dashes anywhere.
 * Refuses a wrong length, other characters and wrong check digits; for the latter it suggests the
 * one exchange of neighbouring digits that would pass, or else the check digits of the first 30.
 */
export function parseEid(text: string): Parsed<Eid> {
  const digits = withoutSeparators(text)
  const stray = digits.search(/[^0-9]/)
  if (stray >= 0) {
    return refused('eid-not-digits', `an EID has digits only, "${digits[stray]}" is none`)
  }
  if (digits.length !== 32) {
    return refused('eid-length', `an EID has 32 digits, this has ${digits.length}`)
  }
  if (!eidCheckHolds(digits)) {
    const near = onlyTransposition(digits) ?? completeEid(digits.slice(0, 30))
    return refused('eid-check-digits', 'the check digits do not fit the other digits', near)
  }
  return accepted(digits as Eid)
}

/** The text with two neighbouring digits exchanged, if just one such exchange passes. */
function onlyTransposition(digits: string): string | undefined {
  let found: string | undefined
  for (let i = 0; i + 1 < digits.length; i++) {
    if (digits[i] === digits[i + 1]) continue
    const candidate = `${digits.slice(0, i)}${digits[i + 1]}${digits[i]}${digits.slice(i + 2)}`
    if (!eidCheckHolds(candidate)) continue
    if (found !== undefined) return undefined
    found = candidate
  }
  return found
}

/** The EID whose first 30 digits are given; the check digits are computed. */
export function completeEid(first30: string): Eid {
  if (!/^\d{30}$/.test(first30)) throw new RangeError('30 digits are needed to complete an EID')
  const check = 98 - remainder97(`${first30}00`)
  return `${first30}${String(check).padStart(2, '0')}` as Eid
}

/** The EID in the 16 octets of a tag 5A; its check digits are not looked at. */
export function decodeEid(octets: Uint8Array): Parsed<Eid> {
  if (octets.length !== 16) {
    return refused('eid-length', `an EID has 16 octets, this has ${octets.length}`)
  }
  const digits = decodeBcd(octets)
  if (/[^0-9]/.test(digits)) {
    return refused('eid-not-digits', `the octets ${digits} are not decimal digits`)
  }
  return accepted(digits as Eid)
}

/** 16 octets, nibbles in order: `89 04 90 …`. */
export const encodeEid = (eid: Eid): Uint8Array => encodeBcd(eid, 16)

/** In groups of four digits, as people read it to each other. */
export const formatEid = (eid: Eid): string => eid.replace(/(.{4})(?=.)/g, '$1 ')

/** Who issued an EID, as far as seen in public material. */
export interface EidIssuer {
  readonly prefix: string
  readonly name: string
}

/** Observed on cards and samples, not authoritative: no list of issuer numbers is public. */
export const observedEidIssuers: readonly EidIssuer[] = [
  { prefix: '89033024', name: 'IDEMIA or Thales (France)' },
  { prefix: '89044045', name: 'Kigen' },
  { prefix: '89049032', name: 'Giesecke+Devrient' },
  { prefix: '89086030', name: 'a Chinese issuer' },
]

/** The issuer whose observed prefix begins this EID; undefined for all others. */
export const eidIssuer = (eid: Eid): EidIssuer | undefined =>
  observedEidIssuers.find((issuer) => eid.startsWith(issuer.prefix))

/** How many buckets cards are spread over. */
export const bucketCount = 256

/**
 * The bucket (0..255) of a card: FNV-1a, 32 bits, over the 32 ASCII digits, its four octets
 * combined by exclusive or. It is part of stored keys, so it never changes.
 */
export function bucketOf(eid: Eid): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < eid.length; i++) {
    hash = Math.imul(hash ^ eid.charCodeAt(i), 0x01000193)
  }
  return (hash ^ (hash >>> 8) ^ (hash >>> 16) ^ (hash >>> 24)) & 0xff
}
