// Bytes of a file as text, chunk by chunk: UTF-8 with or without a mark, UTF-16 with one. Anything
// else is refused with what to do, because a wrong guess would garble names without anyone noticing.

export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE'

/** Text so far decoded; `rest` are bytes of a character that is not whole yet. */
export interface Decoding {
  readonly encoding?: Encoding
  readonly rest: Uint8Array
}

export interface Decoded {
  readonly decoding: Decoding
  readonly text: string
  /** Why nothing after `text` can be read. */
  readonly refusal?: { readonly code: string; readonly why: string }
}

export const startDecoding: Decoding = { rest: new Uint8Array() }

const decoders = {
  'UTF-8': new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  'UTF-16LE': new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true }),
  'UTF-16BE': new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true }),
}

/** Takes the next bytes; `isLast` says that none follow. */
export function decodeBytes(decoding: Decoding, chunk: Uint8Array, isLast: boolean): Decoded {
  let bytes = chunk
  if (decoding.rest.length > 0) {
    bytes = new Uint8Array(decoding.rest.length + chunk.length)
    bytes.set(decoding.rest)
    bytes.set(chunk, decoding.rest.length)
  }
  let { encoding } = decoding
  if (encoding === undefined) {
    if (bytes.length < 4 && !isLast) return { decoding: { rest: bytes }, text: '' }
    const start = encodingOf(bytes)
    encoding = start.encoding
    bytes = bytes.subarray(start.markSize)
  }
  const end = isLast ? bytes.length : wholeCharacters(bytes, encoding)
  const whole = bytes.subarray(0, end)
  const next: Decoding = { encoding, rest: bytes.slice(end) }
  try {
    return { decoding: next, text: decoders[encoding].decode(whole) }
  } catch {
    return refuseRest(whole, next, encoding)
  }
}

interface Start {
  readonly encoding: Encoding
  readonly markSize: number
}

function encodingOf(bytes: Uint8Array): Start {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'UTF-8', markSize: 3 }
  if (a === 0xff && b === 0xfe) return { encoding: 'UTF-16LE', markSize: 2 }
  if (a === 0xfe && b === 0xff) return { encoding: 'UTF-16BE', markSize: 2 }
  return { encoding: 'UTF-8', markSize: 0 }
}

/** Where the last whole character ends. */
function wholeCharacters(bytes: Uint8Array, encoding: Encoding): number {
  const size = bytes.length
  if (encoding !== 'UTF-8') {
    const even = size - (size % 2)
    const high = bytes[encoding === 'UTF-16LE' ? even - 1 : even - 2] ?? 0
    return high >= 0xd8 && high <= 0xdb ? even - 2 : even
  }
  for (let back = 1; back <= Math.min(3, size); back++) {
    const octet = bytes[size - back] as number
    if (octet < 0x80) return size
    if (octet >= 0xc0) {
      const wanted = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2
      return wanted > back ? size - back : size
    }
  }
  return size
}

/** The text before the first byte that does not fit, and what is wrong with it. */
function refuseRest(bytes: Uint8Array, decoding: Decoding, encoding: Encoding): Decoded {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isText(bytes.subarray(0, middle), encoding)) good = middle
    else bad = middle
  }
  const cut = longestText(bytes, good, encoding)
  const octet = (bytes[cut] ?? 0).toString(16).toUpperCase().padStart(2, '0')
  const why =
    encoding === 'UTF-8'
      ? `the byte ${octet} is not UTF-8, so the file is probably Latin-1 or Windows-1252; ` +
        'save it as "CSV UTF-8" and import it again'
      : `the file begins as ${encoding} but holds something else; save it as "CSV UTF-8"`
  const text = decoders[encoding].decode(bytes.subarray(0, cut))
  return { decoding, text, refusal: { code: 'not-utf8', why } }
}

/** Whether all of it could be the beginning of a right text. */
const isText = (bytes: Uint8Array, encoding: Encoding): boolean =>
  decodes(bytes.subarray(0, wholeCharacters(bytes, encoding)), encoding)

const longestText = (bytes: Uint8Array, size: number, encoding: Encoding): number =>
  wholeCharacters(bytes.subarray(0, size), encoding)

function decodes(bytes: Uint8Array, encoding: Encoding): boolean {
  try {
    decoders[encoding].decode(bytes)
    return true
  } catch {
    return false
  }
}
