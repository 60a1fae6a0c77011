// The slot that holds a device's card: passes commands to it, takes its requests for a REFRESH, and
// when the power goes leaves it as a real card is left, with the changes that were kept so far and
// nothing else. What the card then has enabled goes into the ground truth.

import { parseHex } from '@holdfast/asn1/hex.ts'
import { decodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { answerCommand } from '../card/answer-command.ts'
import type { Card, Entropy } from '../card/card.ts'
import { type CardNvm, enabledProfile } from '../card/nvm.ts'
import { powerUp } from '../card/power-up.ts'
import { type CardPort, CardRefused } from '../ipa/card-port.ts'
import type { LifeClock } from '../world/timeline.ts'
import type { EnabledBy } from '../world/truth.ts'
import type { SimSlot } from './modem.ts'
import { type Power, PowerCut } from './power.ts'

export interface CardSlotOptions {
  readonly card: Card
  readonly entropy: Entropy
  readonly clock: LifeClock
  readonly power: Power
  /** How long a command takes. */
  readonly commandMs: number
  /** Told after every change of what the card keeps, with what enabled the present profile. */
  readonly onChange: (nvm: CardNvm, enabledBy: EnabledBy) => void
}

/** Which command switches profiles as what. */
const switches: Readonly<Record<number, EnabledBy>> = {
  48977: 'package',
  48984: 'rollback',
  48986: 'immediate',
  48989: 'fallback',
  48990: 'fallback',
}

/** Digits in reading order of an ICCID as the card keeps it. */
export const readIccid = (kept: string): string => {
  const decoded = decodeIccid(parseHex(kept))
  return decoded.ok ? decoded.value : kept
}

export class CardSlot implements CardPort, SimSlot {
  readonly #options: CardSlotOptions
  #card: Card
  #refreshAsked = false
  #enabledBy: EnabledBy = 'factory'

  constructor(options: CardSlotOptions) {
    this.#options = options
    this.#card = options.card
    this.#tell()
  }

  get card(): Card {
    return this.#card
  }

  async send(command: Uint8Array): Promise<Uint8Array> {
    const { clock, power, entropy, commandMs } = this.#options
    const tag = ((command[0] ?? 0) << 8) | (command[1] ?? 0)
    power.step(`before card command ${tag.toString(16)}`)
    const answer = answerCommand(this.#card, command, entropy)
    if (power.isLost()) this.#lose(tag, answer.commits)
    this.#keep(answer.card, tag)
    this.#refreshAsked ||= answer.effects.some((effect) => effect.kind === 'refresh')
    await clock.spend(commandMs)
    if (answer.reply.kind === 'refused') throw new CardRefused(answer.reply.statusWord)
    return answer.reply.bytes
  }

  /** Something other than a command changed what the card keeps: a local user, another eIM. */
  alter(card: Card): void {
    const before = enabledProfile(this.#card.nvm)?.iccid
    this.#keep(card, 0)
    this.#refreshAsked ||= enabledProfile(card.nvm)?.iccid !== before
  }

  enabledIccid(): string | undefined {
    const enabled = enabledProfile(this.#card.nvm)
    return enabled && readIccid(enabled.iccid)
  }

  takeRefresh(): boolean {
    const asked = this.#refreshAsked
    this.#refreshAsked = false
    return asked
  }

  /** Power comes back: the card ends what was half done. */
  powerUp(): void {
    const { card } = powerUp(this.#card, this.#options.entropy)
    this.#refreshAsked = false
    this.#keep(card, 0)
  }

  /** Power goes within a command: only the first of its changes may have been kept. */
  #lose(tag: number, commits: readonly { readonly step: string; readonly nvm: CardNvm }[]): never {
    const done = this.#options.power.changesDone(commits.length)
    const last = commits[done - 1]
    if (last) this.#keep({ ...this.#card, nvm: last.nvm }, tag)
    const where = last ? `after its change "${last.step}"` : 'before any change'
    throw new PowerCut(`in card command ${tag.toString(16)}, ${where}`)
  }

  #keep(card: Card, tag: number): void {
    const before = enabledProfile(this.#card.nvm)?.iccid
    const isSame = card.nvm === this.#card.nvm
    this.#card = card
    if (enabledProfile(card.nvm)?.iccid !== before) this.#enabledBy = switches[tag] ?? 'reset'
    if (!isSame) this.#tell()
  }

  #tell(): void {
    this.#options.onChange(this.#card.nvm, this.#enabledBy)
  }
}
