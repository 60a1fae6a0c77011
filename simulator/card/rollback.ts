// ProfileRollback (BF58): back to the profile that was enabled before, when the eIM could not be
// reached with the new one. The card makes a new result of the same package, with the rollback as
// its last entry, in place of the one that was never delivered. SGP.32 §3.4.2, §5.9.

import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { profileRollbackRequest } from '@holdfast/gsma/sgp32/es10b-iot.ts'
import { euiccResultData } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import type { CardAnswer } from './card.ts'
import type { RollbackRight } from './nvm.ts'
import { encodeNumber, settlePackage } from './package-result.ts'
import { byIccid, findProfile, switchEvents, withEnabled } from './profile-change.ts'
import { withEvents } from './signed-notification.ts'
import type { Turn } from './turn.ts'

const codes = { ok: 0, rollbackNotAllowed: 1, catBusy: 5 } as const

export function profileRollback(turn: Turn, command: Uint8Array): CardAnswer {
  const { refreshFlag } = decode(profileRollbackRequest, command)
  const { rollback } = turn.nvm
  const target = rollback && findProfile(turn.nvm, byIccid(rollback.returnToIccid))
  if (!rollback || !target) return turn.answer(encodeAnswer(codes.rollbackNotAllowed))
  if (turn.ram.busyCount > 0) {
    turn.remember({ busyCount: turn.ram.busyCount - 1 })
    return turn.answer(encodeAnswer(codes.catBusy))
  }
  const result = rollBack(turn, rollback)
  if (refreshFlag) turn.refresh()
  return turn.answer(encodeAnswer(codes.ok, result))
}

/** One commit: the profiles, their notifications and the new result stand or fall together. */
function rollBack(turn: Turn, rollback: RollbackRight): Uint8Array {
  const target = findProfile(turn.nvm, byIccid(rollback.returnToIccid))
  const profiles = withEnabled(turn.nvm.profiles, rollback.returnToIccid)
  const switched = withEvents(turn, { profiles, rollback: undefined }, switchEvents(turn, target))
  const undelivered = turn.nvm.packageResults.filter(
    (stored) => stored.seqNumber !== rollback.seqNumber,
  )
  const { returnToIccid: _to, seqNumber: _old, results: before, ...context } = rollback
  const own = formatHex(encode(euiccResultData, { kind: 'rollbackResult', value: 0 }))
  const results = turn.model.quirks.rollbackRepeatsResults ? [...before, own] : [own]
  const numbered = { nextSeqNumber: switched.nextSeqNumber, packageResults: undelivered }
  const { change, bytes } = settlePackage(turn, { ...context, results }, numbered)
  turn.commit('rolled-back', { ...switched, ...change })
  return bytes
}

const encodeAnswer = (code: number, result?: Uint8Array): Uint8Array =>
  tlv(0xbf58, tlv(0x02, encodeNumber(code)), ...(result ? [result] : []))
