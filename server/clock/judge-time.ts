// One time for all servers of a database: what a server does with a reading of the database's clock,
// and where its time begins. A clock can be set wrong on any machine, so no clock is believed alone
// when it jumps; what has passed since the last reading is (docs/decisions/0011).

/** What servers of this database agree on, kept in it only while its machine's clock is wrong. */
export interface Agreement {
  /** The time of all servers is the database's clock plus this. */
  readonly offsetMs: number
  /** When a server last said so, by the database's clock. */
  readonly vouchedAt: number
}

/** One look at the clocks, all of one moment. */
export interface Reading {
  /** The clock of the database's machine. */
  readonly database: number
  /** The clock of this server's machine. */
  readonly machine: number
  readonly agreement: Agreement | undefined
}

export type Verdict =
  /** The clocks agree; this much is to be made good. */
  | { readonly kind: 'agreed'; readonly shiftMs: number }
  /** Time went on while this server did not count it. */
  | { readonly kind: 'went-ahead'; readonly shiftMs: number }
  /** The database's clock was set: our time goes on, and the others are told the new offset. */
  | { readonly kind: 'goes-on'; readonly offsetMs: number }

/** Below this two clocks show the same: drift, and the way of the answer. */
export const sameWithinMs = 5_000

/** Time stands still for no longer than this when ours was a little ahead. */
const heldMaxMs = 500

/** A server that lives says so at least this often, twice over. */
export const vouchEveryMs = 60_000
const vouchedForMs = 3 * vouchEveryMs

const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= sameWithinMs

/** What the offset is now; none agreed on is none. */
export const offsetIn = ({ agreement }: Pick<Reading, 'agreement'>): number =>
  agreement?.offsetMs ?? 0

/**
 * What becomes of our time `now`. `knownOffsetMs` is the offset that this server saw or wrote last:
 * another one was written by another server, whose own time tells that the database's was set.
 */
export function judgeReading(reading: Reading, now: number, knownOffsetMs: number): Verdict {
  const { database, machine } = reading
  const offsetMs = offsetIn(reading)
  const told = database + offsetMs
  if (isSame(told, now)) return { kind: 'agreed', shiftMs: Math.max(told - now, -heldMaxMs) }
  const goesOn = { kind: 'goes-on', offsetMs: now - database } as const
  // Time never goes back (S12). Where the bare clock shows our time, its being wrong is over.
  if (told < now || isSame(database, now)) return goesOn
  const isToldByOther = !isSame(offsetMs, knownOffsetMs)
  // Two machines do not err alike: this one slept, or was paused.
  if (isToldByOther || isSame(machine, told)) return { kind: 'went-ahead', shiftMs: told - now }
  return goesOn
}

/**
 * Where the time of a server begins: the database's, with what living servers agree on; never
 * before `notBefore`, the last instant of the log. An offset that nobody has vouched for lately
 * counts when this machine's clock bears it out; in doubt the later time is taken, which extends
 * nothing (S12).
 */
export function chooseStart(reading: Reading, notBefore = 0): number {
  const { database, machine } = reading
  const agreed = database + offsetIn(reading)
  const time = chooseHypothesis(reading, agreed)
  if (time >= notBefore - sameWithinMs) return Math.max(time, notBefore)
  // The log is proof that the database's clock is behind: this machine's may know better.
  return Math.max(machine, notBefore)
}

function chooseHypothesis({ database, machine, agreement }: Reading, agreed: number): number {
  if (isVouched(agreement, database) || isSame(machine, agreed)) return agreed
  return isSame(machine, database) ? database : Math.max(database, agreed)
}

function isVouched(agreement: Agreement | undefined, database: number): boolean {
  if (!agreement) return true
  const ageMs = database - agreement.vouchedAt
  return ageMs >= -sameWithinMs && ageMs <= vouchedForMs
}
