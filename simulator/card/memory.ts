// How much room profiles take and how much is left. A profile takes more than its package: the
// operating system keeps files in pages and a security domain around them (sizes seen in the field:
// 10 to 150 KiB a profile). ETSI TS 102 226 §8.2.1.7.2 (extended card resources).

import { concatBytes } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { CardModel } from './card-model.ts'
import type { CardNvm } from './nvm.ts'

const pageSize = 256
const securityDomainSize = 4096

/** Octets a profile of this package size takes on the card. */
export const footprintOf = (packageSize: number): number =>
  securityDomainSize + Math.ceil((packageSize * 1.25) / pageSize) * pageSize

/** Octets left for profiles. */
export function freeMemory(model: CardModel, nvm: CardNvm): number {
  const taken = nvm.profiles.reduce((sum, profile) => sum + profile.footprint, 0)
  return Math.max(0, model.memorySize - taken)
}

const fourOctets = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)

/** Contents of extCardResource: applications, free non-volatile and free volatile memory. */
export const encodeCardResources = (model: CardModel, nvm: CardNvm): Uint8Array =>
  concatBytes(
    tlv(0x81, Uint8Array.of(nvm.profiles.length)),
    tlv(0x82, fourOctets(freeMemory(model, nvm))),
    tlv(0x83, fourOctets(model.volatileMemorySize)),
  )
