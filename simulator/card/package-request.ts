// An eUICC Package as the card reads it: the header strictly, the operations as TLVs that are only
// understood when their turn comes, so that what stands before a damaged one is still carried out.
// SGP.32 §2.11.1.1, §3.3.1.

import { carried, opaque, optional, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import { elementBytes, readElements, readWhole } from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import type { Infer, Schema } from '@holdfast/asn1/schema.ts'
import { decode, integer } from '@holdfast/asn1/schema.ts'
import { eidValue, signature, transactionId } from '@holdfast/gsma/sgp22/elements.ts'
import { eimId } from '@holdfast/gsma/sgp32/eim-configuration.ts'
import type { Eco, Psmo } from '@holdfast/gsma/sgp32/euicc-package.ts'
import { eco, psmo } from '@holdfast/gsma/sgp32/euicc-package.ts'

const packageSigned = sequence({
  eimId,
  eidValue,
  counterValue: tagged(0x81, integer()),
  eimTransactionId: optional(tagged(0x82, transactionId)),
  operations: opaque(0xa0, 0xa1),
})

/** EuiccPackageRequest (BF51). */
export const packageRequest = tagged(
  0xbf51,
  sequence({ euiccPackageSigned: carried(packageSigned), eimSignature: signature }),
)
export type PackageRequest = Infer<typeof packageRequest>

/** One operation of a package; `damaged` is one that this card cannot read. */
export type Operation =
  | { readonly kind: 'psmo'; readonly operation: Psmo }
  | { readonly kind: 'eco'; readonly operation: Eco }
  | { readonly kind: 'damaged' }

/** The operations in their order. @throws Asn1Error when they are not a list of TLVs at all */
export function readOperations(list: Uint8Array): readonly Operation[] {
  const whole = readWhole(list)
  const isPsmo = whole.tag === 0xa0
  return readElements(list, whole.valueStart, whole.end).map((at): Operation => {
    const bytes = elementBytes(list, at)
    const read = isPsmo ? attempt(psmo, bytes) : attempt(eco, bytes)
    if (!read) return { kind: 'damaged' }
    // The kind says which of the two schemas read it.
    return { kind: isPsmo ? 'psmo' : 'eco', operation: read } as Operation
  })
}

function attempt<T>(schema: Schema<T>, bytes: Uint8Array): T | undefined {
  try {
    return decode(schema, bytes)
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

/** What an unsigned error can repeat of a package that does not read: its eimId, or nothing. */
export function salvageEimId(command: Uint8Array): Uint8Array | undefined {
  try {
    const whole = readWhole(command)
    const [signed] = readElements(command, whole.valueStart, whole.end)
    if (signed?.tag !== 0x30) return undefined
    const [first] = readElements(command, signed.valueStart, signed.end)
    return first?.tag === 0x80 ? elementBytes(command, first) : undefined
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}
