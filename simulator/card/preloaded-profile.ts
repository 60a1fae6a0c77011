// Profiles a card leaves the factory with, put there without a download: a bootstrap, a test
// profile. The card's own rules treat them as any other.

import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { storeMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import { aidOf } from './isdp-aid.ts'
import { footprintOf } from './memory.ts'
import type { CardNvm, StoredProfile } from './nvm.ts'

export interface PreloadedProfile {
  /** StoreMetadata (BF25), as the SM-DP+ of a download would send it. */
  readonly metadata: Uint8Array
  /** Octets of its package. */
  readonly size: number
  readonly isEnabled: boolean
  readonly fallbackAttribute?: boolean
}

/** `nvm` with one more profile; if it is enabled, the others are not. */
export function withPreloaded(nvm: CardNvm, wanted: PreloadedProfile): CardNvm {
  const { metadata, size, isEnabled, fallbackAttribute = false } = wanted
  const profile: StoredProfile = {
    iccid: formatHex(decode(storeMetadataRequest, metadata).iccid),
    isdpAid: aidOf(nvm.nextInstance),
    state: isEnabled ? 'enabled' : 'disabled',
    metadata: formatHex(metadata),
    footprint: footprintOf(size),
    fallbackAttribute,
  }
  const others = nvm.profiles.map((one) =>
    isEnabled && one.state === 'enabled' ? { ...one, state: 'disabled' as const } : one,
  )
  return { ...nvm, profiles: [...others, profile], nextInstance: nvm.nextInstance + 1 }
}
