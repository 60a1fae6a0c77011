// What crossed the wires of a storm, for the checkers: every exchange with the eIM but the polls
// that find nothing, and every exchange of the eIM or a device with an SM-DP+.

export interface EsipaExchange {
  readonly at: number
  /** Position in time among all exchanges. */
  readonly order: number
  readonly device: number
  readonly eid: string
  readonly path: string
  readonly request: Uint8Array
  /** Undefined: the server gave no answer (it died, or it was down). */
  readonly status: number | undefined
  readonly reply: Uint8Array
  /** Which life of the server answered. */
  readonly life: number
}

export interface Es9Exchange {
  readonly at: number
  readonly order: number
  readonly smdp: number
  readonly by: 'eim' | 'device'
  readonly path: string
  readonly request: string
  readonly status: number | undefined
  readonly reply: string
  /** What the asker got differs from what the SM-DP+ said. */
  readonly isDisturbed: boolean
}

export class WireRecord {
  readonly esipa: EsipaExchange[] = []
  readonly es9: Es9Exchange[] = []
  #order = 0

  /** Exchanges so far, the polls that find nothing among them. */
  get count(): number {
    return this.#order
  }

  next(): number {
    this.#order += 1
    return this.#order
  }
}
