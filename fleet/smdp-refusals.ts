// Which answers of an SM-DP+ end a download for good, and which are worth another try. Subject and
// reason codes of SGP.22 §5.2.6.1 and §5.6; pairs that are not here count as permanent, because a
// blind retry uses up the order's tries (F22, S11).

const worthAnotherTry: readonly string[] = [
  /** Not yet released by the operator. */
  '8.2/1.2',
  /** The transaction is unknown: the session took longer than the SM-DP+ keeps it (F21). */
  '8.10.1/3.9',
  /** Not available for a new binding just now. */
  '8.2/3.7',
  /** The SM-DP+ itself is in trouble. */
  '8.1/4.1',
  'unreachable',
  'timeout',
]

/** CancelSessionReason of SGP.22 §5.7.14 that another try may mend. */
const cancelReasonsWorthAnotherTry: readonly number[] = [1, 2]

export const isRefusalPermanent = (pair: string): boolean => !worthAnotherTry.includes(pair)

export const isCancelPermanent = (cancelReason: number): boolean =>
  !cancelReasonsWorthAnotherTry.includes(cancelReason)
