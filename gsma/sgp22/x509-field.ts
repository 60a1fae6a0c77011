// Certificates and public keys inside messages: bytes that are relayed and verified, never rebuilt.
// Where an implicit tag replaced SEQUENCE, the value is given back as the `30…` object it stands
// for. Some peers nest the whole object under the tag instead; both are read, the implicit form
// (X.680 §31.2.7) is written. SGP.22 §4.5.2, SGP.32 §2.11.1.

import type { Element, Tag } from '@holdfast/asn1/der.ts'
import {
  elementBytes,
  elementValue,
  formatTag,
  readElement,
  readElements,
} from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import type { Schema } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { dumpCertificate, dumpCertificateList, dumpSubjectPublicKeyInfo } from './x509-dump.ts'

type Dump = Schema<Uint8Array>['dump']

interface X509Shape {
  readonly what: string
  /** The tags directly inside the object. */
  readonly parts: readonly Tag[]
  readonly dump: Dump
}

const hasParts = (found: readonly Element[], shape: X509Shape): boolean =>
  found.length === shape.parts.length && shape.parts.every((tag, i) => found[i]?.tag === tag)

/** Where the parts of the object stand: `at` itself, or the one SEQUENCE nested in it. */
function objectAt(bytes: Uint8Array, at: Element, shape: X509Shape): Element {
  const found = readElements(bytes, at.valueStart, at.end)
  if (hasParts(found, shape)) return at
  const [only] = found
  if (found.length === 1 && only?.tag === 0x30) {
    if (hasParts(readElements(bytes, only.valueStart, only.end), shape)) return only
  }
  const parts = shape.parts.map(formatTag).join(', ')
  throw new Asn1Error('bad-value', at.valueStart, `not a ${shape.what}: its parts are ${parts}`)
}

function x509Under(tag: Tag, shape: X509Shape): Schema<Uint8Array> {
  return {
    tags: [tag],
    read(bytes, at) {
      const object = objectAt(bytes, at, shape)
      if (object.tag === 0x30) return elementBytes(bytes, object)
      return tlv(0x30, elementValue(bytes, object))
    },
    write(out, value) {
      const mark = out.length
      const at = readElement(value, 0, value.length)
      if (at.tag !== 0x30 || at.end !== value.length) {
        throw new RangeError(`a ${shape.what} is one SEQUENCE`)
      }
      out.bytes(elementValue(value, at))
      out.header(tag, mark)
    },
    dump: (bytes, at, name) => shape.dump(bytes, objectAt(bytes, at, shape), name),
    retag: (other) => x509Under(other, shape),
  }
}

/** X.509 Certificate as its `30…` bytes, whatever tag it travelled under. */
export const certificate: Schema<Uint8Array> = x509Under(0x30, {
  what: 'certificate',
  parts: [0x30, 0x30, 0x03],
  dump: dumpCertificate,
})

/** X.509 CertificateList as its `30…` bytes. */
export const certificateList: Schema<Uint8Array> = x509Under(0x30, {
  what: 'certificate list',
  parts: [0x30, 0x30, 0x03],
  dump: dumpCertificateList,
})

/** X.509 SubjectPublicKeyInfo as its `30…` bytes. */
export const subjectPublicKeyInfo: Schema<Uint8Array> = x509Under(0x30, {
  what: 'subject public key',
  parts: [0x30, 0x03],
  dump: dumpSubjectPublicKeyInfo,
})
