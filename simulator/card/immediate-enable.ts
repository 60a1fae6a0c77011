// Enabling a profile right after its download, where an eIM or the maker allowed it for this SM-DP+.
// SGP.32 §3.4.1, §5.9 (ImmediateEnable, ConfigureImmediateProfileEnabling).

import { decode, encode } from '@holdfast/asn1/schema.ts'
import {
  configureImmediateProfileEnablingRequest,
  configureImmediateProfileEnablingResponse,
  immediateEnableRequest,
  immediateEnableResponse,
} from '@holdfast/gsma/sgp32/es10b-iot.ts'
import type { CardAnswer, RspSession } from './card.ts'
import type { CardNvm } from './nvm.ts'
import { immediateEnableOf } from './package-operations.ts'
import { byIccid, enableProfile } from './profile-change.ts'
import type { Turn } from './turn.ts'

/** ImmediateEnable (BF5A) of the profile whose installation ended this session. */
export function immediateEnable(turn: Turn, command: Uint8Array): CardAnswer {
  const { refreshFlag = true } = decode(immediateEnableRequest, command)
  const answer = (immediateEnableResult: number): CardAnswer =>
    turn.answer(encode(immediateEnableResponse, { immediateEnableResult }))
  const { justInstalled } = turn.ram
  if (!justInstalled) return answer(4)
  if (!isAllowed(turn.nvm, justInstalled.session)) return answer(1)
  const { code, change } = enableProfile(turn, byIccid(justInstalled.iccid))
  if (!change) return answer(code === 5 ? 5 : 127)
  turn.commit('immediately-enabled', { ...change, rollback: undefined })
  turn.remember({ justInstalled: undefined })
  if (refreshFlag) turn.refresh()
  return answer(0)
}

/** The feature is on, and for the SM-DP+ that the profile came from. */
function isAllowed(nvm: CardNvm, session: RspSession): boolean {
  const configured = nvm.immediateEnable
  if (!configured) return false
  const { smdpOid = session.serverOid, smdpAddress = session.serverAddress } = configured
  const sameAddress = smdpAddress.toLowerCase() === session.serverAddress.toLowerCase()
  return smdpOid === session.serverOid && sameAddress
}

/** ConfigureImmediateProfileEnabling (BF59): the device's own, refused once an eIM is in charge. */
export function configureImmediateEnabling(turn: Turn, command: Uint8Array): CardAnswer {
  const asked = decode(configureImmediateProfileEnablingRequest, command)
  const hasEim = turn.nvm.eims.length > 0
  if (!hasEim) {
    turn.commit('immediate-enable-configured', { immediateEnable: immediateEnableOf(asked) })
  }
  const configImmediateEnableResult = hasEim ? 2 : 0
  return turn.answer(
    encode(configureImmediateProfileEnablingResponse, { configImmediateEnableResult }),
  )
}
