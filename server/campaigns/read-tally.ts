// A campaign's numbers as fleet decides on them, from the counts that the store keeps.

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { groupOf, type TargetState } from '@holdfast/fleet/campaign/target-state.ts'
import type { CampaignTally, WaveTally } from '@holdfast/fleet/campaign/wave-tally.ts'
import {
  addCounts,
  type CombinationCount,
  noCount,
} from '@holdfast/fleet/combination/combination-count.ts'
import type { CombinationCount as StoredCount } from '../store/campaign-target.ts'
import type { Store } from '../store/contract.ts'

export async function readTally(store: Store, campaign: CampaignState): Promise<CampaignTally> {
  const { campaignId } = campaign
  const [counts, combinations] = await Promise.all([
    store.countTargets(campaignId),
    store.countCombinations(campaignId),
  ])
  return campaign.waves.map(({ index }): WaveTally => {
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
