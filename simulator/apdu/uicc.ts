// The card seen through its contacts: logical channels, selection, blocks of STORE DATA gathered
// into one ES10 command, and responses handed out by GET RESPONSE. ISO 7816-4 §11, ETSI TS 102 221
// §11.1, SGP.22 §5.7.2 (transport command), SGP.32 §5.9. What the command means is the card's own
// matter: a gathered command may be a truncated TLV, as the pieces of a bound profile package are.

import { concatBytes, equalBytes, parseHex } from '@holdfast/asn1/hex.ts'
import { answerCommand } from '../card/answer-command.ts'
import type { Card, Commit, Effect, Entropy } from '../card/card.ts'
import { encodeIsdrTemplate } from '../card/isdr-template.ts'
import { encodeIccidFile, encodeMasterFileTemplate } from './card-files.ts'
import type { CommandApdu } from './command-apdu.ts'
import { decodeCommandApdu } from './command-apdu.ts'
import { encodeStatusWord, statusWord } from './status-word.ts'

export const isdrAid = parseHex('A0000005591010FFFFFFFF8900000100')

type Selected = 'nothing' | 'master-file' | 'iccid-file' | 'isd-r'

/** One logical channel; it forgets everything when it closes or the card is reset. */
interface Channel {
  readonly selected: Selected
  /** The blocks of STORE DATA so far, numbered from 0. */
  readonly blocks: readonly Uint8Array[]
  /** What GET RESPONSE hands out. */
  readonly response: Uint8Array
}

/** A card in a reader. `channels` holds the open ones; channel 0 is always open. */
export interface Uicc {
  readonly card: Card
  readonly channels: Readonly<Record<number, Channel>>
}

export interface ApduAnswer {
  readonly uicc: Uicc
  /** Data and status word. */
  readonly response: Uint8Array
  readonly commits: readonly Commit[]
  readonly effects: readonly Effect[]
}

const fresh: Channel = { selected: 'nothing', blocks: [], response: new Uint8Array(0) }
const channelCountMax = 4

/** A card just powered: only channel 0, nothing selected. */
export const insertCard = (card: Card): Uicc => ({
  card,
  channels: { 0: { ...fresh, selected: 'master-file' } },
})

/** What the card says to `apdu`, and what it is afterwards. */
export function answerApdu(uicc: Uicc, apdu: Uint8Array, entropy: Entropy): ApduAnswer {
  const command = decodeCommandApdu(apdu)
  if (!command) return refuse(uicc, statusWord.wrongLength)
  if (command.ins === 0x70 && !command.isProprietary) return manageChannel(uicc, command)
  const channel = uicc.channels[command.channel]
  if (!channel) return refuse(uicc, statusWord.channelNotSupported)
  if (command.ins === 0xc0) return handOut(uicc, command, channel)
  if (command.ins === 0xe2) return storeData({ uicc, command, channel, entropy })
  const cleared = put(uicc, command.channel, { ...channel, response: fresh.response })
  if (command.ins === 0xa4) return select(cleared, command)
  if (command.ins === 0xb0) return readBinary(cleared, command, channel)
  const isTerminalCapability = command.isProprietary && command.ins === 0xaa
  const isStatus = command.isProprietary && command.ins === 0xf2
  if (isTerminalCapability || isStatus) return refuse(cleared, statusWord.ok)
  return refuse(cleared, statusWord.unknownInstruction)
}

const put = (uicc: Uicc, number: number, channel: Channel): Uicc => ({
  ...uicc,
  channels: { ...uicc.channels, [number]: channel },
})

/** An answer that is a status word alone; not always a refusal, 9000 included. */
const refuse = (uicc: Uicc, word: number): ApduAnswer => ({
  uicc,
  response: encodeStatusWord(word),
  commits: [],
  effects: [],
})

const succeed = (uicc: Uicc, data: Uint8Array): ApduAnswer => ({
  ...refuse(uicc, statusWord.ok),
  response: concatBytes(data, encodeStatusWord(statusWord.ok)),
})

/** Leaves `data` for GET RESPONSE: 61 and how much, 00 for 256 or more; 9000 when there is none. */
function offer(uicc: Uicc, number: number, data: Uint8Array): ApduAnswer {
  const channel = uicc.channels[number] ?? fresh
  const next = put(uicc, number, { ...channel, blocks: [], response: data })
  if (data.length === 0) return refuse(next, statusWord.ok)
  return refuse(next, 0x6100 | (data.length >= 256 ? 0 : data.length))
}

function manageChannel(uicc: Uicc, command: CommandApdu): ApduAnswer {
  const { p1, p2 } = command
  if (p1 === 0x80) {
    if (p2 === 0 || !uicc.channels[p2]) return refuse(uicc, statusWord.channelNotSupported)
    const { [p2]: _closed, ...channels } = uicc.channels
    return refuse({ ...uicc, channels }, statusWord.ok)
  }
  if (p1 !== 0) return refuse(uicc, statusWord.wrongParameters)
  const free = [1, 2, 3].find((number) => !uicc.channels[number])
  const wanted = p2 || free
  if (!wanted || wanted >= channelCountMax) return refuse(uicc, statusWord.functionNotSupported)
  if (uicc.channels[wanted]) return refuse(uicc, statusWord.functionNotSupported)
  const opened = put(uicc, wanted, { ...fresh, selected: 'master-file' })
  return p2 ? refuse(opened, statusWord.ok) : succeed(opened, Uint8Array.of(wanted))
}

function select(uicc: Uicc, command: CommandApdu): ApduAnswer {
  const target = selectionOf(command)
  if (!target) return refuse(uicc, statusWord.notFound)
  const channel = uicc.channels[command.channel] ?? fresh
  const next = put(uicc, command.channel, { ...channel, selected: target, blocks: [] })
  const wantsNothing = (command.p2 & 0x0c) === 0x0c
  if (wantsNothing) return refuse(next, statusWord.ok)
  if (target === 'isd-r') return offer(next, command.channel, encodeIsdrTemplate(uicc.card))
  return offer(next, command.channel, encodeMasterFileTemplate(target))
}

/** Only what LPAs, IPAs and card tools ask for exists: the ISD-R, the MF, and EF.ICCID. */
function selectionOf({ p1, data }: CommandApdu): Selected | undefined {
  if (p1 === 0x04) return equalBytes(data, isdrAid) ? 'isd-r' : undefined
  const last = data.length >= 2 ? ((data.at(-2) as number) << 8) | (data.at(-1) as number) : 0x3f00
  if (last === 0x3f00) return 'master-file'
  return last === 0x2fe2 ? 'iccid-file' : undefined
}

function readBinary(uicc: Uicc, command: CommandApdu, channel: Channel): ApduAnswer {
  if (channel.selected !== 'iccid-file') return refuse(uicc, statusWord.conditionsNotSatisfied)
  const file = encodeIccidFile(uicc.card)
  if (!file) return refuse(uicc, statusWord.notFound)
  const from = (command.p1 << 8) | command.p2
  if (from > file.length) return refuse(uicc, statusWord.wrongParametersP1P2)
  return succeed(uicc, file.subarray(from, from + (command.le ?? 256)))
}

function handOut(uicc: Uicc, command: CommandApdu, channel: Channel): ApduAnswer {
  const { response } = channel
  if (response.length === 0) return refuse(uicc, statusWord.conditionsNotSatisfied)
  const wanted = command.le ?? 256
  if (wanted > response.length && wanted < 256) return refuse(uicc, 0x6c00 | response.length)
  const rest = response.subarray(wanted)
  const next = put(uicc, command.channel, { ...channel, response: rest })
  const word = rest.length === 0 ? statusWord.ok : 0x6100 | (rest.length >= 256 ? 0 : rest.length)
  const data = response.subarray(0, wanted)
  return { ...refuse(next, word), response: concatBytes(data, encodeStatusWord(word)) }
}

interface Block {
  readonly uicc: Uicc
  readonly command: CommandApdu
  readonly channel: Channel
  readonly entropy: Entropy
}

/** P1 bit 8 marks the last block; P2 numbers the blocks of one command from 00. */
function storeData({ uicc, command, channel, entropy }: Block): ApduAnswer {
  if (!command.isProprietary) return refuse(uicc, statusWord.unknownClass)
  if (channel.selected !== 'isd-r') return refuse(uicc, statusWord.conditionsNotSatisfied)
  const before = command.p2 === 0 ? [] : channel.blocks
  if (command.p2 !== (before.length & 0xff)) {
    return refuse(
      put(uicc, command.channel, { ...channel, blocks: [] }),
      statusWord.wrongParameters,
    )
  }
  const blocks = [...before, command.data]
  const gathered = put(uicc, command.channel, { ...channel, blocks, response: fresh.response })
  if ((command.p1 & 0x80) === 0) return refuse(gathered, statusWord.ok)
  const answer = answerCommand(uicc.card, concatBytes(...blocks), entropy)
  const { commits, effects, reply } = answer
  const data = reply.kind === 'data' ? reply.bytes : fresh.response
  const offered = offer({ ...gathered, card: answer.card }, command.channel, data)
  const spoken = reply.kind === 'data' ? offered : refuse(offered.uicc, reply.statusWord)
  return { ...spoken, commits, effects }
}
