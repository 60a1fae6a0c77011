// Readable dumps of the X.509 objects that messages carry (SGP.22 §4.5.2): by the names of RFC 5280,
// or as bare TLVs when an object is not what it should be, so that a dump shows all there is.

import { optional, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import type { Element } from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import type { DumpNode, Schema } from '@holdfast/asn1/schema.ts'
import { octets, oid } from '@holdfast/asn1/schema.ts'
import { dumpUnknown } from '@holdfast/asn1/unknown.ts'
import { certificateSchema, revocationListSchema } from '../certificate-schema.ts'

type Dump = (bytes: Uint8Array, at: Element, name: string) => DumpNode

const dumpAs =
  (schema: Schema<unknown>): Dump =>
  (bytes, at, name) => {
    try {
      return schema.dump(bytes, at, name)
    } catch (cause) {
      if (cause instanceof Asn1Error) return dumpUnknown(bytes, at, name)
      throw cause
    }
  }

const publicKeyInfo = sequence({
  algorithm: sequence({ algorithm: oid(), namedCurve: optional(oid()) }),
  subjectPublicKey: tagged(0x03, octets({ min: 1 })),
})

export const dumpCertificate: Dump = dumpAs(certificateSchema)
export const dumpCertificateList: Dump = dumpAs(revocationListSchema)
export const dumpSubjectPublicKeyInfo: Dump = dumpAs(publicKeyInfo)
