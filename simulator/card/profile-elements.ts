// An unprotected profile package walked to its elements: which they are, whose ICCID the header
// names, and that it ends as it should. The elements are not executed. TCA interoperable profile
// format §8.1 (ProfileElement), §8.2 (ProfileHeader).

import { elementBytes, readElements } from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'

/** Tags of the ProfileElement choice. */
export const profileElementNames: Readonly<Record<number, string>> = {
  160: 'header',
  161: 'genericFileManagement',
  162: 'pinCodes',
  163: 'pukCodes',
  164: 'akaParameter',
  165: 'cdmaParameter',
  166: 'securityDomain',
  167: 'rfm',
  168: 'application',
  169: 'nonStandard',
  170: 'end',
  176: 'mf',
  177: 'cd',
  178: 'telecom',
  179: 'usim',
  180: 'opt-usim',
  181: 'isim',
  182: 'opt-isim',
  183: 'phonebook',
  184: 'gsm-access',
  185: 'csim',
  186: 'opt-csim',
  187: 'eap',
  188: 'df-5gs',
  189: 'df-saip',
  190: 'df-snpn',
  191: 'df-5gprose',
  48927: 'df-5gprose',
  48928: 'iot',
  48929: 'opt-iot',
}

export type ProfileReading =
  | { readonly kind: 'read'; readonly elementCount: number }
  | { readonly kind: 'refused'; readonly reason: 'pe-processing' | 'data-mismatch' }

export interface ReadingRules {
  /** ICCID of the metadata, as EF.ICCID holds it, in hexadecimal. */
  readonly iccid: string
  readonly unknownElements: readonly number[]
}

/** Whether a card with these rules can install the package. */
export function readProfileElements(profile: Uint8Array, rules: ReadingRules): ProfileReading {
  const elements = elementsOf(profile)
  const [header] = elements ?? []
  const last = elements?.at(-1)
  if (!elements || header?.tag !== 0xa0 || last?.tag !== 0xaa) {
    return { kind: 'refused', reason: 'pe-processing' }
  }
  const isStrange = ({ tag }: { tag: number }): boolean =>
    profileElementNames[tag] === undefined || rules.unknownElements.includes(tag)
  const repeatsHeader = elements.slice(1, -1).some(({ tag }) => tag === 0xa0 || tag === 0xaa)
  if (repeatsHeader || elements.some(isStrange)) return { kind: 'refused', reason: 'pe-processing' }
  const iccid = headerIccid(elementBytes(profile, header))
  if (iccid === undefined) return { kind: 'refused', reason: 'pe-processing' }
  if (swapNibbles(iccid) !== rules.iccid) return { kind: 'refused', reason: 'data-mismatch' }
  return { kind: 'read', elementCount: elements.length }
}

function elementsOf(profile: Uint8Array): ReturnType<typeof readElements> | undefined {
  try {
    return readElements(profile, 0, profile.length)
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

/** The header's ICCID (83), whose digits stand in reading order. */
function headerIccid(header: Uint8Array): string | undefined {
  try {
    const [outer] = readElements(header, 0, header.length)
    if (!outer) return undefined
    const fields = readElements(header, outer.valueStart, outer.end)
    const iccid = fields.find((field) => field.tag === 0x83)
    if (!iccid || iccid.end - iccid.valueStart !== 10) return undefined
    return formatHex(header.subarray(iccid.valueStart, iccid.end))
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

/** Between the order of a header and that of EF.ICCID. */
export const swapNibbles = (hex: string): string => hex.replace(/(.)(.)/g, '$2$1')
