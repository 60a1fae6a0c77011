// The reader's side of the transport: one ES10 command cut into blocks of STORE DATA, its response
// fetched by GET RESPONSE, as an LPA does it. SGP.22 §5.7.2.

import { concatBytes } from '@holdfast/asn1/hex.ts'
import type { Commit, Effect, Entropy } from '../card/card.ts'
import { encodeStoreData } from './command-apdu.ts'
import type { Uicc } from './uicc.ts'
import { answerApdu, insertCard, isdrAid } from './uicc.ts'

export interface Transmitted {
  readonly uicc: Uicc
  readonly response: Uint8Array
  readonly statusWord: number
  readonly commits: readonly Commit[]
  readonly effects: readonly Effect[]
}

/** A card in a reader with the ISD-R selected on channel 1. */
export function openIsdr(card: Uicc['card'], entropy: Entropy): Uicc {
  const opened = answerApdu(insertCard(card), Uint8Array.of(0, 0x70, 0, 1, 0), entropy)
  const select = Uint8Array.of(0x01, 0xa4, 0x04, 0x04, isdrAid.length, ...isdrAid)
  return answerApdu(opened.uicc, select, entropy).uicc
}

/** Sends one command on channel 1; `blockSize` octets at most in each block. */
export function transmit(
  uicc: Uicc,
  command: Uint8Array,
  entropy: Entropy,
  blockSize = 120,
): Transmitted {
  let current = uicc
  let answer = new Uint8Array(0)
  const commits: Commit[] = []
  const effects: Effect[] = []
  const count = Math.max(1, Math.ceil(command.length / blockSize))
  for (let number = 0; number < count; number++) {
    const data = command.subarray(number * blockSize, (number + 1) * blockSize)
    const apdu = encodeStoreData({ channel: 1, number, isLast: number === count - 1, data })
    const said = answerApdu(current, apdu, entropy)
    current = said.uicc
    answer = Uint8Array.from(said.response)
    commits.push(...said.commits)
    effects.push(...said.effects)
  }
  let response = answer.subarray(0, -2)
  while (answer.at(-2) === 0x61) {
    const fetched = answerApdu(
      current,
      Uint8Array.of(0x81, 0xc0, 0, 0, answer.at(-1) as number),
      entropy,
    )
    current = fetched.uicc
    answer = Uint8Array.from(fetched.response)
    response = Uint8Array.from(concatBytes(response, answer.subarray(0, -2)))
  }
  const statusWord = ((answer.at(-2) as number) << 8) | (answer.at(-1) as number)
  return { uicc: current, response, statusWord, commits, effects }
}
