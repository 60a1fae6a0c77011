// Certificates that somebody trusts, and lists of those no longer to be trusted, from files: PEM with
// any number of certificates, or one in DER.

import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ConfigError } from './config.ts'

const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** Every certificate of the files, DER. @throws ConfigError naming the option and the file */
export async function readCertificates(
  option: string,
  files: readonly string[],
): Promise<readonly Uint8Array[]> {
  const found = await Promise.all(files.map((file) => readOne(option, file)))
  return found.flat()
}

async function readOne(option: string, file: string): Promise<readonly Uint8Array[]> {
  const bytes = await readFile(file).catch((cause) => {
    throw new ConfigError(`${option} ${file}: the file cannot be read`, { cause })
  })
  const blocks = bytes.toString('latin1').match(pemBlock)
  try {
    return (blocks ?? [bytes]).map((one) => new Uint8Array(new X509Certificate(one).raw))
  } catch (cause) {
    throw new ConfigError(`${option} ${file}: this is no certificate, in PEM or DER`, { cause })
  }
}

const listPem = /-----BEGIN X509 CRL-----([\s\S]+?)-----END X509 CRL-----/

/** Revocation lists of the files, DER; PEM is read too. */
export async function readRevocationLists(
  files: readonly string[],
): Promise<readonly Uint8Array[]> {
  return Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file).catch((cause) => {
        throw new ConfigError(`--crl ${file}: the file cannot be read`, { cause })
      })
      const pem = listPem.exec(bytes.toString('latin1'))?.[1]
      return new Uint8Array(pem === undefined ? bytes : Buffer.from(pem, 'base64'))
    }),
  )
}

/** The same certificate as PEM. */
export const formatCertificate = (der: Uint8Array): string => new X509Certificate(der).toString()
