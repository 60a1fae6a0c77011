// The unprotected profile package behind a record: generated for its ICCID to a size, or the file
// that a user gave.

import { parseHex } from '@holdfast/asn1/hex.ts'
import type { ProfileRecord } from './order.ts'
import { buildProfilePackage } from './profile-package.ts'

export const packageOf = ({ iccid, source }: ProfileRecord): Uint8Array =>
  source.kind === 'built-in' ? buildProfilePackage(iccid, source.size) : parseHex(source.bytes)

/** Octets of the package, about. */
export const packageSizeOf = ({ source }: ProfileRecord): number =>
  source.kind === 'built-in' ? source.size : source.bytes.length / 2
