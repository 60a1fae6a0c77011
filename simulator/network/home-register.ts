// The home register (HLR/HSS) of one operator: for each of its ICCIDs, whether the subscription
// lives and what it may still use. This is the truth about a line; no message of the product ever
// reads or writes it.

import type { Instant } from '../world/timeline.ts'

export interface Line {
  readonly iccid: string
  /** From when the subscription is active; `never` when nobody will activate it. */
  readonly activeFrom: Instant | 'never'
  /** From when it is barred again, for good. */
  readonly barredFrom?: Instant
  /** Bytes that may be used altogether; absent: as many as wanted. */
  readonly budgetBytes?: number
  /** What the network gives a registered device: a path to everywhere, or no session at all. */
  readonly session: 'open' | 'no-session'
}

export type LineState = 'unknown' | 'not-yet-active' | 'active' | 'barred' | 'used-up'

export class HomeRegister {
  readonly #lines = new Map<string, Line>()
  readonly #usedBytes = new Map<string, number>()

  /** Adds a line, or replaces it. */
  put(line: Line): void {
    this.#lines.set(line.iccid, line)
  }

  line(iccid: string): Line | undefined {
    return this.#lines.get(iccid)
  }

  /** Activates a line that waits for somebody to do so; a line with a date keeps it. */
  activate(iccid: string, at: Instant): void {
    const line = this.#lines.get(iccid)
    if (line && line.activeFrom === 'never') this.#lines.set(iccid, { ...line, activeFrom: at })
  }

  state(iccid: string, at: Instant): LineState {
    const line = this.#lines.get(iccid)
    if (!line) return 'unknown'
    if (line.barredFrom !== undefined && at >= line.barredFrom) return 'barred'
    if (line.activeFrom === 'never' || at < line.activeFrom) return 'not-yet-active'
    const used = this.#usedBytes.get(iccid) ?? 0
    return line.budgetBytes !== undefined && used >= line.budgetBytes ? 'used-up' : 'active'
  }

  /** Whether the line could serve at any instant from `at` on. */
  canEverServe(iccid: string, at: Instant): boolean {
    const line = this.#lines.get(iccid)
    if (!line || line.session === 'no-session') return false
    const state = this.state(iccid, at)
    return state === 'active' || (state === 'not-yet-active' && line.activeFrom !== 'never')
  }

  /** Counts traffic; charged in started blocks of 1 kB, as operators do. */
  use(iccid: string, bytes: number): void {
    const charged = Math.ceil(bytes / 1024) * 1024
    this.#usedBytes.set(iccid, (this.#usedBytes.get(iccid) ?? 0) + charged)
  }

  usedBytes(iccid: string): number {
    return this.#usedBytes.get(iccid) ?? 0
  }
}
