// The JSON binding of ESipa, outbound. SGP.32 §6.4.1; status codes as SGP.22 §6.5.1.4 has them. An
// error stands in the header and, as a number, beside it, because readers of both kinds exist.

import type { Carried } from '@holdfast/asn1/constructed.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { ctxParams1 } from '@holdfast/gsma/sgp22/authenticate.ts'
import { eimAcknowledgements } from '@holdfast/gsma/sgp32/eim-package-result.ts'
import type {
  AuthenticateClientOkDPEsipa,
  InitiateAuthenticationOkEsipa,
} from '@holdfast/gsma/sgp32/esipa-responses.ts'
import { eimPackageErrors } from '@holdfast/gsma/sgp32/esipa-responses.ts'
import { signatureObject } from '@holdfast/gsma/signature.ts'
import type { EsipaReply, StatusCode } from './reply.ts'

type Json = Readonly<Record<string, unknown>>
type Relayed = Extract<EsipaReply, { kind: 'relayed' }>

/** The JSON object for a reply; undefined when there is no body. */
export function jsonReply(reply: EsipaReply): Json | undefined {
  switch (reply.kind) {
    case 'silent':
      return undefined
    case 'package':
      return { ...executed, [packageMember(reply.bytes)]: base64(reply.bytes) }
    case 'no-package':
      return { ...failed(packageStatus(reply.code)), eimPackageError: reply.code }
    case 'acknowledged':
      return {
        ...executed,
        ...(reply.seqNumbers.length > 0
          ? { eimAcknowledgements: base64(encode(eimAcknowledgements, reply.seqNumbers)) }
          : {}),
      }
    case 'result-refused':
      return { ...failed(packageStatus(reply.code)), provideEimPackageResultError: reply.code }
    case 'relayed':
      return relayedReply(reply)
  }
}

const executed = { header: { functionExecutionStatus: { status: 'Executed-Success' } } }

function failed(statusCodeData: StatusCode): Json {
  return { header: { functionExecutionStatus: { status: 'Failed', statusCodeData } } }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

const packageMembers: Readonly<Record<number, string>> = {
  81: 'euiccPackageRequest',
  82: 'ipaEuiccDataRequest',
  84: 'profileDownloadTriggerRequest',
}

const packageMember = (bytes: Uint8Array): string =>
  packageMembers[bytes[1] as number] ?? 'euiccPackageRequest'

/** Subject 8.1.1 is the EID; one value set serves getEimPackage and provideEimPackageResult. */
function packageStatus(code: number): StatusCode {
  const reasons: Readonly<Record<number, string>> = {
    [eimPackageErrors.noEimPackageAvailable]: '3.7',
    [eimPackageErrors.eidNotFound]: '3.9',
    [eimPackageErrors.invalidEid]: '2.1',
    [eimPackageErrors.missingEid]: '2.2',
  }
  return { subjectCode: '8.1.1', reasonCode: reasons[code] ?? '4.2' }
}

/** What is said of an error that came without a status of an SM-DP+. */
const relayStatus: Readonly<Record<Relayed['message']['kind'], StatusCode>> = {
  initiateAuthenticationResponseEsipa: { subjectCode: '8.8', reasonCode: '3.10' },
  authenticateClientResponseEsipa: { subjectCode: '8.2.8', reasonCode: '1.2' },
  getBoundProfilePackageResponseEsipa: { subjectCode: '8.2.9', reasonCode: '3.11' },
  cancelSessionResponseEsipa: { subjectCode: '8.10.1', reasonCode: '3.9' },
}

function relayedReply({ message, status }: Relayed): Json {
  const failure = failed(status ?? relayStatus[message.kind])
  const { value } = message
  switch (value.kind) {
    case 'initiateAuthenticationOkEsipa':
      return { ...executed, ...begun(value.value) }
    case 'authenticateClientOkDPEsipa':
      return { ...executed, ...authenticated(value.value) }
    case 'authenticateClientOkDSEsipa':
      return { ...executed, transactionId: formatHex(value.value.transactionId) }
    case 'getBoundProfilePackageOkEsipa':
      return {
        ...executed,
        ...transaction(value.value.transactionId),
        boundProfilePackage: base64(value.value.boundProfilePackage),
      }
    case 'cancelSessionOk':
      return executed
    default:
      return { ...failure, [value.kind]: value.value }
  }
}

const transaction = (id: Uint8Array | undefined): Json =>
  id ? { transactionId: formatHex(id) } : {}

const carriedBase64 = (part: Carried<unknown>): string => base64(part.bytes)

/** Signatures travel with their tag and length, as SM-DP+ send them (SGP.22 §6.5.2). */
const signatureBase64 = (signature: Uint8Array): string => base64(signatureObject(signature))

function begun(ok: InitiateAuthenticationOkEsipa): Json {
  return {
    ...transaction(ok.transactionId),
    serverSigned1: carriedBase64(ok.serverSigned1),
    serverSignature1: signatureBase64(ok.serverSignature1),
    euiccCiPKIdentifierToBeUsed: base64(ok.euiccCiPKIdentifierToBeUsed),
    serverCertificate: base64(ok.serverCertificate),
    ...(ok.matchingId === undefined ? {} : { matchingId: ok.matchingId }),
    ...(ok.ctxParams1 ? { ctxParams1: base64(encode(ctxParams1, ok.ctxParams1)) } : {}),
  }
}

function authenticated(ok: AuthenticateClientOkDPEsipa): Json {
  return {
    ...transaction(ok.transactionId),
    ...(ok.profileMetaData ? { profileMetadata: carriedBase64(ok.profileMetaData) } : {}),
    smdpSigned2: carriedBase64(ok.smdpSigned2),
    smdpSignature2: signatureBase64(ok.smdpSignature2),
    smdpCertificate: base64(ok.smdpCertificate),
    ...(ok.hashCc ? { hashCc: base64(ok.hashCc) } : {}),
  }
}
