// A wish in words, without its secrets.

import type { ProfileChoice, Wish } from './wish.ts'

/** "swap to Acme (8988…)". Activation and confirmation codes are never part of it. */
export function wishInWords(wish: Wish): string {
  switch (wish.kind) {
    case 'swap':
      return `swap to ${choiceInWords(wish.profile)}`
    case 'download':
      return `download ${choiceInWords(wish.profile)}`
    case 'enable':
    case 'disable':
    case 'delete':
      return `${wish.kind} ${wish.iccid}`
    case 'set-fallback':
      return `make ${wish.iccid} the fallback profile`
    case 'unset-fallback':
      return 'take the fallback attribute away'
    case 'audit':
      return 'read the card'
  }
}

function choiceInWords(choice: ProfileChoice): string {
  if (choice.kind === 'iccid') return choice.iccid
  const { operator, iccid } = choice
  if (operator !== undefined) return iccid === undefined ? operator : `${operator} (${iccid})`
  return iccid ?? 'the profile of an activation code'
}
