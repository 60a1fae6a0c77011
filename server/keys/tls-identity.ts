// The TLS identity of the device endpoint: a certificate that the operator gives, or one that
// Holdfast makes at its first start under an authority of its own. Devices trust the authority for
// twenty years; the server certificate under it is renewed long before it ends, so that no fleet
// goes silent because a date passed.

import { createHash, createPublicKey, randomBytes, sign, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { buildCertificate } from './certificate-builder.ts'
import { type KeyFolder, newP256Key, privateKeyFromPem } from './key-folder.ts'

export interface TlsIdentity {
  /** PEM: the server certificate and what leads from it to the trusted one. */
  readonly certificate: string
  readonly privateKey: string
  /** What devices must trust: the PEM and where it lies, when Holdfast made it. */
  readonly authority?: { readonly pem: string; readonly path: string }
  readonly validUntil: number
}

const dayMs = 86_400_000
const authorityDays = 20 * 365
const serverDays = 397
const renewBeforeDays = 60
/** Room for clocks that are a little behind ours. */
const backdatedDays = 1

const authorityName = 'Holdfast TLS authority'

/** The operator's own certificate and key, checked to belong together. */
export async function givenTlsIdentity(certPath: string, keyPath: string): Promise<TlsIdentity> {
  const certificate = await readNamed(certPath, '--tls-cert')
  const privateKey = await readNamed(keyPath, '--tls-key')
  const leaf = readCertificate(certificate, certPath)
  if (!leaf.checkPrivateKey(privateKeyFromPem(privateKey, keyPath))) {
    throw new Error(`${keyPath} is not the private key of the certificate in ${certPath}`)
  }
  return { certificate, privateKey, validUntil: Date.parse(leaf.validTo) }
}

/** The identity that Holdfast keeps in its key folder, for these host names, made when needed. */
export async function ownTlsIdentity(
  folder: KeyFolder,
  names: readonly string[],
  now = Date.now(),
): Promise<TlsIdentity> {
  const authorityKey = await folder.secret('tls-authority.key.pem', newP256Key)
  const authorityPem = await folder.secret('tls-authority.pem', () =>
    makeAuthority(authorityKey, now),
  )
  const privateKey = await folder.secret('tls.key.pem', newP256Key)
  const make = () => makeServer({ names, privateKey, authorityKey, now })
  let certificate = await folder.secret('tls.pem', make)
  if (!isUsable(certificate, names, now)) {
    certificate = make()
    await folder.replace('tls.pem', certificate)
  }
  return {
    certificate,
    privateKey,
    authority: { pem: authorityPem, path: folder.path('tls-authority.pem') },
    validUntil: Date.parse(new X509Certificate(certificate).validTo),
  }
}

async function readNamed(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new Error(`${option}: the file ${path} cannot be read`, { cause })
  }
}

function readCertificate(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new Error(`${path} is not a certificate in PEM`, { cause })
  }
}

function isUsable(pem: string, names: readonly string[], now: number): boolean {
  const leaf = new X509Certificate(pem)
  const isFor = (name: string) =>
    (isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)) !== undefined
  return Date.parse(leaf.validTo) - now > renewBeforeDays * dayMs && names.every(isFor)
}

interface Issuing {
  readonly authorityKey: string
  readonly now: number
}

function makeAuthority(authorityKey: string, now: number): string {
  return issue({ authorityKey, now }, authorityKey, {
    subject: authorityName,
    isAuthority: true,
    names: [],
    days: authorityDays,
  })
}

function makeServer(wish: Issuing & { names: readonly string[]; privateKey: string }): string {
  return issue(wish, wish.privateKey, {
    subject: (wish.names[0] ?? 'holdfast').slice(0, 64),
    isAuthority: false,
    names: wish.names,
    days: serverDays,
  })
}

interface Subject {
  readonly subject: string
  readonly isAuthority: boolean
  readonly names: readonly string[]
  readonly days: number
}

function issue(by: Issuing, privateKey: string, { days, ...subject }: Subject): string {
  const key = privateKeyFromPem(by.authorityKey, 'the key of the TLS authority')
  const publicKey = publicKeyOf(privateKey)
  const der = buildCertificate(
    {
      ...subject,
      issuer: authorityName,
      publicKey,
      serialNumber: randomBytes(16),
      notBefore: new Date(by.now - backdatedDays * dayMs),
      notAfter: new Date(by.now + days * dayMs),
      subjectKeyId: keyIdOf(publicKey),
      authorityKeyId: keyIdOf(publicKeyOf(by.authorityKey)),
    },
    (tbs) => sign('sha256', tbs, key),
  )
  return new X509Certificate(der).toString()
}

const publicKeyOf = (privateKey: string): Uint8Array =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'der' })

/** SHA-1 over the key's bits, the usual key identifier (RFC 5280 §4.2.1.2). */
const keyIdOf = (spki: Uint8Array): Uint8Array =>
  createHash('sha1').update(spki.subarray(-65)).digest()
