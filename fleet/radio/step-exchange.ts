// What each step of a plan sends over the air: octets to and from the device and how often one side
// waits for the other. SGP.32 §3.1.1 (packages), §3.2 (downloads). Sizes of a download are measured on
// a bound profile of 12,163 octets, JSON over TLS from the SM-DP+ or ASN.1 through the eIM; other
// profiles are taken in proportion.

import type { StepKind } from '../plan.ts'
import type { Exchange } from './radio-model.ts'

export interface StepAbout {
  readonly route: 'direct' | 'indirect'
  /** Octets of the unbound profile, where known. */
  readonly profileBytes?: number
}

const measuredProfileBytes = 12_163
const measured = {
  direct: { down: 24_200, up: 6_000, roundTrips: 9, perByte: 1.391 },
  indirect: { down: 14_600, up: 2_750, roundTrips: 8, perByte: 1.043 },
} as const
/** Certificates and headers are there however small the profile is. */
const downloadDownMin = 1_000

/** A poll that finds nothing. */
export const emptyPoll: Exchange = { down: 60, up: 80, roundTrips: 1 }

const command: Exchange = { down: 450, up: 700, roundTrips: 2 }
const switching: Exchange = { ...command, attaches: 1 }

const exchanges: Readonly<Record<Exclude<StepKind['kind'], 'download'>, Exchange>> = {
  identify: { down: 300, up: 2_300, roundTrips: 2 },
  read: { down: 450, up: 900, roundTrips: 2 },
  enable: switching,
  disable: switching,
  delete: command,
  'set-fallback': command,
  'unset-fallback': command,
  confirm: { down: 60, up: 140, roundTrips: 1 },
}

/** What one step exchanges when nothing is lost. */
export function exchangeOf(step: StepKind['kind'], { route, profileBytes }: StepAbout): Exchange {
  if (step !== 'download') return exchanges[step]
  const { down, up, roundTrips, perByte } = measured[route]
  const more = ((profileBytes ?? measuredProfileBytes) - measuredProfileBytes) * perByte
  return { down: Math.max(downloadDownMin, down + more), up, roundTrips }
}
