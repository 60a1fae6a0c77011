// Devices that come back together after an outage (F53): whom to serve now, and when the others are
// to come again. Who was sent away before goes first, what is under way is never cut off, and the
// times told are spread over what the server needs for all that wait. Pure.

export interface HerdLoad {
  /** From 0 (idle) to 1 (nothing more can be taken). */
  readonly fullness: number
  /** Requests answered in a second of late. */
  readonly servedPerSecond: number
  /** Devices that were sent away and have not been served since. */
  readonly sentAway: number
}

export interface HerdAsk {
  /** How often this device was sent away before this. */
  readonly timesSentAway: number
  /** It brings a result or is in the middle of a download: its time is already spent. */
  readonly isUnderWay: boolean
  /** In [0, 1). */
  readonly chance: number
}

export type HerdVerdict =
  | { readonly kind: 'serve' }
  | { readonly kind: 'come-back'; readonly afterSeconds: number }

/** Below this everybody is served; above it only those who waited, and what is under way. */
export const herdFrom = 0.5
const leastSeconds = 5
const mostSeconds = 3_600
const servedLeast = 20

/** Whether a request is answered now. */
export function judgeHerd(load: HerdLoad, ask: HerdAsk): HerdVerdict {
  const { fullness } = load
  if (fullness < herdFrom) return { kind: 'serve' }
  const hasTurn = ask.isUnderWay || ask.timesSentAway > 0
  if (fullness < 1 && hasTurn) return { kind: 'serve' }
  return { kind: 'come-back', afterSeconds: afterSeconds(load, ask) }
}

/** Spread over what is needed for all that wait; the more often it was sent away, the sooner. */
function afterSeconds(load: HerdLoad, { timesSentAway, chance }: HerdAsk): number {
  const needed = (load.sentAway + 1) / Math.max(servedLeast, load.servedPerSecond)
  const window = Math.max(60, needed * 1.25) / 2 ** Math.min(timesSentAway, 4)
  return Math.min(mostSeconds, leastSeconds + Math.floor(chance * window))
}
