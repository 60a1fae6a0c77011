// The name of the type that bytes decode as, for people who look at raw messages.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { decodeAny } from '@holdfast/gsma/decode-any.ts'

/** The standard's name; undefined when the bytes are no message that is known. */
export function nameOfMessage(bytes: Uint8Array): string | undefined {
  try {
    return decodeAny(bytes).name
  } catch (cause) {
    // Quarantined and foreign bytes are shown as hex only.
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}
