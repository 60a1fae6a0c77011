// Signs with a P-256 key held in this process. It stands behind the `Signer` seam, where a PKCS#11
// token can take its place. Signing runs on Node's thread pool, so polls are answered meanwhile.

import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { decodeDerSignature, encodeDerSignature } from '@holdfast/gsma/signature.ts'
import type { Signer } from '../world.ts'

const probe = new TextEncoder().encode('holdfast: is this key whole?')

/**
 * A signer over `privateKey`. Refuses, before anything depends on it, a key that is not P-256 or
 * whose signatures do not verify.
 */
export async function fileSigner(privateKey: KeyObject): Promise<Signer> {
  const curve = privateKey.asymmetricKeyDetails?.namedCurve
  if (privateKey.asymmetricKeyType !== 'ec' || curve !== 'prime256v1') {
    throw new Error(`the signing key must be on P-256, this one is ${curve ?? 'no elliptic key'}`)
  }
  const publicKey = createPublicKey(privateKey)
  const signer: Signer = {
    sign: (message) => signRaw(privateKey, message),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
  }
  const signature = await signer.sign(probe)
  const isWhole = verify('sha256', probe, publicKey, encodeDerSignature(signature))
  if (!isWhole) throw new Error('the signing key makes signatures that do not verify')
  return signer
}

/** ECDSA over SHA-256, raw r‖s (BSI TR-03111); by way of DER, see gsma/signature.ts. */
const signRaw = (privateKey: KeyObject, message: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    sign('sha256', message, privateKey, (error, signature) =>
      error
        ? reject(new Error('signing failed', { cause: error }))
        : resolve(decodeDerSignature(signature)),
    )
  })
