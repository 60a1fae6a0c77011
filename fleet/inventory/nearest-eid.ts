// Which EID a mistyped one was probably meant to be: of those that one wrong digit, one exchange
// of neighbours or wrong check digits would explain, the one nearest to the others of its batch, whose EIDs begin alike.

import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import { completeEid, eidCheckHolds } from '@holdfast/gsma/ids/eid.ts'

/** EIDs one digit, one exchange of neighbours, or their check digits away from `digits`. */
export function neighboursOf(digits: string): readonly Eid[] {
  const found = new Set<string>([completeEid(digits.slice(0, 30))])
  const consider = (candidate: string): void => {
    if (eidCheckHolds(candidate)) found.add(candidate)
  }
  for (let i = 0; i < digits.length; i++) {
    const [before, own, after] = [digits.slice(0, i), digits[i] as string, digits.slice(i + 1)]
    for (let digit = 0; digit <= 9; digit++) {
      if (String(digit) !== own) consider(`${before}${digit}${after}`)
    }
    if (after && after[0] !== own) consider(`${before}${after[0]}${own}${after.slice(1)}`)
  }
  // All of them are 32 digits whose check holds.
  return [...found] as Eid[]
}

const sharedDigits = (one: string, other: string): number => {
  let count = 0
  while (count < one.length && one[count] === other[count]) count += 1
  return count
}

/**
 * The neighbour that shares most leading digits with `peer`, an EID of the same batch; undefined
 * where two share as many, for then any choice would be a guess.
 */
export function nearestEid(
  digits: string,
  peer: Eid,
  isTaken: (eid: Eid) => boolean,
): Eid | undefined {
  let best: Eid | undefined
  let bestShared = -1
  for (const candidate of neighboursOf(digits)) {
    if (isTaken(candidate)) continue
    const shared = sharedDigits(candidate, peer)
    if (shared === bestShared) best = undefined
    if (shared <= bestShared) continue
    best = candidate
    bestShared = shared
  }
  return best
}
