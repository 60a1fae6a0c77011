// The door from the IPA to its card: one ES10 command in, its answer out, over whatever carries
// APDUs. SGP.22 §5.7.2 (STORE DATA), SGP.32 §5.9.

/** The card did not take a command: the status word says why. */
export class CardRefused extends Error {
  readonly statusWord: number
  constructor(statusWord: number) {
    super(`the card answered ${statusWord.toString(16).toUpperCase()}`)
    this.statusWord = statusWord
  }
}

export interface CardPort {
  /**
   * The answer to one ES10 command; empty when the card has nothing to say.
   * @throws CardRefused when the status word is an error
   */
  send(command: Uint8Array): Promise<Uint8Array>
}
