// A campaign's course: its counts at instants, for a burn-up and for grading the forecast. When
// there are too many points, every second of the older ones goes.

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { type CampaignTally, countIn } from '@holdfast/fleet/campaign/wave-tally.ts'
import type { World } from '../world.ts'

const collection = 'campaign-series'
const pointsMax = 600
const everyMs = 60_000

export interface SeriesPoint {
  readonly at: number
  readonly tally: Readonly<Record<string, number>>
}

/** Devices by state, all waves together. */
export function statesOf(tally: CampaignTally): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {}
  for (const { states } of tally) {
    for (const [state, devices] of Object.entries(states)) sum[state] = (sum[state] ?? 0) + devices
  }
  return sum
}

export async function readSeries(
  { store }: Pick<World, 'store'>,
  campaignId: string,
): Promise<readonly SeriesPoint[]> {
  // The collection holds only what noteSeries puts into it.
  return ((await store.record(collection, campaignId))?.value ?? []) as readonly SeriesPoint[]
}

/**
 * Notes the counts when they changed, at most once a minute, and at the campaign's end; whether the
 * last ones on record are these.
 */
export async function noteSeries(
  world: Pick<World, 'store' | 'clock'>,
  { campaignId, endedAt }: CampaignState,
  tally: CampaignTally,
): Promise<boolean> {
  const points = await readSeries(world, campaignId)
  const last = points.at(-1)
  const at = world.clock.now()
  const isEnd = endedAt !== undefined && tally.every((wave) => countIn(wave, 'open') === 0)
  const states = statesOf(tally)
  if (last && JSON.stringify(last.tally) === JSON.stringify(states)) return true
  if (last && at - last.at < everyMs && !isEnd) return false
  const all = [...points, { at, tally: states }]
  const kept =
    all.length <= pointsMax ? all : all.filter((_, i) => i % 2 === 0 || i > pointsMax / 2)
  await world.store.putRecord({ collection, key: campaignId, value: kept })
  return true
}
