// Hands a bound profile package to the card piece by piece, as LPAs and IPAs do.
// SGP.22 §2.5.5 (structure), §5.7.6 (LoadBoundProfilePackage).

import { elementBytes, readElements, readWhole } from '@holdfast/asn1/der.ts'
import type { CardPort } from './card-port.ts'
import { parseTlv, type Tlv } from './tlv-tree.ts'

/**
 * The pieces of a BF36 in order: its header with BF23; each list's header with its first element
 * (A0, A2) or alone (A1, A3); every further element by itself.
 */
export function cutPieces(profile: Uint8Array): readonly Uint8Array[] {
  const whole = readWhole(profile)
  const [opening, ...lists] = readElements(profile, whole.valueStart, whole.end)
  if (!opening) return [profile]
  const pieces = [profile.subarray(0, opening.end)]
  for (const list of lists) {
    const elements = readElements(profile, list.valueStart, list.end)
    const [first, ...rest] = elements
    const isJoined = list.tag === 0xa0 || list.tag === 0xa2
    if (isJoined && first) pieces.push(profile.subarray(list.start, first.end))
    else pieces.push(profile.subarray(list.start, list.valueStart))
    const alone = isJoined ? rest : elements
    pieces.push(...alone.map((element) => elementBytes(profile, element)))
  }
  return pieces
}

/** The card's ProfileInstallationResult (BF37); undefined when it gave none. */
export async function loadProfile(card: CardPort, profile: Uint8Array): Promise<Tlv | undefined> {
  for (const piece of cutPieces(profile)) {
    const answer = await card.send(piece)
    if (answer.length === 0) continue
    const result = parseTlv(answer)
    if (result.tag === 0xbf37) return result
  }
  return undefined
}

/** Whether a ProfileInstallationResult says that the profile is installed. */
export const isInstalled = (result: Tlv): boolean => {
  const data = readWhole(result.bytes)
  const [signed] = readElements(result.bytes, data.valueStart, data.end)
  if (!signed) return false
  const members = readElements(result.bytes, signed.valueStart, signed.end)
  const final = members.find((member) => member.tag === 0xa2)
  return final !== undefined && result.bytes[final.valueStart] === 0xa0
}
