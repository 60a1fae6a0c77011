// What others do to a device's card: a local user resets or empties it, another eIM takes it over,
// the IPA falls back without need. Done when the device wakes next after the planned instant, once.

import { executeFallback } from '../ipa/es10.ts'
import type { Device } from './device.ts'
import type { TroubleKind } from './troubles.ts'

const tamperings: readonly TroubleKind[] = [
  'memory-reset',
  'other-eim',
  'all-deleted',
  'fallback-alone',
]

/** Does what is due; says whether the card uses its fallback profile because of it. */
export async function tamper(device: Device): Promise<{ readonly fellBack: boolean }> {
  const { clock, troubles } = device
  let fellBack = false
  for (const kind of tamperings) {
    if (device.tampered.has(kind) || !troubles.has(kind, clock.now)) continue
    device.tampered.add(kind)
    device.around.onFault(device.plan, clock.now, kind, 'card')
    if (kind === 'fallback-alone') fellBack = await fallBack(device)
    else alterCard(device, kind)
  }
  return { fellBack }
}

async function fallBack({ ipa, troubles, clock, plan, ipaRuns }: Device): Promise<boolean> {
  troubles.end('fallback-alone', clock.now)
  if (plan.traits.dialect === 'v1.0' || !ipaRuns()) return false
  const changed = await executeFallback(ipa.card)
  if (changed) await ipa.modem.followRefresh()
  return changed
}

/** All profiles gone, or the eIM gone. The state is written as a command would leave it. */
function alterCard({ slot }: Device, kind: TroubleKind): void {
  const { card } = slot
  const { rollback: _, ...nvm } = card.nvm
  const changed = kind === 'all-deleted' ? { ...nvm, profiles: [] } : { ...nvm, eims: [] }
  slot.alter({ ...card, nvm: changed })
}
