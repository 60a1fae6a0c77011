// The proven log as the API shows it: export and checkpoint, made by the audit room.

import { createPublicKey } from 'node:crypto'
import type { CheckpointKeeperOptions } from '../audit/checkpoint-keeper.ts'
import { signGrown } from '../audit/checkpoint-keeper.ts'
import { exportLog } from '../audit/export-log.ts'
import type { AuditDesk } from './shop.ts'

/** A desk over the keeper of checkpoints. */
export function auditDesk(keeper: CheckpointKeeperOptions): AuditDesk {
  return {
    keyName: keeper.name,
    publicKeyPem: publicKeyPem(keeper.signer.publicKey),
    exportLines: (tenant) => linesOf(exportLog(keeper, tenant)),
    async checkpoint(tenant) {
      const note = await signGrown(keeper, tenant)
      const kept = await keeper.store.lastCheckpoint(tenant)
      return kept ?? { tenant, size: 0, at: keeper.clock.now(), note }
    },
  }
}

/** The export comes in pieces of whole lines. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) {
    if (piece !== '') yield* piece.replace(/\n$/, '').split('\n')
  }
}

/** An Ed25519 key of 32 octets as PEM (RFC 8410). */
function publicKeyPem(raw: Uint8Array): string {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') }
  return createPublicKey({ key: jwk, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  }) as string
}
