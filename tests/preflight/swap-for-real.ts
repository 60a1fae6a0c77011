// What really becomes of a swap: a simulated card with real keys downloads from a simulated SM-DP+ and
// enables; then the circumstances decide by rules of their own, written here and nowhere else, whether
// the device attaches and lasts. No code of the product takes part.

import { parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { completeIccid, encodeIccid, type Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { profileInstallationResult } from '@holdfast/gsma/sgp22/notification.ts'
import { storeMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import { answerCommand } from '@holdfast/simulator/card/answer-command.ts'
import type { Card } from '@holdfast/simulator/card/card.ts'
import { cardModel } from '@holdfast/simulator/card/card-model.ts'
import { countingEntropy } from '@holdfast/simulator/card/counting-entropy.ts'
import { newCard, testEid, testIdentity } from '@holdfast/simulator/card/new-card.ts'
import { withPreloaded } from '@holdfast/simulator/card/preloaded-profile.ts'
import { downloadProfile } from '@holdfast/simulator/card/shortest-lpa.ts'
import { createTestPki, type TestPki } from '@holdfast/simulator/pki/test-pki.ts'
import { confirmOrder, downloadOrder } from '@holdfast/simulator/smdp/es2plus.ts'
import { newSmdp, newStock } from '@holdfast/simulator/smdp/new-smdp.ts'
import type { Smdp } from '@holdfast/simulator/smdp/smdp.ts'
import type { SwapCase } from './swap-case.ts'

export const start = Date.UTC(2026, 5, 1)
export const smdpAddress = 'smdp.example.com'
const pki = createTestPki({ seed: 'preflight', from: start })
const strangePki = createTestPki({ seed: 'preflight of others', from: start })

/** The CI that the SM-DP+ is certified under. */
export const smdpCi = (): Uint8Array => pki.ci.keyId

export interface Bench {
  readonly pki: TestPki
  readonly smdp: Smdp
  readonly target: Iccid
  readonly home: Iccid
  card: Card
  send(command: Uint8Array): Uint8Array
}

/** The card and the SM-DP+ of the case, before anything happens. */
export function benchOf(one: SwapCase): Bench {
  const entropy = countingEntropy(`case ${one.number}`)
  const cardPki = one.doom === 'no CI in common' ? strangePki : pki
  const home = completeIccid(`89491000000${String(one.number).padStart(7, '0')}`)
  const stock = { count: 1, iccidPrefix: '894920', profileType: 'T', serviceProviderName: 'Away' }
  const profiles = newStock({ ...stock, address: smdpAddress, size: one.profileBytes })
  const smdp = newSmdp({ address: smdpAddress, pkis: [pki], profiles })
  const target = profiles[0]?.iccid as Iccid
  const world = { now: start, entropy }
  downloadOrder(smdp, { iccid: target })
  if (one.doom !== 'order not released') {
    confirmOrder(smdp, { iccid: target, releaseFlag: true, matchingId: 'M-1' }, world)
  }
  const bench: Bench = {
    ...{ pki: cardPki, smdp, target, home },
    card: factoryCard(one, cardPki, home),
    send(command) {
      const { card, reply } = answerCommand(bench.card, command, entropy)
      bench.card = card
      if (reply.kind === 'refused') throw new Error(`the card refused with ${reply.statusWord}`)
      return reply.bytes
    },
  }
  return bench
}

function factoryCard(one: SwapCase, cardPki: TestPki, home: Iccid): Card {
  const model = cardModel({ edition: 'v1.3', memorySize: one.memorySize })
  const card = newCard(testIdentity(testEid(one.number), cardPki), model)
  const forbids = one.doom === 'policy forbids disabling the old profile'
  const metadata = encode(storeMetadataRequest, {
    iccid: encodeIccid(home),
    serviceProviderName: 'Home',
    profileName: 'Home',
    profileClass: 2,
    ...(forbids ? { profilePolicyRules: ['ppr1'] as const } : {}),
  })
  return { ...card, nvm: withPreloaded(card.nvm, { metadata, size: 12_000, isEnabled: true }) }
}

/** Why the swap fails in truth; nothing: the device serves on the new profile in time. */
export function failureOf(one: SwapCase, bench: Bench): string | undefined {
  return inTime(one) ?? downloads(one, bench) ?? enables(bench) ?? attaches(one) ?? lasts(one)
}

function downloads(one: SwapCase, { smdp, send }: Bench): string | undefined {
  if (one.doom === 'no stock' || one.doom === 'order used up') return one.doom
  const world = { now: start, entropy: countingEntropy(`download ${one.number}`) }
  const end = downloadProfile(send, { smdp, matchingId: 'M-1' }, world)
  if (end.kind !== 'result') return `the download ended: ${end.kind}`
  const { value } = decode(profileInstallationResult, end.bytes).profileInstallationResultData
  return value.finalResult.kind === 'successResult' ? undefined : 'the card could not install it'
}

function enables({ send, target }: Bench): string | undefined {
  const named = tlv(0xa0, tlv(0x5a, encodeIccid(target)))
  const code = send(tlv(0xbf31, named, parseHex('8101FF'))).at(-1)
  return code === 0 ? undefined : `the card refused the enable with ${code}`
}

function attaches({ line, device }: SwapCase): string | undefined {
  if (line.state !== 'active') return 'the home register rejects it'
  if (!line.countries.includes(device.country)) return 'roaming is not allowed'
  if (line.imeiLock !== undefined && line.imeiLock !== device.imei) return 'illegal ME'
  if (!device.apns.includes(line.apn)) return 'no data session: unknown APN'
  return line.bytesLeft > 0 ? undefined : 'the first octet is not carried'
}

/** Seconds and joules of a 12 kB download, from the sheet of a module; others in proportion. */
const sheet = {
  CE0: { seconds: 27, joules: 6.4 },
  CE1: { seconds: 82, joules: 22 },
  CE2: { seconds: 601, joules: 182 },
} as const

function lasts({ device, profileBytes, sessionSeconds }: SwapCase): string | undefined {
  const { seconds, joules } = sheet[device.coverageClass]
  const share = Math.max(0.35, profileBytes / 12_163)
  if (seconds * share > sessionSeconds) return 'the session ends before the download'
  return joules * share > device.batteryMwh * 3.6 ? 'the battery is empty on the way' : undefined
}

/** Whether one of its calls falls before the deadline and into the window. */
function inTime({ device, deadlineInMs, window }: SwapCase): string | undefined {
  for (let at = device.firstCallInMs; at <= deadlineInMs; at += device.everyMs) {
    if (at >= window.fromMs && at <= window.untilMs) return undefined
  }
  return 'it never calls in time'
}
