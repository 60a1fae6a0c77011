// Credentials from files: a card's certificate and key, or a server's, made by somebody else, so
// that the simulator can meet other people's SM-DP+ with the public test keys. Such files stay
// outside the repository. PEM and DER are told apart by looking.

import { readFileSync } from 'node:fs'
import { parseHex } from '@holdfast/asn1/hex.ts'
import { keyOf, readCertificate } from '@holdfast/gsma/certificate.ts'
import { eidOfCertificate } from '@holdfast/gsma/certificate-eid.ts'
import type { Parsed } from '@holdfast/gsma/ids/parsed.ts'
import { accepted, refused } from '@holdfast/gsma/ids/parsed.ts'
import type { SigningKey } from '@holdfast/gsma/signature.ts'
import { decodeSigningKey, sameKey } from '@holdfast/gsma/signature.ts'
import { parsePem } from './pem.ts'
import type { CardCredentials } from './test-pki.ts'

/** Paths of the files of one card; for several CIs, read each. */
export interface CardFiles {
  readonly ci: string
  readonly eum: string
  readonly euicc: string
  readonly key: string
}

/** A certificate and its key, made elsewhere. */
export interface ExternalCredential {
  readonly certificate: Uint8Array
  readonly key: SigningKey
}

/** A card's credentials; refuses files that do not belong together, naming the file. */
export function readCardFiles(files: CardFiles): Parsed<CardCredentials> {
  const card = readCredentialFiles(files.euicc, files.key)
  if (!card.ok) return card
  const eumCertificate = readCertificateFile(files.eum)
  if (!eumCertificate.ok) return eumCertificate
  const ciCertificate = readCertificateFile(files.ci)
  if (!ciCertificate.ok) return ciCertificate
  const decoded = readCertificate(card.value.certificate)
  const ci = readCertificate(ciCertificate.value)
  if (!decoded.ok || !ci.ok) return decoded.ok ? (ci as Parsed<never>) : decoded
  const eid = eidOfCertificate(decoded.value)
  if (eid === undefined) return refused('file-eid', `${files.euicc} names no EID`)
  const ciKeyId = ci.value.subjectKeyId
  if (ciKeyId === undefined) return refused('file-ci', `${files.ci} has no key identifier`)
  return accepted({
    eid,
    certificate: card.value.certificate,
    key: card.value.key,
    eumCertificate: eumCertificate.value,
    ciCertificate: ciCertificate.value,
    ciKeyId: parseHex(ciKeyId),
  })
}

/** A certificate with the private key that belongs to it. */
export function readCredentialFiles(
  certificatePath: string,
  keyPath: string,
): Parsed<ExternalCredential> {
  const certificate = readCertificateFile(certificatePath)
  if (!certificate.ok) return certificate
  const contents = readFile(keyPath)
  if (!contents.ok) return contents
  const text = new TextDecoder('latin1').decode(contents.value)
  const key = decodeSigningKey(text.includes('-----BEGIN') ? text : contents.value)
  if (!key.ok) return refused(key.code, `${keyPath}: ${key.why}`)
  const decoded = readCertificate(certificate.value)
  const publicKey = decoded.ok ? keyOf(decoded.value) : decoded
  if (!publicKey.ok) return publicKey
  if (!sameKey(publicKey.value, key.value.publicKey)) {
    return refused('file-key', `${keyPath} is not the key of ${certificatePath}`)
  }
  return accepted({ certificate: certificate.value, key: key.value })
}

/** A certificate file, PEM or DER, as DER. */
export function readCertificateFile(path: string): Parsed<Uint8Array> {
  const contents = readFile(path)
  if (!contents.ok) return contents
  const text = new TextDecoder('latin1').decode(contents.value)
  const der = parsePem('CERTIFICATE', text) ?? contents.value
  const read = readCertificate(der)
  return read.ok ? accepted(der) : refused(read.code, `${path}: ${read.why}`)
}

function readFile(path: string): Parsed<Uint8Array> {
  try {
    return accepted(new Uint8Array(readFileSync(path)))
  } catch (cause) {
    return refused('file', `${path} cannot be read: ${(cause as Error).message}`)
  }
}
