// eUICCMemoryReset: profiles by class, the default SM-DP+ address, and on an IoT card the eIM
// configuration. Policy rules do not hold it back. SGP.22 §5.7.19 (BF34), SGP.32 §5.9 (BF64).

import { decode, encode } from '@holdfast/asn1/schema.ts'
import {
  euiccMemoryResetRequest as consumerRequest,
  euiccMemoryResetResponse as consumerResponse,
} from '@holdfast/gsma/sgp22/es10c.ts'
import {
  euiccMemoryResetRequest,
  euiccMemoryResetResponse,
} from '@holdfast/gsma/sgp32/es10b-iot.ts'
import type { CardAnswer } from './card.ts'
import type { CardNvm, StoredProfile } from './nvm.ts'
import { isEmergency } from './nvm.ts'
import type { ProfileEvent } from './signed-notification.ts'
import { metadataOf, withEvents } from './signed-notification.ts'
import type { Turn } from './turn.ts'

const results = { ok: 0, nothingToDelete: 1, ecallActive: 104 } as const

/** BF34, also what cards of SGP.32 v1.0 are reset with. */
export function consumerReset(turn: Turn, command: Uint8Array): CardAnswer {
  const { resetOptions } = decode(consumerRequest, command)
  const resetResult = reset(turn, resetOptions)
  return turn.answer(encode(consumerResponse, { resetResult }))
}

/** BF64. */
export function memoryReset(turn: Turn, command: Uint8Array): CardAnswer {
  const { resetOptions } = decode(euiccMemoryResetRequest, command)
  if (isEmergency(turn.nvm)) {
    const resetResult = results.ecallActive
    return turn.answer(encode(euiccMemoryResetResponse, { resetResult }))
  }
  const eim = resetOptions.includes('resetEimConfigData')
  const immediate = resetOptions.includes('resetImmediateEnableConfig')
  const hadEims = turn.nvm.eims.length > 0
  const resetResult = reset(turn, resetOptions)
  return turn.answer(
    encode(euiccMemoryResetResponse, {
      resetResult,
      ...(eim ? { resetEimResult: hadEims ? 0 : 1 } : {}),
      ...(immediate ? { resetImmediateEnableConfigResult: 0 } : {}),
    }),
  )
}

/** All that the options name goes in one commit. */
function reset(turn: Turn, options: readonly string[]): number {
  const doomed = turn.nvm.profiles.filter((profile) => isDoomed(profile, options))
  const profiles = turn.nvm.profiles.filter((profile) => !doomed.includes(profile))
  const others: Partial<CardNvm> = {
    ...(options.includes('resetDefaultSmdpAddress') ? { defaultSmdpAddress: undefined } : {}),
    ...(options.includes('resetEimConfigData') ? { eims: [], rollback: undefined } : {}),
    ...(options.includes('resetImmediateEnableConfig') ? { immediateEnable: undefined } : {}),
  }
  if (doomed.length === 0 && Object.keys(others).length === 0) return results.nothingToDelete
  const events = doomed.map((profile): ProfileEvent => ({ profile, event: 'delete' }))
  const gone =
    doomed.length > 0 ? { profiles, rollback: undefined, returnFromFallback: undefined } : {}
  turn.commit('memory-reset', withEvents(turn, { ...others, ...gone }, events))
  if (doomed.some((profile) => profile.state === 'enabled')) turn.refresh()
  const onlyOthers = doomed.length === 0 && !options.includes('resetDefaultSmdpAddress')
  return onlyOthers ? results.nothingToDelete : results.ok
}

/** What came with the card has no SM-DP+ that installed it. */
function isDoomed(profile: StoredProfile, options: readonly string[]): boolean {
  const profileClass = metadataOf(profile).profileClass
  if (profileClass === 1) return options.includes('deleteProvisioningProfiles')
  if (profileClass !== 0) return options.includes('deleteOperationalProfiles')
  const isPreloaded = profile.dpOid === undefined
  const option = isPreloaded ? 'deletePreLoadedTestProfiles' : 'deleteFieldLoadedTestProfiles'
  return options.includes(option)
}
