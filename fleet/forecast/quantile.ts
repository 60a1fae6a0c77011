// Quantiles of a few hundred draws. What a campaign waits for last often comes on one of two days, and
// a single draw would jump from one to the other; every draw counts here, by how likely it is to be
// the quantile (Harrell and Davis, 1982), so that the answer moves no more than it must.

/** How finely the weights are added up. */
const slices = 64

/** `sorted`: not empty. */
export function quantileOf(sorted: readonly number[], share: number): number {
  const weights = quantileWeights(sorted.length, share, sorted.length)
  return sorted.reduce((sum, value, at) => sum + value * (weights[at] as number), 0)
}

/** How likely each of `count` sorted draws is the quantile, known as well as by `knownBy` draws. */
export function quantileWeights(count: number, share: number, knownBy: number): readonly number[] {
  const [a, b] = [(knownBy + 1) * share, (knownBy + 1) * (1 - share)]
  const logOf = (x: number): number => (a - 1) * Math.log(x) + (b - 1) * Math.log(1 - x)
  const top = a > 1 && b > 1 ? logOf((a - 1) / (a + b - 2)) : logOf(share)
  const weights = Array.from({ length: count }, (_, at) => {
    let weight = 0
    for (let slice = 0; slice < slices; slice++) {
      weight += Math.exp(logOf((at + (slice + 0.5) / slices) / count) - top)
    }
    return weight
  })
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / all)
}
