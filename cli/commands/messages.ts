// `holdfast messages EID`: what was said between a device and Holdfast, byte by byte.

import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { parseHex } from '@holdfast/asn1/hex.ts'
import { decodeAny } from '@holdfast/gsma/decode-any.ts'
import { Command } from 'commander'
import { act, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'
import { parseCount, parseEidOperand } from '../operand.ts'
import { formatTable } from '../table.ts'
import { formatInstant } from '../time-words.ts'
import { formatDecoded } from './decode.ts'

type Message = ReplyOf<RouteNamed<'deviceMessages'>>['items'][number]

interface MessagesOptions {
  readonly limit: string
  readonly decode?: boolean
}

export function messagesCommand(cli: Cli): Command {
  return new Command('messages')
    .description('the raw messages of a device, newest first')
    .argument('<eid>')
    .option('--limit <n>', 'at most so many', '20')
    .option('--decode', 'show each by name')
    .action(
      act<MessagesOptions>(cli, async (call) => {
        const eid = parseEidOperand(call.args[0] ?? '')
        const query = { limit: parseCount('limit', call.options.limit) }
        const reply = await call.client().deviceMessages({ params: { eid }, query })
        call.report(reply, () =>
          call.options.decode ? formatDecodedAll(reply.items) : formatRows(reply.items),
        )
        return exitCodes.done
      }),
    )
}

const arrow = ({ direction }: Message): string => (direction === 'in' ? '→' : '←')

function formatRows(items: readonly Message[]): string {
  const rows = items.map((message) => [
    formatInstant(message.at),
    message.interface,
    arrow(message),
    message.name,
    `${message.hex.length / 2} bytes`,
    message.hex.length > 40 ? `${message.hex.slice(0, 40)}…` : message.hex,
  ])
  return formatTable(['AT', 'ON', '', 'NAME', 'SIZE', 'BYTES'], rows, 'no message yet')
}

function formatDecodedAll(items: readonly Message[]): string {
  if (items.length === 0) return 'no message yet'
  return items.map((message) => `${headOf(message)}\n${decodedText(message.hex)}`).join('\n\n')
}

function headOf(message: Message): string {
  return `${formatInstant(message.at)}  ${message.interface} ${arrow(message)} ${message.name}`
}

/** JSON bodies are kept as they came; they are shown as the text they are. */
function decodedText(hex: string): string {
  const bytes = parseHex(hex)
  if (bytes[0] === 0x7b) return new TextDecoder().decode(bytes)
  try {
    return formatDecoded(decodeAny(bytes), bytes.length)
  } catch (cause) {
    if (cause instanceof Asn1Error) return `cannot be read: ${cause.message}\n${hex}`
    throw cause
  }
}
