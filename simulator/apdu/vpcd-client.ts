// Plugs the card into a virtual PC/SC reader (vpcd) over TCP: the reader listens, the card connects,
// and from then on the reader sends power, reset and APDUs.

import { connect } from 'node:net'
import { concatBytes } from '@holdfast/asn1/hex.ts'
import { encodeAnswerToReset } from './answer-to-reset.ts'
import type { LiveCard } from './live-card.ts'
import type { ReaderMessage } from './vpcd-frame.ts'
import { decodeFrames, encodeFrame } from './vpcd-frame.ts'

export interface ReaderAddress {
  readonly host: string
  readonly port: number
}

/** Serves the reader until it hangs up. Rejects when it cannot be reached or the line breaks. */
export function serveReader(card: LiveCard, reader: ReaderAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(reader.port, reader.host)
    let rest: Uint8Array = new Uint8Array(0)
    socket.on('data', (chunk) => {
      const decoded = decodeFrames(concatBytes(rest, chunk))
      rest = Uint8Array.from(decoded.rest)
      for (const message of decoded.messages) {
        const answer = answerReader(card, message)
        if (answer) socket.write(encodeFrame(answer))
      }
    })
    socket.on('error', reject)
    socket.on('close', () => resolve())
  })
}

/** What goes back to the reader; nothing to power and reset. */
export function answerReader(card: LiveCard, message: ReaderMessage): Uint8Array | undefined {
  switch (message.kind) {
    case 'power-on':
    case 'reset':
      card.reset()
      return undefined
    case 'power-off':
      return undefined
    case 'atr-wanted':
      return encodeAnswerToReset()
    case 'apdu':
      return card.transmit(message.bytes)
  }
}
