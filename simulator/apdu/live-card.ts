// A card in a running reader: each APDU gives the next card, and whatever the card keeps is written
// before its answer leaves. Power and reset come from the reader.

import type { Card, Commit, Entropy } from '../card/card.ts'
import type { CardNvm } from '../card/nvm.ts'
import { powerUp } from '../card/power-up.ts'
import { answerApdu, insertCard } from './uicc.ts'

export interface ApduExchange {
  readonly command: Uint8Array
  readonly response: Uint8Array
}

export interface Keeper {
  /** Writes the kept state; called once for a command that changed it, before the answer. */
  readonly save: (nvm: CardNvm) => void
  /** Hears of every exchange. */
  readonly onExchange?: (exchange: ApduExchange) => void
}

export class LiveCard {
  readonly #entropy: Entropy
  readonly #keeper: Keeper
  #uicc

  constructor(card: Card, entropy: Entropy, keeper: Keeper) {
    this.#entropy = entropy
    this.#keeper = keeper
    this.#uicc = insertCard(card)
    this.reset()
  }

  get card(): Card {
    return this.#uicc.card
  }

  /** Power off and on, or a reset by the reader: sessions and channels are gone. */
  reset(): void {
    const { card, commits } = powerUp(this.#uicc.card, this.#entropy)
    this.#keep(commits)
    this.#uicc = insertCard(card)
  }

  /** The response to one APDU, status word included. */
  transmit(command: Uint8Array): Uint8Array {
    const { uicc, response, commits } = answerApdu(this.#uicc, command, this.#entropy)
    this.#keep(commits)
    this.#uicc = uicc
    this.#keeper.onExchange?.({ command, response })
    return response
  }

  #keep(commits: readonly Commit[]): void {
    const last = commits.at(-1)
    if (last) this.#keeper.save(last.nvm)
  }
}
