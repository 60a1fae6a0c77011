// One command's work on a card: the functions of the card read from it, write to what it forgets,
// and commit to what it keeps. It lives for one command; outside, only values are seen.

import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import type { Card, CardAnswer, CardCredential, CardRam, Commit, Effect, Entropy } from './card.ts'
import type { CardModel } from './card-model.ts'
import type { CardNvm } from './nvm.ts'

export class Turn {
  readonly before: Card
  readonly entropy: Entropy
  readonly model: CardModel
  #nvm: CardNvm
  #ram: CardRam
  readonly #commits: Commit[] = []
  readonly #effects: Effect[] = []

  constructor(card: Card, entropy: Entropy) {
    this.before = card
    this.entropy = entropy
    this.model = card.model
    this.#nvm = card.nvm
    this.#ram = card.ram
  }

  get nvm(): CardNvm {
    return this.#nvm
  }

  get ram(): CardRam {
    return this.#ram
  }

  get eid(): Uint8Array {
    return parseHex(this.before.identity.eid)
  }

  /** One atomic change of the kept state; `step` names the moment for whoever cuts the power. */
  commit(step: string, change: Partial<CardNvm>): void {
    this.#nvm = { ...this.#nvm, ...change }
    this.#commits.push({ step, nvm: this.#nvm })
  }

  /** Changes what is forgotten without power. */
  remember(change: Partial<CardRam>): void {
    this.#ram = { ...this.#ram, ...change }
  }

  notice(effect: Effect): void {
    this.#effects.push(effect)
  }

  /** The REFRESH that follows a change of the enabled profile. */
  refresh(): void {
    const iccid = this.#nvm.profiles.find((profile) => profile.state === 'enabled')?.iccid
    this.notice(iccid === undefined ? { kind: 'refresh' } : { kind: 'refresh', iccid })
  }

  /** Which CI signs when no session says so: the one wanted, else the first that can. */
  signingCi(keyId?: Uint8Array): number {
    const { cis } = this.before.identity
    const wanted = keyId && formatHex(keyId)
    const found = cis.findIndex((ci) => ci.credential && formatHex(ci.keyId) === wanted)
    return found >= 0 ? found : cis.findIndex((ci) => ci.credential)
  }

  credential(ci: number): CardCredential {
    const credential = this.before.identity.cis[ci]?.credential?.()
    if (!credential) throw new Error(`the card has no key under CI ${ci}`)
    return credential
  }

  /** What the caller gets: the card after this command, and what it said. */
  answer(bytes: Uint8Array): CardAnswer {
    return { ...this.#outcome(), reply: { kind: 'data', bytes } }
  }

  refuse(statusWord: number): CardAnswer {
    return { ...this.#outcome(), reply: { kind: 'refused', statusWord } }
  }

  #outcome(): Omit<CardAnswer, 'reply'> {
    const { identity, model } = this.before
    return {
      card: { identity, model, nvm: this.#nvm, ram: this.#ram },
      commits: this.#commits,
      effects: this.#effects,
    }
  }
}
