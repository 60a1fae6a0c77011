// A campaign's numbers as fleet decides on them, from the counts that the store keeps.

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { groupOf, type TargetState } from '@holdfast/fleet/campaign/target-state.ts'
import type { CampaignTally, WaveTally } from '@holdfast/fleet/campaign/wave-tally.ts'
import {
  addCounts,
  type CombinationCount,
  noCount,
} from '@holdfast/fleet/combination/combination-count.ts'
import type { CombinationCount as StoredCount, TargetCount } from '../store/campaign-target.ts'
import type { Store } from '../store/contract.ts'

interface Read {
  readonly counts: readonly TargetCount[]
  readonly waves: CampaignState['waves']
  readonly tally: CampaignTally
}

/** By the counts of combinations: a store that gives the same lists again has moved no device. */
const reads = new WeakMap<readonly StoredCount[], Read>()

/** The same object again while the store gives the same lists. */
export async function readTally(store: Store, campaign: CampaignState): Promise<CampaignTally> {
  const { campaignId } = campaign
  const [counts, combinations] = await Promise.all([
    store.countTargets(campaignId),
    store.countCombinations(campaignId),
  ])
  const { waves } = campaign
  const known = reads.get(combinations)
  if (known?.counts === counts && known.waves === waves) return known.tally
  const tally = tallyOf(waves, counts, combinations)
  reads.set(combinations, { counts, waves, tally })
  return tally
}

function tallyOf(
  waves: CampaignState['waves'],
  counts: readonly TargetCount[],
  combinations: readonly StoredCount[],
): CampaignTally {
  return waves.map(({ index }): WaveTally => {
    const states = counts
      .filter(({ wave }) => wave === index)
      .map(({ state, devices }) => [state, devices] as const)
    return {
      states: Object.fromEntries(states),
      combinations: combinationsIn(combinations.filter(({ wave }) => wave === index)),
    }
  })
}

/** Stored counts by combination as outcomes. */
export function combinationsIn(rows: readonly StoredCount[]): Record<string, CombinationCount> {
  const found: Record<string, CombinationCount> = {}
  for (const { combination, state, code, devices } of rows) {
    const part = countOf(state, code, devices)
    if (part) found[combination] = addCounts(found[combination] ?? noCount, part)
  }
  return found
}

function countOf(
  state: TargetState,
  code: string | undefined,
  devices: number,
): CombinationCount | undefined {
  switch (groupOf(state)) {
    case 'open':
      return { ...noCount, open: devices }
    case 'success':
      return { ...noCount, succeeded: devices }
    case 'failure':
      return { ...noCount, failed: devices, codes: { [code ?? state]: devices } }
    default:
      return undefined
  }
}
