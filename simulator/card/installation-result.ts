// ProfileInstallationResult: how an installation ended, signed, and kept like a notification until
// it is removed. SGP.22 §2.5.6.

import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { FinalResult } from '@holdfast/gsma/sgp22/notification.ts'
import { profileInstallationResultData } from '@holdfast/gsma/sgp22/notification.ts'
import { signatureObject, signBytes } from '@holdfast/gsma/signature.ts'
import type { CardNvm, InstallationUnderWay } from './nvm.ts'
import type { Turn } from './turn.ts'

/** EUICCResponse of the profile interpreter: peStatus ok. */
const simaOk = parseHex('3007A0053003800100')

export const successOf = (isdpAid: string): FinalResult => ({
  kind: 'successResult',
  value: { aid: parseHex(isdpAid), simaResponse: simaOk },
})

export const failureOf = (bppCommandId: number, errorReason: number): FinalResult => ({
  kind: 'errorResult',
  value: { bppCommandId, errorReason },
})

/** The result as a BF37, and the change that keeps it and ends the installation and its key. */
export function installationResult(
  turn: Turn,
  installation: InstallationUnderWay,
  finalResult: FinalResult,
): { readonly bytes: Uint8Array; readonly change: Partial<CardNvm> } {
  const seqNumber = turn.nvm.nextSeqNumber
  const { iccid, serverAddress: address } = installation
  const signed = encode(profileInstallationResultData, {
    transactionId: parseHex(installation.transactionId),
    notificationMetadata: {
      seqNumber,
      profileManagementOperation: ['notificationInstall'],
      notificationAddress: address,
      ...(iccid === undefined ? {} : { iccid: parseHex(iccid) }),
    },
    smdpOid: installation.smdpOid,
    finalResult,
  })
  const { key } = turn.credential(installation.credential)
  const bytes = tlv(0xbf37, signed, signatureObject(signBytes(key, signed)))
  const stored = {
    kind: 'install' as const,
    seqNumber,
    address,
    ...(iccid === undefined ? {} : { iccid }),
    bytes: formatHex(bytes),
  }
  const change = {
    notifications: [...turn.nvm.notifications, stored].slice(-turn.model.notificationCountMax),
    nextSeqNumber: seqNumber + 1,
    installation: undefined,
    unusedOneTimeKey: undefined,
  }
  return { bytes, change }
}

const loadProfileElements = 5
const interruption = 11

/** At power-up: what was coming in when the power went is gone, and a notification says so. */
export function endInterruptedInstallation(turn: Turn): void {
  const { installation } = turn.nvm
  if (!installation) return
  if (turn.model.quirks.isSilentAboutInterruption) {
    turn.commit('installation-dropped', { installation: undefined })
    return
  }
  const finalResult = failureOf(loadProfileElements, interruption)
  const { change } = installationResult(turn, installation, finalResult)
  turn.commit('interruption-noted', change)
}
