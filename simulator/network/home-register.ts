// The home register (HLR/HSS) of one operator: for each of its ICCIDs, whether the subscription
// lives and what it may still use, with its history. This is the truth about a line; no message of
// the product ever reads or writes it.

import type { Instant } from '../world/timeline.ts'

export interface Line {
  readonly iccid: string
  /** From when the subscription is active; `never` when nobody will activate it. */
  readonly activeFrom: Instant | 'never'
  /** From when it is barred again, for good. */
  readonly barredFrom?: Instant
  /** From when the operator has suspended it. */
  readonly suspendedFrom?: Instant
  /** From when it may be used no more, unless somebody extends it. */
  readonly validUntil?: Instant
  /** Bytes that may be used altogether; absent: as many as wanted. */
  readonly budgetBytes?: number
  /** Short messages that may still be sent to it; absent: as many as wanted. */
  readonly smsLeft?: number
  /** Set when the budget is used up. */
  readonly usedUpFrom?: Instant
  /** From when the line is refused in any device but another one. */
  readonly lockedFrom?: Instant
  /** What the network gives a registered device: a path to everywhere, or no session at all. */
  readonly session: 'open' | 'no-session' | 'unknown-apn'
}

export type LineState =
  | 'unknown'
  | 'not-yet-active'
  | 'active'
  | 'suspended'
  | 'barred'
  | 'locked'
  | 'expired'
  | 'used-up'

interface Entry {
  readonly at: Instant
  readonly line: Line
}

const hasBegun = (from: Instant | undefined, at: Instant): boolean =>
  from !== undefined && at >= from

export class HomeRegister {
  readonly #lines = new Map<string, Entry[]>()
  readonly #usedBytes = new Map<string, number>()

  /** Adds a line, or replaces it from `at` on. */
  put(line: Line, at: Instant = 0): void {
    const entries = this.#lines.get(line.iccid) ?? []
    entries.push({ at: Math.max(at, entries.at(-1)?.at ?? 0), line })
    this.#lines.set(line.iccid, entries)
  }

  /** The line as it was at an instant; without one, as it is. */
  line(iccid: string, at = Number.POSITIVE_INFINITY): Line | undefined {
    return this.#lines.get(iccid)?.findLast((entry) => entry.at <= at)?.line
  }

  /** Every ICCID that the register knows. */
  get iccids(): readonly string[] {
    return [...this.#lines.keys()]
  }

  /** Replaces facts of a line from `at` on; nothing when there is no such line. */
  change(iccid: string, at: Instant, facts: Omit<Partial<Line>, 'iccid'>): void {
    const line = this.line(iccid)
    if (line) this.put({ ...line, ...facts }, at)
  }

  /** Activates a line that waits for somebody to do so; a line with a date keeps it. */
  activate(iccid: string, at: Instant): void {
    if (this.line(iccid)?.activeFrom === 'never') this.change(iccid, at, { activeFrom: at })
  }

  state(iccid: string, at: Instant): LineState {
    return stateOf(this.line(iccid, at), at)
  }

  /** Whether the line could serve at any instant from `at` on, if nobody did anything. */
  canEverServe(iccid: string, at: Instant): boolean {
    const line = this.line(iccid)
    if (line?.session !== 'open') return false
    const state = stateOf(line, at)
    return state === 'active' || (state === 'not-yet-active' && line.activeFrom !== 'never')
  }

  /** Counts traffic; charged in started blocks of 1 kB, as operators do. */
  use(iccid: string, bytes: number, at: Instant = 0): void {
    const charged = Math.ceil(bytes / 1024) * 1024
    const used = this.usedBytes(iccid) + charged
    this.#usedBytes.set(iccid, used)
    const line = this.line(iccid)
    const isOver = line?.budgetBytes !== undefined && used >= line.budgetBytes
    if (isOver && line.usedUpFrom === undefined) this.change(iccid, at, { usedUpFrom: at })
  }

  usedBytes(iccid: string): number {
    return this.#usedBytes.get(iccid) ?? 0
  }

  /** More bytes from `at` on. */
  topUp(iccid: string, bytes: number, at: Instant): void {
    const line = this.line(iccid)
    if (line?.budgetBytes === undefined) return
    const { usedUpFrom: _, ...kept } = line
    const budgetBytes = Math.max(line.budgetBytes, this.usedBytes(iccid)) + bytes
    this.put({ ...kept, budgetBytes }, at)
  }

  /** Ends a suspension, a bar or a lock, and gives a line that waits its date. */
  reactivate(iccid: string, at: Instant): void {
    const line = this.line(iccid)
    if (!line) return
    const { suspendedFrom: _s, barredFrom: _b, lockedFrom: _l, ...kept } = line
    const waits = line.activeFrom === 'never' || line.activeFrom > at
    this.put({ ...kept, ...(waits ? { activeFrom: at } : {}) }, at)
  }
}

function stateOf(line: Line | undefined, at: Instant): LineState {
  if (!line) return 'unknown'
  if (hasBegun(line.barredFrom, at)) return 'barred'
  if (hasBegun(line.suspendedFrom, at)) return 'suspended'
  if (line.activeFrom === 'never' || at < line.activeFrom) return 'not-yet-active'
  if (hasBegun(line.lockedFrom, at)) return 'locked'
  if (hasBegun(line.validUntil, at)) return 'expired'
  return hasBegun(line.usedUpFrom, at) ? 'used-up' : 'active'
}
