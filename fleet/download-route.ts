// Who talks to the SM-DP+ in a download: the device itself (direct) or the eIM for it (indirect).
// SGP.32 §3.2. The trigger is the same for both; the IPA's capabilities say what it will do.

import { parseActivationCode } from '@holdfast/gsma/ids/activation-code.ts'
import { isIdentified } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { ProfileChoice } from './wish.ts'

type Codes = Extract<ProfileChoice, { kind: 'activation-code' }>

const features = {
  direct: 'directRspServerCommunication',
  indirect: 'indirectRspServerCommunication',
} as const

/**
 * The route, or `none` when the device says that it can do neither. `undefined`: not known yet.
 * A device that was asked and does not tell, or writes flags nobody knows (an IPA of v1.0 does),
 * is served indirectly: it gets the same trigger, and the eIM relays if asked.
 * A confirmation code can only be given by the eIM, so it asks for the indirect route.
 */
export function chooseRoute(
  state: CardState,
  choice: Codes,
): 'direct' | 'indirect' | 'none' | undefined {
  const told = state.euicc?.ipaFeatures
  if (told === undefined) return isIdentified(state) ? 'indirect' : undefined
  const canDirect = told.includes(features.direct)
  const canIndirect = told.includes(features.indirect)
  if (canIndirect && (!canDirect || needsConfirmation(choice))) return 'indirect'
  if (canDirect) return 'direct'
  return told.some((name) => name.startsWith('bit ')) ? 'indirect' : 'none'
}

/** Whether the order wants a confirmation code. */
export function needsConfirmation({ activationCode, confirmationCode }: Codes): boolean {
  if (confirmationCode !== undefined) return true
  const code = parseActivationCode(activationCode)
  return code.ok && code.value.confirmationCodeRequired
}
