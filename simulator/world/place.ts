// Where a device stands: its time zone, as the inventory names it and as its own night follows it.
// No zone of these changes its offset in the month that a world lasts.

import type { Scenario } from '../scenarios/scenario.ts'

export interface Place {
  /** IANA name. */
  readonly timeZone: string
  /** What its clocks show beyond UTC. */
  readonly offsetMs: number
}

const hourMs = 3600_000

const zones: Readonly<Record<string, readonly [string, number]>> = {
  DE: ['Europe/Berlin', 1],
  FR: ['Europe/Paris', 1],
  ES: ['Europe/Madrid', 1],
  PL: ['Europe/Warsaw', 1],
  SE: ['Europe/Stockholm', 1],
  IT: ['Europe/Rome', 1],
  BR: ['America/Sao_Paulo', -3],
  TR: ['Europe/Istanbul', 3],
}

/** The place of a device of this country; scenarios without fates keep all nights in UTC. */
export function placeOf(country: string, { fates }: Scenario): Place {
  const [timeZone, hours] = (fates && zones[country]) ?? ['Etc/UTC', 0]
  return { timeZone, offsetMs: hours * hourMs }
}
