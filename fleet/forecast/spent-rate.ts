// How a rate that devices share turns some of them away: a bucket that fills evenly, and devices that
// come at random, find it empty now and then even when it is not overloaded.

/**
 * The share of devices that finds a bucket of this depth empty when they come at random, `load` times
 * as often as it fills: exact for a depth of one, and near the queue with even service for more.
 */
export function lossOf(load: number, depth: number): number {
  const places = 2 * depth - 1
  if (load <= 0) return 0
  if (Math.abs(load - 1) < 1e-6) return 1 / (places + 1)
  // Written with the inverse above one, where powers of the load would overflow.
  if (load > 1) return (1 - 1 / load) / (1 - load ** -(places + 1))
  return ((1 - load) * load ** places) / (1 - load ** (places + 1))
}
