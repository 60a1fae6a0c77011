// Checks an exported log offline, as a stream: every byte is under the end's signature, every event
// is a leaf of the tree that every checkpoint signed, at its own size, and nothing is missing.

import { createHash, type Hash } from 'node:crypto'
import { verifySignature } from './audit-key.ts'
import { verifyCheckpoint } from './checkpoint-note.ts'
import { type ExportHeader, endMessage, formatEndLine, lineBeginnings } from './export-lines.ts'
import { Frontier, leafHashOfBytes } from './merkle.ts'
import { decodeBase64, encodeBase64 } from './strict-base64.ts'

export interface ExportReport {
  /** Whether nothing at all speaks against the file. */
  readonly ok: boolean
  readonly tenant?: string
  /** Events found. */
  readonly size: number
  /** Merkle root of the events found, base64. */
  readonly root: string
  readonly checkpoints: number
  /** Against which key the signatures were checked (base64), and why it is trusted. */
  readonly publicKey?: string
  readonly trust: 'given key' | 'trusted on first use'
  /** In words, the first twenty. */
  readonly problems: readonly string[]
}

const lineBytesMax = 16 * 1024 * 1024
const problemsMax = 20
const newline = 10

/** Reads the file to its end, however broken it is; never throws for what it contains. */
export async function verifyExport(
  stream: AsyncIterable<Uint8Array>,
  options: { readonly publicKey?: Uint8Array } = {},
): Promise<ExportReport> {
  const check = new ExportCheck(options.publicKey)
  for await (const line of linesOf(stream)) check.take(line)
  return check.report()
}

/** Lines with their newline; a last one without it too. Overlong ones come in parts. */
async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  let parts: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline)) {
      yield Buffer.concat([...parts, rest.subarray(0, at + 1)])
      rest = rest.subarray(at + 1)
      parts = []
      length = 0
    }
    parts.push(Buffer.from(rest))
    length += rest.length
    if (length <= lineBytesMax) continue
    yield Buffer.concat(parts)
    parts = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(parts)
}

class ExportCheck {
  readonly #given: Uint8Array | undefined
  readonly #hash: Hash = createHash('sha256')
  readonly #frontier = new Frontier()
  readonly #problems: string[] = []
  #lines = 0
  #header: ExportHeader | undefined
  #key: Uint8Array | undefined
  #checkpoints = 0
  #lastCheckpointSize = -1
  #isEnded = false

  constructor(given: Uint8Array | undefined) {
    this.#given = given
    this.#key = given
  }

  take(line: Buffer): void {
    this.#lines++
    const problem = this.#judge(line)
    if (problem) this.#object(problem)
  }

  /** What speaks against the line, if anything. */
  #judge(line: Buffer): string | undefined {
    if (this.#isEnded) return 'there is something after the end'
    const beginning = line.subarray(0, 20).toString('latin1')
    const is = (kind: keyof typeof lineBeginnings) => beginning.startsWith(lineBeginnings[kind])
    if (is('end')) return this.#judgeEnd(line)
    this.#hash.update(line)
    if (line.at(-1) !== newline) return 'the file ends in the middle of a line'
    const text = line.subarray(0, -1)
    if (this.#lines === 1) return this.#judgeHeader(text)
    if (is('event')) return this.#judgeEvent(text)
    if (is('checkpoint')) return this.#judgeCheckpoint(text)
    return 'this is no line of an exported log'
  }

  #judgeHeader(text: Buffer): string | undefined {
    const header = headerIn(text)
    if (!header) return 'the first line is not the header of an exported log'
    this.#header = header
    const own = decodeBase64(header.publicKey)
    if (!own) return 'the public key in the header is not as written'
    if (this.#given && !Buffer.from(this.#given).equals(own)) {
      return 'the file names another public key than the trusted one'
    }
    this.#key ??= own
    return undefined
  }

  #judgeEvent(text: Buffer): string | undefined {
    const expected = this.#frontier.size
    this.#frontier.append(leafHashOfBytes(text))
    const event = parseObject(text)
    if (event?.position !== expected) return `the event at position ${expected} should be here`
    if (event.tenant === this.#header?.tenant) return undefined
    return `this is not an event of ${this.#header?.tenant}`
  }

  #judgeCheckpoint(text: Buffer): string | undefined {
    const note = parseObject(text)?.checkpoint
    if (typeof note !== 'string' || !this.#key) return 'a checkpoint cannot be read'
    const verified = verifyCheckpoint(note, this.#key)
    if (verified.kind === 'refused') return `a checkpoint cannot be trusted: ${verified.why}`
    const { origin, size, root } = verified.body
    this.#checkpoints++
    this.#lastCheckpointSize = size
    if (origin !== this.#header?.origin) return `the checkpoint is of another log, ${origin}`
    if (size !== this.#frontier.size) {
      return `the checkpoint of size ${size} comes after ${this.#frontier.size} events`
    }
    if (Buffer.from(root).equals(this.#frontier.root())) return undefined
    return `the ${size} events before the checkpoint are not those that it signed`
  }

  #judgeEnd(line: Buffer): string | undefined {
    this.#isEnded = true
    const sha256 = this.#hash.digest('hex')
    const signature = decodeBase64(String(parseObject(line)?.signature))
    if (!signature || !line.equals(Buffer.from(formatEndLine(sha256, signature)))) {
      return 'the bytes of the file are not those that were signed'
    }
    const isSigned = this.#key && verifySignature(this.#key, endMessage(sha256), signature)
    return isSigned ? undefined : 'the signature at the end is wrong'
  }

  #object(problem: string): void {
    if (this.#problems.length < problemsMax) this.#problems.push(`line ${this.#lines}: ${problem}`)
  }

  report(): ExportReport {
    const { size } = this.#frontier
    if (!this.#isEnded) this.#object('the end with its signature is missing')
    if (this.#header && this.#header.size !== size) {
      this.#object(`the header says ${this.#header.size} events, there are ${size}`)
    }
    if (this.#header && this.#header.size > 0 && this.#lastCheckpointSize !== size) {
      this.#object('no checkpoint covers the last events')
    }
    return {
      ok: this.#problems.length === 0,
      ...(this.#header ? { tenant: this.#header.tenant } : {}),
      size,
      root: encodeBase64(this.#frontier.root()),
      checkpoints: this.#checkpoints,
      ...(this.#key ? { publicKey: encodeBase64(this.#key) } : {}),
      trust: this.#given ? 'given key' : 'trusted on first use',
      problems: this.#problems,
    }
  }
}

function headerIn(text: Buffer): ExportHeader | undefined {
  const found = parseObject(text)
  if (found?.holdfastLog !== 1) return undefined
  const { tenant, origin, publicKey, size, exportedAt } = found
  if (typeof tenant !== 'string' || typeof origin !== 'string') return undefined
  if (typeof publicKey !== 'string' || typeof exportedAt !== 'string') return undefined
  if (typeof size !== 'number') return undefined
  return { holdfastLog: 1, tenant, origin, publicKey, exportedAt, size }
}

function parseObject(text: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.toString())
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined // said by the caller, in words
  }
}
