// What all storms of a process share because it costs time and decides nothing: the chain of trust
// and the eIM's keys, all from a fixed seed.

import { createPrivateKey, sign } from 'node:crypto'
import { encodePublicKeyInfo } from '@holdfast/gsma/signature.ts'
import type { AuditSigner } from '@holdfast/server/audit/audit-key.ts'
import type { Signer } from '@holdfast/server/world.ts'
import { deriveKey, deriveOctets } from '@holdfast/simulator/pki/derived-key.ts'
import { signDeterministically } from '@holdfast/simulator/pki/deterministic-signature.ts'
import { createTestPki, type TestPki } from '@holdfast/simulator/pki/test-pki.ts'
import { usualStart } from '@holdfast/simulator/world/device-plan.ts'

export interface Identity {
  readonly pki: TestPki
  readonly eimId: string
  readonly eimSigner: Signer
  readonly auditSigner: AuditSigner
}

const seed = 'storm'

/** Signatures are made without chance, so that the same seed gives the same log to the octet. */
export function stormIdentity(): Identity {
  const key = deriveKey({ seed, label: 'eim', curve: 'P-256' })
  return {
    pki: createTestPki({ seed, from: usualStart }),
    eimId: 'eim.storm.example.com',
    eimSigner: {
      publicKey: encodePublicKeyInfo({ curve: 'P-256', point: key.publicKey.point }),
      sign: async (message) => signDeterministically(key, message),
    },
    auditSigner: auditSigner(),
  }
}

/** PKCS#8 of an Ed25519 key (RFC 8410) before its 32 octets. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

function auditSigner(): AuditSigner {
  const der = Buffer.concat([pkcs8Head, deriveOctets(seed, 'audit')])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const x = key.export({ format: 'jwk' }).x ?? ''
  return {
    publicKey: new Uint8Array(Buffer.from(x, 'base64url')),
    sign: async (message) => new Uint8Array(sign(null, message, key)),
  }
}
