// How fast a batch goes and when it will end, from what was seen of it. Says nothing while too
// little was seen: a wrong end time is worse than none.

export interface Sample {
  /** By the server's clock. */
  readonly at: number
  readonly ended: number
}

export interface Forecast {
  readonly perHour: number
  readonly endsAt: number
}

const endedMin = 3

/** The samples with a new one, the oldest left out beyond sixty. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1)
  if (last !== undefined && (sample.at <= last.at || sample.ended < last.ended)) return samples
  return [...samples, sample].slice(-60)
}

/** `samples` in their order, `open`: how many have not ended. */
export function forecast(samples: readonly Sample[], open: number): Forecast | undefined {
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined || open <= 0) return undefined
  const ended = last.ended - first.ended
  const ms = last.at - first.at
  if (ended < endedMin || ms <= 0) return undefined
  const perMs = ended / ms
  return { perHour: perMs * 3_600_000, endsAt: last.at + open / perMs }
}
