// ES9+ bodies in the JSON binding, to and from the values of ESipa. Everything that somebody signed
// goes through as the bytes that came. SGP.22 §6.5.2, SGP.32 §5.14.1 to §5.14.3.

import { carryBytes } from '@holdfast/asn1/constructed.ts'
import { readWhole } from '@holdfast/asn1/der.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { serverSigned1 } from '@holdfast/gsma/sgp22/authenticate.ts'
import { smdpSigned2 } from '@holdfast/gsma/sgp22/download.ts'
import { storeMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import type {
  AuthenticateClientOkDPEsipa,
  GetBoundProfilePackageOkEsipa,
  InitiateAuthenticationOkEsipa,
} from '@holdfast/gsma/sgp32/esipa-responses.ts'

type Body = Readonly<Record<string, unknown>>

/** An SM-DP+ answered, and left out or spoiled a member. */
export class SpoiledAnswer extends Error {}

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** The answer to initiateAuthentication. @throws SpoiledAnswer, Asn1Error */
export function readAuthenticationBegun(
  body: Body,
): Required<Pick<InitiateAuthenticationOkEsipa, 'transactionId'>> & InitiateAuthenticationOkEsipa {
  return {
    transactionId: transactionIdOf(body),
    serverSigned1: carryBytes(serverSigned1, bytesOf(body, 'serverSigned1')),
    serverSignature1: contentsOf(rawSignature, bytesOf(body, 'serverSignature1')),
    euiccCiPKIdentifierToBeUsed: contentsOf(
      keyIdentifier,
      bytesOf(body, body.euiccCiPKIdToBeUsed ? 'euiccCiPKIdToBeUsed' : 'euiccCiPKIdTobeUsed'),
    ),
    serverCertificate: bytesOf(body, 'serverCertificate'),
  }
}

/** The answer to authenticateClient. @throws SpoiledAnswer, Asn1Error */
export function readClientAuthenticated(body: Body): AuthenticateClientOkDPEsipa {
  return {
    transactionId: transactionIdOf(body),
    profileMetaData: carryBytes(storeMetadataRequest, bytesOf(body, 'profileMetadata')),
    smdpSigned2: carryBytes(smdpSigned2, bytesOf(body, 'smdpSigned2')),
    smdpSignature2: contentsOf(rawSignature, bytesOf(body, 'smdpSignature2')),
    smdpCertificate: bytesOf(body, 'smdpCertificate'),
  }
}

/** The answer to getBoundProfilePackage. @throws SpoiledAnswer */
export function readBoundProfile(body: Body): GetBoundProfilePackageOkEsipa {
  return {
    transactionId: transactionIdOf(body),
    boundProfilePackage: bytesOf(body, 'boundProfilePackage'),
  }
}

/** A transaction identifier as ES9+ writes it. */
export const formatTransactionId = (id: Uint8Array): string => formatHex(id)

function transactionIdOf(body: Body): Uint8Array {
  const text = body.transactionId
  if (typeof text !== 'string' || !/^([0-9A-Fa-f]{2}){1,16}$/.test(text)) {
    throw new SpoiledAnswer('transactionId is not 2 to 32 hexadecimal digits')
  }
  return parseHex(text)
}

function bytesOf(body: Body, name: string): Uint8Array {
  const text = body[name]
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) {
    throw new SpoiledAnswer(`${name} is missing or not base64`)
  }
  return new Uint8Array(Buffer.from(text, 'base64'))
}

/** What stands under a tag that some servers write and others leave out. */
interface Untagged {
  readonly tag: number
  /** Octets of the contents alone. */
  readonly size: number
}

const rawSignature: Untagged = { tag: 0x5f37, size: 64 }
const keyIdentifier: Untagged = { tag: 0x04, size: 20 }

function contentsOf({ tag, size }: Untagged, bytes: Uint8Array): Uint8Array {
  if (bytes.length === size) return bytes
  const whole = readWhole(bytes)
  if (whole.tag !== tag) throw new SpoiledAnswer(`a value is neither ${size} octets nor tagged`)
  return bytes.subarray(whole.valueStart)
}
