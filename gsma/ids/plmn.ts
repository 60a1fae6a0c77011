// PLMN: the number of a network, country code and network code ("262-02"). A network code of two
// digits and one of three are different networks, so the text keeps the hyphen and every zero.
// The 3 octets are those of TS 24.008 §10.5.1.3, as in rPLMN and OperatorId.

import { decodeBcd, encodeBcd } from './bcd.ts'
import type { Parsed } from './parsed.ts'
import { accepted, refused } from './parsed.ts'

declare const plmnBrand: unique symbol

/** `MCC-MNC`, three digits and two or three digits. */
export type Plmn = string & { readonly [plmnBrand]: true }

/** The PLMN in `text`: `262-02`, `262 02`, `262/02`, `26202`, `310410`. */
export function parsePlmn(text: string): Parsed<Plmn> {
  const match = /^\s*(\d{3})[\s\-/.]?(\d{2,3})\s*$/.exec(text)
  if (!match) {
    return refused('plmn-form', 'a network is three digits of country and two or three of network')
  }
  return accepted(`${match[1]}-${match[2]}` as Plmn)
}

/** The mobile country code. */
export const mccOf = (plmn: Plmn): string => plmn.slice(0, 3)

/** The mobile network code, two or three digits. */
export const mncOf = (plmn: Plmn): string => plmn.slice(4)

/** The 3 octets of TS 24.008; a network code of two digits is filled with F. */
export function encodePlmn(plmn: Plmn): Uint8Array {
  const [a, b, c] = mccOf(plmn)
  const [x, y, z = 'F'] = mncOf(plmn)
  return encodeBcd(`${b}${a}${z}${c}${y}${x}`, 3)
}

/** The PLMN in 3 octets. */
export function decodePlmn(octets: Uint8Array): Parsed<Plmn> {
  if (octets.length !== 3) {
    return refused('plmn-length', `a network has 3 octets, this has ${octets.length}`)
  }
  const [b, a, z, c, y, x] = decodeBcd(octets)
  return parsePlmn(`${a}${b}${c}-${x}${y}${z === 'F' ? '' : z}`)
}
