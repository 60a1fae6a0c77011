import { carryBytes } from '@holdfast/asn1/constructed.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import {
  authenticateServerResponse,
  getEuiccChallengeResponse,
} from '@holdfast/gsma/sgp22/authenticate.ts'
import { cancelSessionResponse } from '@holdfast/gsma/sgp22/cancel-session.ts'
import { prepareDownloadResponse } from '@holdfast/gsma/sgp22/download.ts'
import type {
  RemoteProfileProvisioningRequest,
  RemoteProfileProvisioningResponse,
} from '@holdfast/gsma/sgp22/es9plus.ts'
import {
  remoteProfileProvisioningRequest,
  remoteProfileProvisioningResponse,
} from '@holdfast/gsma/sgp22/es9plus.ts'
import { euiccInfo1 } from '@holdfast/gsma/sgp22/euicc-info.ts'
import { pendingNotification } from '@holdfast/gsma/sgp22/notification.ts'
import { signatureObject } from '@holdfast/gsma/signature.ts'
import { describe, expect, it } from 'vitest'
import { Bench } from '../card/bench.ts'
import { loadProfile } from '../card/shortest-lpa.ts'
import { answerMessage } from './asn1-binding.ts'

class Site extends Bench {
  ask(request: RemoteProfileProvisioningRequest): RemoteProfileProvisioningResponse | undefined {
    const message = encode(remoteProfileProvisioningRequest, request)
    const said = answerMessage(this.smdp, message, this.world)
    if (said.kind === 'unreadable') throw new Error(said.why)
    return said.bytes && decode(remoteProfileProvisioningResponse, said.bytes)
  }

  initiate(smdpAddress = 'smdp.example.com') {
    const challenge = decode(getEuiccChallengeResponse, this.send('BF2E00'))
    const info = carryBytes(euiccInfo1, this.send('BF2000'))
    const value = { ...challenge, smdpAddress, euiccInfo1: info }
    const said = this.ask({ kind: 'initiateAuthenticationRequest', value })
    if (said?.kind !== 'initiateAuthenticationResponse') throw new Error('another message')
    return said.value
  }

  authenticate(matchingId: string) {
    const started = this.initiate()
    if (started.kind !== 'initiateAuthenticationOk') throw new Error(`error ${started.value}`)
    const server = started.value
    const context = tlv(0x80, new TextEncoder().encode(matchingId))
    const response = this.send(
      tlv(
        0xbf38,
        server.serverSigned1.bytes,
        signatureObject(server.serverSignature1),
        tlv(0x04, server.euiccCiPKIdToBeUsed),
        server.serverCertificate,
        tlv(0xa0, context, parseHex('A108800435290611A100')),
      ),
    )
    const { transactionId } = server
    const carried = carryBytes(authenticateServerResponse, response)
    const value = { transactionId, authenticateServerResponse: carried }
    const said = this.ask({ kind: 'authenticateClientRequest', value })
    if (said?.kind !== 'authenticateClientResponseEs9') throw new Error('another message')
    return { transactionId, ...said.value }
  }
}

describe('ES9+ in ASN.1', () => {
  it('carries a whole download', () => {
    const site = new Site()
    const iccid = site.order('M-1')
    const { transactionId, ...offered } = site.authenticate('M-1')
    if (offered.kind !== 'authenticateClientOk') throw new Error(`error ${offered.value}`)
    const { smdpSigned2, smdpSignature2, smdpCertificate } = offered.value
    const prepared = site.send(
      tlv(0xbf21, smdpSigned2.bytes, signatureObject(smdpSignature2), smdpCertificate),
    )
    const carried = carryBytes(prepareDownloadResponse, prepared)
    const value = { transactionId, prepareDownloadResponse: carried }
    const given = site.ask({ kind: 'getBoundProfilePackageRequest', value })
    if (given?.kind !== 'getBoundProfilePackageResponse') throw new Error('another message')
    if (given.value.kind !== 'getBoundProfilePackageOk') throw new Error(`${given.value.value}`)
    const result = loadProfile(
      (command) => site.send(command),
      given.value.value.boundProfilePackage,
    )
    const notification = { pendingNotification: carryBytes(pendingNotification, result) }
    expect(site.ask({ kind: 'handleNotification', value: notification })).toBeUndefined()
    expect(site.smdp.profile(iccid)?.state).toBe('installed')
  })

  it('says its refusals in numbers', () => {
    const site = new Site()
    expect(site.initiate('other.example.com')).toEqual({
      kind: 'initiateAuthenticationError',
      value: 1,
    })
    expect(site.authenticate('NONE')).toMatchObject({ kind: 'authenticateClientError', value: 6 })
  })

  it('cancels a session, once', () => {
    const site = new Site()
    site.order('M-1')
    const { transactionId } = site.authenticate('M-1')
    const cancelled = site.send(`BF41158010${formatHex(transactionId)}810101`)
    const carried = carryBytes(cancelSessionResponse, cancelled)
    const value = { transactionId, cancelSessionResponse: carried }
    const ask = () => site.ask({ kind: 'cancelSessionRequestEs9', value })?.value
    expect(ask()).toEqual({ kind: 'cancelSessionOk', value: {} })
    expect(ask()).toEqual({ kind: 'cancelSessionError', value: 1 })
  })

  it('refuses what is no message', () => {
    const { smdp, world } = new Bench()
    expect(answerMessage(smdp, parseHex('A200'), world).kind).toBe('unreadable')
    expect(answerMessage(smdp, new Uint8Array(0), world).kind).toBe('unreadable')
  })
})
