// Bounds for a share of which only a sample is known: the exact ones of Clopper and Pearson, from the
// beta distribution, because samples here are small and shares near 1. And Fisher's exact test for
// whether two groups differ. All numbers are computed, none is simulated.

/** One-sided: with this confidence the true share is at least that. 0 of nothing is known: 0. */
export function lowerBound(hits: number, n: number, confidence: number): number {
  assertSample(hits, n, confidence)
  if (n === 0 || hits === 0) return 0
  if (hits === n) return (1 - confidence) ** (1 / n)
  const asked = `${hits}/${n}/${confidence}`
  const bound = bounds.get(asked) ?? betaQuantile(1 - confidence, hits, n - hits + 1)
  if (bounds.size >= boundsMax) bounds.clear()
  bounds.set(asked, bound)
  return bound
}

/** Working one out costs thousands of times more than finding it, and the same ones come again. */
const bounds = new Map<string, number>()
const boundsMax = 10_000

/** One-sided: with this confidence the true share is at most that. */
export const upperBound = (hits: number, n: number, confidence: number): number =>
  1 - lowerBound(n - hits, n, confidence)

export interface Interval {
  readonly n: number
  readonly share: number
  readonly low: number
  readonly high: number
  readonly confidence: number
}

/** Both bounds together; a share without its `n` is never shown. */
export function intervalOf(hits: number, n: number, confidence = 0.95): Interval {
  const side = (1 + confidence) / 2
  return {
    n,
    share: n === 0 ? 0 : hits / n,
    low: lowerBound(hits, n, side),
    high: n === 0 ? 1 : upperBound(hits, n, side),
    confidence,
  }
}

/**
 * Fisher's exact test, one-sided: how likely at least `hitsIn` of the hits would fall among the
 * `nIn` by chance alone.
 */
export function fisherTail(inside: Group, outside: Group): number {
  const n = inside.n + outside.n
  const hits = inside.hits + outside.hits
  let tail = 0
  for (let k = inside.hits; k <= Math.min(hits, inside.n); k++) {
    if (hits - k > outside.n) continue
    tail += Math.exp(logChoose(inside.n, k) + logChoose(outside.n, hits - k) - logChoose(n, hits))
  }
  return Math.min(1, tail)
}

export interface Group {
  readonly n: number
  readonly hits: number
}

function assertSample(hits: number, n: number, confidence: number): void {
  const isCount = Number.isInteger(hits) && Number.isInteger(n) && hits >= 0 && hits <= n
  if (!isCount) throw new Error(`${hits} of ${n} is no sample`)
  if (!(confidence > 0 && confidence < 1)) throw new Error('confidence lies between 0 and 1')
}

const logChoose = (n: number, k: number): number =>
  logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)

/** The x at which the regularised incomplete beta function reaches `p`; by halving. */
function betaQuantile(p: number, a: number, b: number): number {
  let low = 0
  let high = 1
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (betaShare(middle, a, b) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** I_x(a, b). */
function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  )
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b
}

/** Its continued fraction, by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  const kept = (value: number): number => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m <= 5_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / kept(1 + even * d)
    c = kept(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / kept(1 + odd * d)
    c = kept(1 + odd / c)
    result *= d * c
    if (Math.abs(d * c - 1) < 1e-12) break
  }
  return result
}

/** Stirling's series, from 8 upwards; smaller arguments are led there. */
function logGamma(x: number): number {
  let shift = 0
  let z = x
  while (z < 8) {
    shift += Math.log(z)
    z += 1
  }
  const inverse = 1 / (z * z)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / z
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift
}
