// What a card does when power comes: it ends what the last cut of power left half done, each by one
// commit, and forgets nothing else. SGP.22 §5.7.6, SGP.32 §3.3.1 (interruption).

import type { Card, CardIdentity, Commit, Entropy } from './card.ts'
import { emptyRam } from './card.ts'
import type { CardModel } from './card-model.ts'
import { endInterruptedInstallation } from './installation-result.ts'
import { endInterruptedPackage } from './load-euicc-package.ts'
import type { CardNvm } from './nvm.ts'
import { withEnabled } from './profile-change.ts'
import { Turn } from './turn.ts'

export interface PoweredCard {
  readonly card: Card
  readonly commits: readonly Commit[]
}

/** The card with power, from what it kept. */
export function powerUp(
  kept: { readonly identity: CardIdentity; readonly model: CardModel; readonly nvm: CardNvm },
  entropy: Entropy,
): PoweredCard {
  const turn = new Turn({ ...kept, ram: emptyRam }, entropy)
  endInterruptedInstallation(turn)
  endInterruptedPackage(turn)
  forgetEnable(turn)
  const { card, commits } = turn.answer(new Uint8Array(0))
  return { card, commits }
}

/** The oddity of a card whose enable does not last. */
function forgetEnable(turn: Turn): void {
  const { enabledAfterReset, profiles } = turn.nvm
  if (enabledAfterReset === undefined) return
  const stillThere = profiles.some((profile) => profile.iccid === enabledAfterReset)
  turn.commit('enable-forgotten', {
    enabledAfterReset: undefined,
    ...(stillThere || enabledAfterReset === null
      ? { profiles: withEnabled(profiles, enabledAfterReset) }
      : {}),
  })
}
