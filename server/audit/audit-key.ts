// The key that signs checkpoints and exports: Ed25519, in a file made at first start. Behind a seam,
// so that a token or a key service can take the file's place.

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface AuditSigner {
  /** Ed25519, 32 octets. */
  readonly publicKey: Uint8Array
  /** 64 octets over the message itself. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** What precedes a raw Ed25519 key in a SubjectPublicKeyInfo (RFC 8410 §4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * The key in the file (PKCS#8, PEM), made there when the file is missing.
 * @throws Error that names the file when it holds something else
 */
export async function openAuditKey(path: string): Promise<AuditSigner> {
  const pem = (await readIfThere(path)) ?? (await makeKeyFile(path))
  const key = privateKeyIn(pem, path)
  const publicKey = rawPublicKey(createPublicKey(key))
  return { publicKey, sign: async (message) => sign(null, message, key) }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
}

/** Whoever comes first makes the file, whole; the others read it. */
async function makeKeyFile(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  const { privateKey } = generateKeyPairSync('ed25519')
  const draft = `${path}.${randomUUID()}`
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  await writeFile(draft, pem, { mode: 0o600, flag: 'wx', flush: true })
  try {
    await link(draft, path)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  } finally {
    await unlink(draft)
  }
  return readFile(path, 'utf8')
}

function privateKeyIn(pem: string, path: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch (cause) {
    throw new Error(`${path} does not hold a private key (PEM). Restore it from a backup.`, {
      cause,
    })
  }
  throw new Error(`${path} holds a key of another kind than Ed25519.`)
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }).subarray(spkiPrefix.length))
}

/** Whether `signature` is the key's over `message`; false also for bytes that are no key. */
export function verifySignature(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const der = Buffer.concat([spkiPrefix, publicKey])
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  return verify(null, message, key, signature)
}
