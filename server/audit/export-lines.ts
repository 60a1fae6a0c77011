// The lines of an exported log: a header, each event's exact text, each checkpoint right after the
// last event that it covers, and an end that signs the SHA-256 of every byte before it. A line is
// told by how it begins.

import { encodeBase64 } from './strict-base64.ts'

export interface ExportHeader {
  readonly holdfastLog: 1
  readonly tenant: string
  readonly origin: string
  readonly size: number
  /** Ed25519, base64; who does not know it otherwise trusts it on first use. */
  readonly publicKey: string
  /** ISO 8601. */
  readonly exportedAt: string
}

export const lineBeginnings = {
  header: '{"holdfastLog":',
  event: '{"tenant":',
  checkpoint: '{"checkpoint":',
  end: '{"sha256":',
} as const

export function formatCheckpointLine(note: string): string {
  return `${JSON.stringify({ checkpoint: note })}\n`
}

/** The end line has exactly one text for a hash and a signature. */
export function formatEndLine(sha256: string, signature: Uint8Array): string {
  return `${JSON.stringify({ sha256, signature: encodeBase64(signature) })}\n`
}

/** What the end's signature is over; cannot be taken for a checkpoint. */
export function endMessage(sha256: string): Uint8Array {
  return Buffer.from(`holdfast-log-export-v1\n${sha256}\n`)
}
