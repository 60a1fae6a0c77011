import { parseBase64 } from '@holdfast/asn1/base64.ts'
import { carry, carryBytes } from '@holdfast/asn1/constructed.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { describe, expect, test } from 'vitest'
import { authenticateServerResponse, serverSigned1 } from './authenticate.ts'
import { cancelSessionResponse } from './cancel-session.ts'
import { prepareDownloadResponse, smdpSigned2 } from './download.ts'
import type { RemoteProfileProvisioningRequest } from './es9plus.ts'
import { remoteProfileProvisioningRequest } from './es9plus.ts'
import type { Es9plusFunction, Es9plusOk } from './es9plus-json.ts'
import {
  decodeEs9plusJsonRequest,
  decodeEs9plusJsonResponse,
  encodeEs9plusJsonFailure,
  encodeEs9plusJsonRequest,
  encodeEs9plusJsonResponse,
} from './es9plus-json.ts'
import { euiccInfo1 } from './euicc-info.ts'
import { pendingNotification } from './notification.ts'
import { storeMetadataRequest } from './profile-info.ts'

const transactionId = parseHex('E0B84F427BA64E4AB81BAE2247FC8B3F')
const sixteen = parseHex('9828BC9C86EAF1137776817135CC0479')
const seal = new Uint8Array(64).fill(9)
const certificate = parseHex('300730003000030100')
const keyId = parseHex('F54172BDF98A95D65CBEB88A38A1C11D800A85C3')

const requests: readonly RemoteProfileProvisioningRequest[] = [
  {
    kind: 'initiateAuthenticationRequest',
    value: {
      euiccChallenge: sixteen,
      smdpAddress: 'testsmdpplus1.example.com',
      euiccInfo1: carryBytes(
        euiccInfo1,
        parseHex(
          'BF20358203020202A9160414F54172BDF98A95D65CBEB88A38A1C11D800A85C3AA160414F54172BDF98A95D65CBEB88A38A1C11D800A85C3',
        ),
      ),
    },
  },
  {
    kind: 'authenticateClientRequest',
    value: {
      transactionId,
      authenticateServerResponse: carry(authenticateServerResponse, {
        kind: 'authenticateResponseError',
        value: { transactionId, authenticateErrorCode: 4 },
      }),
    },
  },
  {
    kind: 'getBoundProfilePackageRequest',
    value: {
      transactionId,
      prepareDownloadResponse: carry(prepareDownloadResponse, {
        kind: 'downloadResponseError',
        value: { transactionId, downloadErrorCode: 2 },
      }),
    },
  },
  {
    kind: 'handleNotification',
    value: {
      pendingNotification: carryBytes(
        pendingNotification,
        parseHex(
          'BF3781AEBF27688010E0B84F427BA64E4AB81BAE2247FC8B3FBF2F2E800100810207800C1974657374736D6470706C7573312E6578616D706C652E636F6D5A0A98001032547698103214060388370AA21EA01C4F10A0000005591010FFFFFFFF890000120004083006A00430028000' +
            `5F3740${'09'.repeat(64)}`,
        ),
      ),
    },
  },
  {
    kind: 'cancelSessionRequestEs9',
    value: {
      transactionId,
      cancelSessionResponse: carry(cancelSessionResponse, {
        kind: 'cancelSessionResponseError',
        value: 5,
      }),
    },
  },
]

describe('requests', () => {
  test.each(requests)('$kind is the same in both bindings', (message) => {
    const { function: name, body } = encodeEs9plusJsonRequest(message)
    const received = decodeEs9plusJsonRequest(name, JSON.parse(JSON.stringify(body)))
    expect(received).toEqual({ ok: true, value: message })
    const bytes = encode(remoteProfileProvisioningRequest, message)
    expect(bytes[0]).toBe(0xa2)
    expect(decode(remoteProfileProvisioningRequest, bytes)).toEqual(message)
  })

  test.each<[string, unknown, string]>([
    ['initiateAuthentication', { euiccChallenge: 'AAAA' }, 'euiccChallenge'],
    ['initiateAuthentication', { euiccChallenge: 5 }, 'euiccChallenge'],
    ['authenticateClient', {}, 'transactionId'],
    ['cancelSession', { transactionId: '01', cancelSessionResponse: '!' }, 'cancelSessionResponse'],
  ])('%s %j is refused naming the field', (name, body, field) => {
    expect(decodeEs9plusJsonRequest(name, body)).toMatchObject({ ok: false, field })
  })
})

const answers: readonly (readonly [Es9plusFunction, Es9plusOk])[] = [
  [
    'initiateAuthentication',
    {
      kind: 'initiateAuthentication',
      value: {
        transactionId,
        serverSigned1: carry(serverSigned1, {
          transactionId,
          euiccChallenge: sixteen,
          serverAddress: 'testsmdpplus1.example.com',
          serverChallenge: sixteen,
        }),
        serverSignature1: seal,
        euiccCiPKIdToBeUsed: keyId,
        serverCertificate: certificate,
      },
    },
  ],
  [
    'authenticateClient',
    {
      kind: 'authenticateClient',
      value: {
        transactionId,
        profileMetaData: carry(storeMetadataRequest, {
          iccid: parseHex('98001032547698103214'),
          serviceProviderName: 'Operator',
          profileName: 'Profile',
          profileClass: 2,
        }),
        smdpSigned2: carry(smdpSigned2, { transactionId, ccRequiredFlag: false }),
        smdpSignature2: seal,
        smdpCertificate: certificate,
      },
    },
  ],
  [
    'authenticateClient',
    {
      kind: 'events',
      value: {
        transactionId: undefined,
        eventEntries: [{ eventId: 'E1', rspServerAddress: 'smdp.example.com' }],
      },
    },
  ],
  [
    'getBoundProfilePackage',
    {
      kind: 'getBoundProfilePackage',
      value: { transactionId, boundProfilePackage: parseHex('BF3600') },
    },
  ],
  ['cancelSession', { kind: 'cancelSession' }],
]

describe('responses', () => {
  test.each(answers)('%s', (name, answer) => {
    const body = JSON.parse(JSON.stringify(encodeEs9plusJsonResponse(answer))) as unknown
    expect(decodeEs9plusJsonResponse(name, body)).toEqual({ ok: true, value: answer })
  })

  test('signatures travel with their tag, the key identifier too', () => {
    const body = encodeEs9plusJsonResponse(answers[0]?.[1] as Es9plusOk)
    expect(formatHex(parseBase64(body.serverSignature1 as string))).toMatch(/^5F3740(09){64}$/)
    expect(formatHex(parseBase64(body.euiccCiPKIdToBeUsed as string))).toBe(
      `0414${formatHex(keyId)}`,
    )
    expect(body.transactionId).toBe('E0B84F427BA64E4AB81BAE2247FC8B3F')
  })

  test('a failure keeps the status of the server', () => {
    const status = { subjectCode: '8.2.6', reasonCode: '3.8', message: 'Refused' }
    expect(
      decodeEs9plusJsonResponse('authenticateClient', encodeEs9plusJsonFailure(status)),
    ).toEqual({
      ok: true,
      value: { kind: 'failed', execution: { status: 'Failed', statusCodeData: status } },
    })
  })

  test('an empty answer to a notification is success, to a question a refusal', () => {
    expect(decodeEs9plusJsonResponse('handleNotification', undefined)).toMatchObject({
      ok: true,
    })
    expect(decodeEs9plusJsonResponse('getBoundProfilePackage', undefined)).toMatchObject({
      ok: false,
      field: 'transactionId',
    })
  })
})
