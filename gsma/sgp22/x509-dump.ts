// Readable dumps of the X.509 objects that messages carry.

import type { Element } from '@holdfast/asn1/der.ts'
import type { DumpNode } from '@holdfast/asn1/schema.ts'
import { dumpUnknown } from '@holdfast/asn1/unknown.ts'

export const dumpCertificate = (bytes: Uint8Array, at: Element, name: string): DumpNode =>
  dumpUnknown(bytes, at, name)

export const dumpSubjectPublicKeyInfo = (bytes: Uint8Array, at: Element, name: string): DumpNode =>
  dumpUnknown(bytes, at, name)
