// The key that verifies an eIM's packages. Importing a key costs more than using it and a fleet
// shares few eIMs, so the last ones imported are kept. SGP.32 §2.11.1.1 (eimPublicKeyData).

import { formatHex } from '@holdfast/asn1/hex.ts'
import type { EimConfigurationData } from '@holdfast/gsma/sgp32/eim-configuration.ts'
import type { VerifyingKey } from '@holdfast/gsma/signature.ts'
import { decodePublicKeyInfo } from '@holdfast/gsma/signature.ts'
import { publicKeyInfoOf } from './x509-key.ts'

const keptMax = 64
const kept = new Map<string, VerifyingKey>()

/** The eIM's key; undefined when the configuration holds none that can be used. */
export function eimKeyOf(configuration: EimConfigurationData): VerifyingKey | undefined {
  const source = configuration.eimPublicKeyData
  if (!source) return undefined
  const spki = source.kind === 'eimPublicKey' ? source.value : publicKeyInfoOf(source.value)
  if (!spki) return undefined
  const name = formatHex(spki)
  const known = kept.get(name)
  if (known) return known
  const key = decodePublicKeyInfo(spki)
  if (!key.ok) return undefined
  if (kept.size >= keptMax) kept.clear()
  kept.set(name, key.value)
  return key.value
}
