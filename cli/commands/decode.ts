// `holdfast decode HEX|-`: any ESipa, ESep, ES9+, ES10 or certificate bytes by name. Needs no server.

import { formatDump } from '@holdfast/asn1/dump.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { type DecodedMessage, decodeAny } from '@holdfast/gsma/decode-any.ts'
import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { exitCodes, Refused } from '../exit-code.ts'

export function decodeCommand(cli: Cli): Command {
  return new Command('decode')
    .description('bytes by name: any ESipa, ESep, ES9+, ES10 message or certificate')
    .argument('<hex...>', 'hex, or - for standard input (hex, base64, PEM or DER)')
    .action(
      act(cli, async (call) => {
        const bytes = await bytesOf(call)
        const decoded = decodedOf(bytes)
        const { name, ...rest } = decoded
        call.report({ decodedAs: name, ...rest }, () => formatDecoded(decoded, bytes.length))
        return exitCodes.done
      }),
    )
}

/** The message as text: what it is, then its tree, then what is to be remarked. */
export function formatDecoded({ name, on, dump, remarks }: DecodedMessage, size: number): string {
  const lines = [`${name} (${on}), ${size} bytes`, formatDump(dump)]
  return [...lines, ...remarks.map((remark) => `remark: ${remark}`)].join('\n')
}

async function bytesOf({ args, terminal }: Call<unknown>): Promise<Uint8Array> {
  if (args.length === 1 && args[0] === '-') return unwrapped(await terminal.readInput())
  return readHex(args.join(''))
}

/** Bytes from what was piped in: DER as it is, or text that holds hex, PEM or base64. */
function unwrapped(input: Uint8Array): Uint8Array {
  if (input.some((byte) => byte > 126 || (byte < 32 && ![9, 10, 13].includes(byte)))) return input
  const text = new TextDecoder().decode(input).trim()
  const pem = /-----BEGIN [^-]+-----([\s\S]+?)-----END/.exec(text)?.[1]
  const compact = (pem ?? text).replace(/\s+/g, '')
  const isHex = pem === undefined && /^[0-9A-Fa-f]*$/.test(compact)
  if (isHex || !/^[A-Za-z0-9+/]+=*$/.test(compact)) return readHex(text)
  return Uint8Array.from(Buffer.from(compact, 'base64'))
}

function readHex(text: string): Uint8Array {
  try {
    return parseHex(text)
  } catch (cause) {
    if (cause instanceof RangeError) throw new Refused('bad-hex', cause.message)
    throw cause
  }
}

function decodedOf(bytes: Uint8Array): DecodedMessage {
  if (bytes.length === 0) throw new Refused('undecodable', 'there are no bytes')
  try {
    return decodeAny(bytes)
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    const { offset, path, message } = cause
    throw new Refused('undecodable', message, markedPlace(bytes, offset)).with({ offset, path })
  }
}

const shownAround = 16

/** The bytes around the place where reading stopped, with the place marked. */
function markedPlace(bytes: Uint8Array, offset: number): string {
  const from = Math.max(0, offset - shownAround)
  const before = formatHex(bytes.slice(from, offset))
  const after = formatHex(bytes.slice(offset, offset + shownAround))
  const around = `${from > 0 ? '…' : ''}${before} >>> ${after || '(end)'}`
  const inHex = offset.toString(16).toUpperCase().padStart(4, '0')
  return `at byte ${offset} (${inHex} in hex) of ${bytes.length}: ${around}`
}
