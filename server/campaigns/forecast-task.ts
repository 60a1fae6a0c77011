// A forecast as a piece of work that can be handed to another thread: plain values only, the gate of
// the waves from its thresholds and chance from a seed.

import { createHash } from 'node:crypto'
import type { Thresholds } from '@holdfast/fleet/campaign/thresholds.ts'
import { gateOf } from '@holdfast/fleet/forecast/campaign-outline.ts'
import type { Forecast } from '@holdfast/fleet/forecast/forecast.ts'
import { type ForecastInput, forecastCampaign } from '@holdfast/fleet/forecast/forecast-campaign.ts'

export interface ForecastTask extends Omit<ForecastInput, 'chance' | 'outline'> {
  readonly outline: Omit<ForecastInput['outline'], 'gate'>
  readonly thresholds: Thresholds
  /** The same seed and the same facts give the same forecast. */
  readonly seed: string
}

export function forecastTask({ thresholds, seed, outline, ...input }: ForecastTask): Forecast {
  let count = 0
  const chance = (): number =>
    createHash('sha256').update(`${seed} ${count++}`).digest().readUInt32BE() / 2 ** 32
  return forecastCampaign({ ...input, outline: { ...outline, gate: gateOf(thresholds) }, chance })
}
