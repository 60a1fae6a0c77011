import { carry, carryBytes } from '@holdfast/asn1/constructed.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import { unknownCard } from '@holdfast/fleet/evolve.ts'
import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { authenticateServerResponse } from '@holdfast/gsma/sgp22/authenticate.ts'
import { prepareDownloadResponse } from '@holdfast/gsma/sgp22/download.ts'
import {
  pendingNotification,
  profileInstallationResultData,
} from '@holdfast/gsma/sgp22/notification.ts'
import { authenticateServerResponse as relayedResponse } from '@holdfast/gsma/sgp32/compact-responses.ts'
import { pendingNotification as relayedNotification } from '@holdfast/gsma/sgp32/notification.ts'
import { describe, expect, it } from 'vitest'
import { fieldIpa } from '../testing/field-ipa.ts'
import { fieldSmdp } from '../testing/field-smdp.ts'
import { openSite } from '../testing/site.ts'
import { expandNotification } from './expand-notification.ts'
import {
  expandAuthentication,
  expandCancellation,
  expandPreparation,
} from './relay/expand-session.ts'
import type { SessionContext } from './relay/session-context.ts'

/** A whole download by a real card, with all that crossed the wire. */
async function recordDownload() {
  await using smdp = await fieldSmdp()
  const smdps = new Map([['smdp.example.com', smdp.url]])
  await using site = await openSite({ smdps, smdpAnchors: [smdp.ca] })
  using device = fieldIpa(site, {
    serial: 1,
    factoryIccid: completeIccid('894910000000000001'),
    traits: { downloads: 'indirect' },
  })
  await site.addCard(device.eid)
  await device.contact()
  const { activationCode } = smdp
  const profile = { kind: 'activation-code', activationCode } as const
  await site.start(device.eid, { kind: 'download', profile })
  await site.clock.moveTo(site.clock.now() + 60_000)
  await device.contact()
  const messages = await site.world.store.messagesOf(device.eid, 200)
  const state = await site.state(device.eid)
  const [context] = await site.world.store.records('relay-contexts')
  const incoming = (name: string) =>
    messages.find((one) => one.name === name && one.direction === 'in')?.bytes ?? new Uint8Array()
  return { state, context: context?.value as SessionContext, incoming }
}

describe('a compact message of a card', () => {
  it('becomes, octet for octet, what the card signed', async () => {
    const { state, context, incoming } = await recordDownload()

    const full = tlvFrom(incoming('AuthenticateClient'), 'bf38')
    const response = decode(authenticateServerResponse, full)
    if (response.kind !== 'authenticateResponseOk') throw new Error(response.kind)
    const { euiccSigned1, euiccSignature1 } = response.value
    const { extCardResource } = euiccSigned1.value.euiccInfo2
    const compact = {
      signedData: {
        kind: 'compactEuiccSigned1',
        value: { extCardResource, ctxParams1: euiccSigned1.value.ctxParams1 },
      },
      euiccSignature1,
    } as const
    const relayed = decode(
      relayedResponse,
      encode(relayedResponse, { kind: 'compactAuthenticateResponseOk', value: compact }),
    )
    if (relayed.kind !== 'compactAuthenticateResponseOk') throw new Error(relayed.kind)
    const expanded = expandAuthentication(relayed.value, { context, state })
    expect(expanded && formatHex(expanded)).toBe(formatHex(full))
    expect(expandAuthentication(relayed.value, { context: undefined, state })).toBeUndefined()

    const prepared = tlvFrom(incoming('GetBoundProfilePackage'), 'bf21')
    const preparation = decode(prepareDownloadResponse, prepared)
    if (preparation.kind !== 'downloadResponseOk') throw new Error(preparation.kind)
    const { euiccSigned2, euiccSignature2 } = preparation.value
    const { transactionId, ...rest } = euiccSigned2.value
    const part = { value: rest, bytes: new Uint8Array() }
    const whole = expandPreparation({ compactEuiccSigned2: part, euiccSignature2 }, transactionId)
    expect(whole && formatHex(whole)).toBe(formatHex(prepared))
  })

  it('is an installation result whose signature fits once it is put together', async () => {
    const { state, context, incoming } = await recordDownload()
    const full = tlvFrom(incoming('HandleNotification'), 'bf37')
    const notification = decode(pendingNotification, full)
    if (notification.kind !== 'profileInstallationResult') throw new Error(notification.kind)
    const { profileInstallationResultData: data, euiccSignPIR } = notification.value
    const { transactionId, notificationMetadata, finalResult } = data.value
    if (finalResult.kind !== 'successResult') throw new Error(finalResult.kind)
    const { aid, simaResponse } = finalResult.value
    const compact = carry(relayedNotification, {
      kind: 'compactProfileInstallationResult',
      value: {
        compactProfileInstallationResultData: {
          transactionId,
          seqNumber: notificationMetadata.seqNumber,
          compactFinalResult: {
            kind: 'compactSuccessResult',
            value: { compactAid: aid.subarray(13, 15), simaResponse },
          },
        },
        euiccSignPIR,
      },
    })
    const again = carryBytes(relayedNotification, compact.bytes)
    const contexts = new Map([[formatHex(transactionId), context]])
    const expanded = expandNotification(again, state, contexts)
    expect(expanded && formatHex(expanded.bytes)).toBe(formatHex(full))
    expect(expandNotification(again, state, new Map())).toBeUndefined()
    expect(formatHex(encode(profileInstallationResultData, data.value))).toBe(formatHex(data.bytes))
  })

  it('is any other notification, with the certificates that we hold of the card', () => {
    const state: CardState = {
      ...unknownCard('89049032000000000000000000000100', 'default'),
      euicc: { euiccCertificate: '3000', eumCertificate: '300100', asOf: 0, evidence: 'proven' },
    }
    const compact = carryBytes(
      relayedNotification,
      parseHex(
        'A12BBF2F25800109810206400C10736D64702E6578616D706C652E636F6D5A0A98101032547698103214' +
          '5F3700',
      ),
    )
    const expanded = expandNotification(compact, state, new Map())
    expect(expanded?.notification.kind).toBe('otherSignedNotification')
    expect(expandNotification(compact, undefined, new Map())).toBeUndefined()
  })

  it('is a cancelled session, whose SM-DP+ must be known', () => {
    const part = { value: { reason: 1 }, bytes: new Uint8Array() }
    const compact = {
      compactEuiccCancelSessionSigned: part,
      euiccCancelSessionSignature: new Uint8Array(64),
    }
    const context = {
      transactionId: '01',
      smdpAddress: 'a',
      serverSigned1: '',
      smdpOid: '2.999.1',
      at: 0,
    }
    const id = Uint8Array.of(1)
    const known = { context, state: undefined }
    expect(formatHex(expandCancellation(compact, id, known) ?? id)).toMatch(/^BF41/)
    expect(expandCancellation(compact, id, { ...known, context: undefined })).toBeUndefined()
  })
})

/** The TLV with this tag inside a message, as bytes. */
function tlvFrom(message: Uint8Array, tag: string): Uint8Array {
  const at = Buffer.from(message).indexOf(Buffer.from(tag, 'hex'))
  if (at < 0) throw new Error(`no ${tag} in the message`)
  const first = message[at + 2] as number
  const octets = first < 0x80 ? 0 : first & 0x7f
  let length = octets === 0 ? first : 0
  for (let i = 0; i < octets; i++) length = length * 256 + (message[at + 3 + i] as number)
  return message.slice(at, at + 3 + octets + length)
}
