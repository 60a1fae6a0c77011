// A signed checkpoint of a log: C2SP tlog-checkpoint (origin, size, root) in a C2SP signed-note with
// an Ed25519 signature. Other people's witnesses and verifiers read it as it is.

import { hash } from 'node:crypto'
import { type AuditSigner, verifySignature } from './audit-key.ts'
import { decodeBase64, encodeBase64 } from './strict-base64.ts'

/** What a checkpoint says. */
export interface CheckpointBody {
  /** Names the log for ever, e.g. `eim.example.com/acme`. */
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

const ed25519 = 1

/** The name of a tenant's log below the installation's name. */
export function originOf(name: string, tenant: string): string {
  return `${escapeName(name)}/${encodeURIComponent(tenant)}`
}

/** A key's name holds no blank and no `+` (C2SP signed-note). */
function escapeName(name: string): string {
  return encodeURI(name).replaceAll('+', '%2B')
}

/** Signs with the key named `name`. */
export async function signCheckpoint(
  body: CheckpointBody,
  name: string,
  signer: AuditSigner,
): Promise<string> {
  const text = `${body.origin}\n${body.size}\n${encodeBase64(body.root)}\n`
  const signature = await signer.sign(Buffer.from(text))
  const keyName = escapeName(name)
  const signed = Buffer.concat([keyId(keyName, signer.publicKey), signature])
  return `${text}\n— ${keyName} ${encodeBase64(signed)}\n`
}

/**
 * What the note says, if it is written exactly as a checkpoint is and this key signed it; otherwise
 * the reason why it cannot be trusted.
 */
export function verifyCheckpoint(
  note: string,
  publicKey: Uint8Array,
):
  | { readonly kind: 'verified'; readonly body: CheckpointBody }
  | { readonly kind: 'refused'; readonly why: string } {
  const parts = /^([^\n]+)\n(0|[1-9]\d*)\n([^\n]+)\n\n— (\S+) (\S+)\n$/.exec(note)
  if (!parts) return refuse('it is not a checkpoint with one signature')
  const [, origin, size, rootText, keyName, signedText] = parts as unknown as readonly string[]
  const root = decodeBase64(rootText ?? '')
  const signed = decodeBase64(signedText ?? '')
  if (root?.length !== 32 || signed?.length !== 68) return refuse('its base64 is not as written')
  const id = keyId(keyName ?? '', publicKey)
  if (!id.equals(signed.subarray(0, 4))) return refuse('another key signed it')
  const text = Buffer.from(`${origin}\n${size}\n${rootText}\n`)
  if (!verifySignature(publicKey, text, signed.subarray(4))) return refuse('its signature is wrong')
  return { kind: 'verified', body: { origin: origin ?? '', size: Number(size), root } }
}

function refuse(why: string): { readonly kind: 'refused'; readonly why: string } {
  return { kind: 'refused', why }
}

/** First four octets of SHA-256 over name, newline, algorithm and key (C2SP signed-note). */
function keyId(keyName: string, publicKey: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(`${keyName}\n`), Buffer.of(ed25519), publicKey])
  return hash('sha256', named, 'buffer').subarray(0, 4)
}

/** The key as witnesses and verifiers want it: `name+id+base64` (C2SP signed-note). */
export function formatVerifierKey(name: string, publicKey: Uint8Array): string {
  const key = encodeBase64(Buffer.concat([Buffer.of(ed25519), publicKey]))
  const keyName = escapeName(name)
  return `${keyName}+${keyId(keyName, publicKey).toString('hex')}+${key}`
}
