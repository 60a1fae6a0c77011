// The lines lpac (an open LPA) writes when its drivers are "stdio", and the lines it reads back: one
// JSON object each, asked and answered strictly in turn. lpac leaves MANAGE CHANNEL and SELECT to
// whoever holds the card.

import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import type { LiveCard } from './live-card.ts'

/** A line of lpac's, told apart. */
export type LpacLine =
  | { readonly kind: 'card'; readonly call: string; readonly parameter: string }
  | {
      readonly kind: 'http'
      readonly url: string
      readonly body: Uint8Array
      readonly headers: Readonly<Record<string, string>>
    }
  | { readonly kind: 'progress'; readonly text: string }
  /** The last one: what the command gave. */
  | { readonly kind: 'end'; readonly text: string }

/** The line in `text`; undefined for what is not a line of the protocol. */
export function parseLpacLine(text: string): LpacLine | undefined {
  const object = parseJson(text)
  const payload = memberObject(object, 'payload')
  switch (object?.type) {
    case 'apdu': {
      const { func, param } = payload
      const parameter = typeof param === 'string' ? param : ''
      return { kind: 'card', call: String(func), parameter }
    }
    case 'http':
      return {
        kind: 'http',
        url: String(payload.url),
        body: parseHex(String(payload.tx ?? '')),
        headers: headersOf(payload.headers),
      }
    case 'progress':
      return { kind: 'progress', text }
    case 'lpa':
      return { kind: 'end', text }
    default:
      return undefined
  }
}

type JsonObject = Readonly<Record<string, unknown>>

function parseJson(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

function memberObject(object: JsonObject | undefined, name: string): JsonObject {
  const value = object?.[name]
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {}
}

/** "Name: value" texts as an object. */
function headersOf(list: unknown): Record<string, string> {
  const texts = Array.isArray(list) ? list.map(String) : []
  return Object.fromEntries(
    texts.map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
}

/** The line to write back for a call on the card. */
export function answerCardCall(card: LiveCard, call: string, parameter: string): string {
  const answer = (payload: object): string => JSON.stringify({ type: 'apdu', payload })
  switch (call) {
    case 'connect':
      card.reset()
      return answer({ ecode: 0 })
    case 'disconnect':
      return answer({ ecode: 0 })
    case 'logic_channel_open':
      return answer({ ecode: openChannel(card, parseHex(parameter)) })
    case 'logic_channel_close': {
      const channel = Number.parseInt(parameter, 16)
      card.transmit(Uint8Array.of(0x00, 0x70, 0x80, channel, 0x00))
      return answer({ ecode: 0 })
    }
    case 'transmit': {
      const data = formatHex(card.transmit(parseHex(parameter))).toLowerCase()
      return answer({ ecode: 0, data })
    }
    default:
      return answer({ ecode: -1 })
  }
}

/** The number of a new channel with the application selected; -1 when either is refused. */
function openChannel(card: LiveCard, aid: Uint8Array): number {
  const [channel = 0, ...word] = card.transmit(Uint8Array.of(0x00, 0x70, 0x00, 0x00, 0x01))
  if (word[0] !== 0x90) return -1
  const selected = card.transmit(Uint8Array.of(channel, 0xa4, 0x04, 0x00, aid.length, ...aid))
  const first = selected.at(-2)
  return first === 0x90 || first === 0x61 ? channel : -1
}

/** The line to write back for an HTTP exchange. */
export const formatHttpAnswer = (status: number, body: Uint8Array): string =>
  JSON.stringify({ type: 'http', payload: { rcode: status, rx: formatHex(body).toLowerCase() } })
