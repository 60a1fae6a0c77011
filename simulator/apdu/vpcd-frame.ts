// Framing of the virtual reader's protocol (vpcd): two octets of length, big-endian, then the
// message. A message of one octet is a control: power off, power on, reset, or "send the ATR".

export type ReaderMessage =
  | { readonly kind: 'power-off' | 'power-on' | 'reset' | 'atr-wanted' }
  | { readonly kind: 'apdu'; readonly bytes: Uint8Array }

const controls = ['power-off', 'power-on', 'reset', undefined, 'atr-wanted'] as const

/** A frame around `message`. @throws RangeError over 65,535 octets */
export function encodeFrame(message: Uint8Array): Uint8Array {
  if (message.length > 0xffff) throw new RangeError('a frame holds at most 65535 octets')
  const frame = new Uint8Array(2 + message.length)
  frame.set([message.length >> 8, message.length & 0xff])
  frame.set(message, 2)
  return frame
}

/** The complete messages at the front of `received`, and what is left of it. */
export function decodeFrames(received: Uint8Array): {
  readonly messages: readonly ReaderMessage[]
  readonly rest: Uint8Array
} {
  const messages: ReaderMessage[] = []
  let at = 0
  while (received.length - at >= 2) {
    const length = ((received[at] as number) << 8) | (received[at + 1] as number)
    if (received.length - at - 2 < length) break
    messages.push(readerMessage(received.subarray(at + 2, at + 2 + length)))
    at += 2 + length
  }
  return { messages, rest: received.subarray(at) }
}

function readerMessage(bytes: Uint8Array): ReaderMessage {
  const control = bytes.length === 1 ? controls[bytes[0] as number] : undefined
  return control ? { kind: control } : { kind: 'apdu', bytes }
}
