import { readFileSync } from 'node:fs'
import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import type { Schema } from '@holdfast/asn1/schema.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { verifyChain } from '@holdfast/gsma/certificate.ts'
import * as authenticate from '@holdfast/gsma/sgp22/authenticate.ts'
import { boundProfilePackage } from '@holdfast/gsma/sgp22/bound-profile-package.ts'
import * as cancel from '@holdfast/gsma/sgp22/cancel-session.ts'
import * as download from '@holdfast/gsma/sgp22/download.ts'
import * as es10c from '@holdfast/gsma/sgp22/es10c.ts'
import * as info from '@holdfast/gsma/sgp22/euicc-info.ts'
import * as notification from '@holdfast/gsma/sgp22/notification.ts'
import * as profiles from '@holdfast/gsma/sgp22/profile-info.ts'
import { hashConfirmationCode, signatureObject, verifyBytes } from '@holdfast/gsma/signature.ts'
import { describe, expect, it } from 'vitest'
import { countingEntropy } from '../card/counting-entropy.ts'
import { newCard, testEid, testIdentity } from '../card/new-card.ts'
import { testPkis } from '../pki/sandbox-pki.ts'
import { anchorOf } from '../smdp/new-smdp.ts'
import { answerApdu, insertCard } from './uicc.ts'

type Line =
  | { readonly type: 'origin'; readonly text: string; readonly at: number }
  | { readonly type: 'command'; readonly lpac: string }
  | { readonly type: 'apdu'; readonly request: string; readonly response: string }
  | {
      readonly type: 'http'
      readonly url: string
      readonly request: string
      readonly status: number
      readonly response: string
    }

const path = new URL('../../gsma/vectors/lpac-download.jsonl', import.meta.url)
const lines = readFileSync(path, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)

interface Exchange {
  readonly command: Uint8Array
  readonly response: Uint8Array
}

/** The ES10 commands and responses that the APDUs carry. */
function exchanges(): readonly Exchange[] {
  const found: Exchange[] = []
  let blocks: Uint8Array[] = []
  for (const line of lines) {
    if (line.type !== 'apdu') continue
    const apdu = parseHex(line.request)
    const data = parseHex(line.response).subarray(0, -2)
    if (apdu[1] === 0xe2) {
      blocks.push(apdu.subarray(5))
      if (((apdu[2] as number) & 0x80) === 0) continue
      found.push({ command: concatBytes(...blocks), response: data })
      blocks = []
    } else if (apdu[1] === 0xc0) {
      const last = found.pop()!
      found.push({ ...last, response: concatBytes(last.response, data) })
    }
  }
  return found
}

const es10: Readonly<Record<string, readonly [Schema<unknown>, Schema<unknown>]>> = {
  BF20: [info.getEuiccInfo1Request, info.euiccInfo1],
  BF21: [download.prepareDownloadRequest, download.prepareDownloadResponse],
  BF22: [info.getEuiccInfo2Request, info.euiccInfo2],
  BF28: [notification.listNotificationRequest, notification.listNotificationResponse],
  BF29: [es10c.setNicknameRequest, es10c.setNicknameResponse],
  BF2B: [
    notification.retrieveNotificationsListRequest,
    notification.retrieveNotificationsListResponse,
  ],
  BF2D: [profiles.profileInfoListRequest, profiles.profileInfoListResponse],
  BF2E: [authenticate.getEuiccChallengeRequest, authenticate.getEuiccChallengeResponse],
  BF30: [notification.notificationSentRequest, notification.notificationSentResponse],
  BF31: [es10c.enableProfileRequest, es10c.enableProfileResponse],
  BF32: [es10c.disableProfileRequest, es10c.disableProfileResponse],
  BF33: [es10c.deleteProfileRequest, es10c.deleteProfileResponse],
  BF38: [authenticate.authenticateServerRequest, authenticate.authenticateServerResponse],
  BF3C: [es10c.euiccConfiguredAddressesRequest, es10c.euiccConfiguredAddressesResponse],
  BF3E: [es10c.getEuiccDataRequest, es10c.getEuiccDataResponse],
  BF41: [cancel.cancelSessionRequest, cancel.cancelSessionResponse],
  BF43: [es10c.getRatRequest, es10c.getRatResponse],
}

const named = (exchange: Exchange): string => formatHex(exchange.command.subarray(0, 2))
const ofTag = (tag: string): readonly Exchange[] => exchanges().filter((one) => named(one) === tag)

/** The pieces of the one bound profile package, joined. */
function recordedPackage(): Uint8Array {
  const all = exchanges()
  const from = all.findIndex((one) => named(one) === 'BF36')
  const to = all.findIndex((one, index) => index >= from && one.response.length > 0)
  return concatBytes(...all.slice(from, to + 1).map(({ command }) => command))
}

const [origin] = lines
const at = origin?.type === 'origin' ? origin.at : 0
const [pki] = testPkis('sandbox', at)
const cardKey = pki.card(testEid(1)).key.publicKey

describe('the recorded exchange of lpac with a card and an SM-DP+', () => {
  it('says where it comes from', () => {
    expect(origin).toMatchObject({ type: 'origin', text: expect.stringContaining('lpac') })
  })

  it('decodes, each message, and encodes to the same bytes', () => {
    const seen = new Set<string>()
    for (const exchange of exchanges()) {
      const tag = named(exchange)
      const schemas = es10[tag]
      // Pieces of the bound profile package are read as a whole below.
      if (!schemas) continue
      seen.add(tag)
      const [request, response] = schemas
      expect(formatHex(encode(request, decode(request, exchange.command)))).toBe(
        formatHex(exchange.command),
      )
      expect(formatHex(encode(response, decode(response, exchange.response)))).toBe(
        formatHex(exchange.response),
      )
    }
    expect([...seen].sort()).toEqual(Object.keys(es10).sort())
  })

  it('holds a whole bound profile package, whose last piece gave the result', () => {
    const bytes = recordedPackage()
    expect(formatHex(encode(boundProfilePackage, decode(boundProfilePackage, bytes)))).toBe(
      formatHex(bytes),
    )
    const result = exchanges().find(({ response }) => formatHex(response.subarray(0, 2)) === 'BF37')
    const { profileInstallationResultData, euiccSignPIR } = decode(
      notification.profileInstallationResult,
      result!.response,
    )
    expect(profileInstallationResultData.value.finalResult.kind).toBe('successResult')
    expect(verifyBytes(cardKey, euiccSignPIR, profileInstallationResultData.bytes)).toBe(true)
  })

  it('is signed by the card of seed "sandbox", under its test chain', () => {
    for (const { response } of ofTag('BF38')) {
      const answer = decode(authenticate.authenticateServerResponse, response)
      if (answer.kind !== 'authenticateResponseOk') throw new Error(answer.kind)
      const proof = verifyChain({
        leaf: answer.value.euiccCertificate,
        intermediates: [answer.value.eumCertificate],
        anchors: [anchorOf(pki.ci.certificate)],
        at,
        role: 'euicc',
        eid: testEid(1),
      })
      if (proof.kind === 'refused') throw new Error(proof.why)
      const { euiccSigned1, euiccSignature1 } = answer.value
      expect(verifyBytes(proof.key, euiccSignature1, euiccSigned1.bytes)).toBe(true)
    }
    for (const { command, response } of ofTag('BF21')) {
      const request = decode(download.prepareDownloadRequest, command)
      const answer = decode(download.prepareDownloadResponse, response)
      if (answer.kind !== 'downloadResponseOk') throw new Error(answer.kind)
      const { euiccSigned2, euiccSignature2 } = answer.value
      const input = concatBytes(euiccSigned2.bytes, signatureObject(request.smdpSignature2))
      expect(verifyBytes(cardKey, euiccSignature2, input)).toBe(true)
    }
  })

  it('hides the confirmation code as SGP.22 §5.5.4 says', () => {
    const hashes = ofTag('BF21').map(({ command }) => {
      const { hashCc, smdpSigned2 } = decode(download.prepareDownloadRequest, command)
      return [formatHex(hashCc!), smdpSigned2.value.transactionId] as const
    })
    const codes = ['0000', '4711']
    expect(hashes).toHaveLength(2)
    for (const [index, [hash, transactionId]] of hashes.entries()) {
      expect(hash).toBe(formatHex(hashConfirmationCode(codes[index]!, transactionId)))
    }
  })

  it('is answered the same again where nothing is random', () => {
    const identity = testIdentity(testEid(1), ...testPkis('sandbox', at))
    let uicc = insertCard(newCard(identity))
    const entropy = countingEntropy('replay')
    const end = lines.findIndex((line) => line.type === 'command' && line.lpac.includes('download'))
    let count = 0
    for (const line of lines.slice(0, end)) {
      if (line.type !== 'apdu') continue
      const answer = answerApdu(uicc, parseHex(line.request), entropy)
      expect(formatHex(answer.response)).toBe(line.response)
      uicc = answer.uicc
      count += 1
    }
    expect(count).toBeGreaterThan(8)
  })

  it('has JSON bodies whose base64 reads as the messages of ES9+', () => {
    const called = lines.flatMap((line) =>
      line.type === 'http' ? [[line.url.split('/').at(-1), line.status] as const] : [],
    )
    expect(called.slice(0, 4)).toEqual([
      ['initiateAuthentication', 200],
      ['authenticateClient', 200],
      ['getBoundProfilePackage', 200],
      ['cancelSession', 200],
    ])
    expect(called.filter(([name]) => name === 'handleNotification')).toEqual(
      Array.from({ length: 4 }, () => ['handleNotification', 204]),
    )
    for (const line of lines) {
      if (line.type !== 'http' || !line.url.endsWith('handleNotification')) continue
      const { pendingNotification } = JSON.parse(line.request) as { pendingNotification: string }
      const bytes = new Uint8Array(Buffer.from(pendingNotification, 'base64'))
      expect(decode(notification.pendingNotification, bytes).kind).toMatch(/Result|Notification/)
    }
  })
})
