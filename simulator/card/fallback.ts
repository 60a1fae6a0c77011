// Switches that the IPA makes without an eIM: to the fallback profile when the network is lost and
// back again, and to the emergency profile and back. SGP.32 §3.4.3, §3.4.4, §5.9.

import { decode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import * as es10b from '@holdfast/gsma/sgp32/es10b-iot.ts'
import type { CardAnswer } from './card.ts'
import type { CardNvm } from './nvm.ts'
import { enabledProfile, isEmergency } from './nvm.ts'
import { byIccid, findProfile, switchEvents, withEnabled } from './profile-change.ts'
import { metadataOf, withEvents } from './signed-notification.ts'
import type { Turn } from './turn.ts'

const codes = {
  ok: 0,
  notInDisabledState: 2,
  notInEnabledState: 2,
  notAvailable: 6,
  commandError: 7,
  ecallNotAvailable: 8,
  ecallActive: 104,
} as const

const answerCode = (turn: Turn, tag: number, code: number): CardAnswer =>
  turn.answer(tlv(tag, tlv(0x80, Uint8Array.of(code))))

/** ExecuteFallbackMechanism (BF5D): to the profile with the Fallback Attribute. */
export function executeFallback(turn: Turn, command: Uint8Array): CardAnswer {
  const { refreshFlag } = decode(es10b.executeFallbackMechanismRequest, command)
  const answer = (code: number): CardAnswer => answerCode(turn, 0xbf5d, code)
  if (isEmergency(turn.nvm)) return answer(codes.ecallActive)
  const target = turn.nvm.profiles.find((profile) => profile.fallbackAttribute)
  if (!target) return answer(codes.notAvailable)
  if (target.state === 'enabled') return answer(codes.notInDisabledState)
  const before = enabledProfile(turn.nvm)?.iccid
  const profiles = withEnabled(turn.nvm.profiles, target.iccid)
  const change = { profiles, returnFromFallback: before, rollback: undefined }
  turn.commit('fallback-executed', withEvents(turn, change, switchEvents(turn, target)))
  if (refreshFlag) turn.refresh()
  return answer(codes.ok)
}

/** ReturnFromFallback (BF5E): to the profile that was enabled before. */
export function returnFromFallback(turn: Turn, command: Uint8Array): CardAnswer {
  const { refreshFlag } = decode(es10b.returnFromFallbackRequest, command)
  const answer = (code: number): CardAnswer => answerCode(turn, 0xbf5e, code)
  const { returnFromFallback: before } = turn.nvm
  if (before === undefined) return answer(codes.notAvailable)
  const target = findProfile(turn.nvm, byIccid(before))
  if (!target) return answer(codes.commandError)
  const profiles = withEnabled(turn.nvm.profiles, target.iccid)
  const change = { profiles, returnFromFallback: undefined }
  turn.commit('returned-from-fallback', withEvents(turn, change, switchEvents(turn, target)))
  if (refreshFlag) turn.refresh()
  return answer(codes.ok)
}

/** EnableEmergencyProfile (BF5B). No notification tells of it. */
export function enableEmergency(turn: Turn, command: Uint8Array): CardAnswer {
  const { refreshFlag } = decode(es10b.enableEmergencyProfileRequest, command)
  const answer = (code: number): CardAnswer => answerCode(turn, 0xbf5b, code)
  const target = turn.nvm.profiles.find((profile) => metadataOf(profile).ecallIndication === true)
  if (!target) return answer(codes.ecallNotAvailable)
  if (target.state === 'enabled') return answer(codes.notInDisabledState)
  turn.commit('emergency-enabled', {
    profiles: withEnabled(turn.nvm.profiles, target.iccid),
    returnFromEmergency: enabledProfile(turn.nvm)?.iccid ?? null,
    rollback: undefined,
  })
  if (refreshFlag) turn.refresh()
  return answer(codes.ok)
}

/** DisableEmergencyProfile (BF5C). */
export function disableEmergency(turn: Turn, command: Uint8Array): CardAnswer {
  const { refreshFlag } = decode(es10b.disableEmergencyProfileRequest, command)
  const answer = (code: number): CardAnswer => answerCode(turn, 0xbf5c, code)
  const { returnFromEmergency: before } = turn.nvm
  if (before === undefined) return answer(codes.notInEnabledState)
  const change: Partial<CardNvm> = {
    profiles: withEnabled(turn.nvm.profiles, before),
    returnFromEmergency: undefined,
    rollback: undefined,
  }
  turn.commit('emergency-disabled', change)
  if (refreshFlag) turn.refresh()
  return answer(codes.ok)
}
