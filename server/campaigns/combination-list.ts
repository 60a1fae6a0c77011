// What campaigns have learned about combinations: outcomes of all of them together, and which are
// held. Recomputed from the devices' counts each time, which are kept from committed events.

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { defaultThresholds } from '@holdfast/fleet/campaign/thresholds.ts'
import { combinationsOf } from '@holdfast/fleet/campaign/wave-tally.ts'
import {
  addCounts,
  type CombinationCount,
  countedOf,
  decidedOf,
  noCount,
  splitBy,
} from '@holdfast/fleet/combination/combination-count.ts'
import {
  type CombinationPattern,
  formatPattern,
} from '@holdfast/fleet/combination/combination-key.ts'
import { type CombinationStanding, standingOf } from '@holdfast/fleet/combination/exposure.ts'
import type { Store } from '../store/contract.ts'
import { readTally } from './read-tally.ts'

export interface ListedCombination {
  readonly pattern: CombinationPattern
  readonly count: CombinationCount
  readonly state: CombinationStanding
}

const canaryForStanding = 10

/** Whole combinations and held patterns, those with the most devices first. */
export async function listCombinations(
  store: Store,
  campaigns: readonly CampaignState[],
): Promise<readonly ListedCombination[]> {
  const sum: Record<string, CombinationCount> = {}
  for (const campaign of campaigns) {
    const counts = combinationsOf(await readTally(store, campaign))
    for (const [key, count] of Object.entries(counts)) {
      sum[key] = addCounts(sum[key] ?? noCount, count)
    }
  }
  const counted = countedOf(sum)
  const all = campaigns.flatMap(({ held }) => held)
  const held = all.filter(({ released }) => !released).map(({ pattern }) => pattern)
  const released = all.filter((one) => one.released).map(({ pattern }) => pattern)
  const limit = { canary: canaryForStanding, thresholds: defaultThresholds }
  const patterns = new Map<string, CombinationPattern>()
  for (const pattern of [...held, ...released, ...counted.map(({ key }) => key)]) {
    patterns.set(formatPattern(pattern), pattern)
  }
  return [...patterns.values()]
    .map((pattern) => ({
      pattern,
      count: splitBy(counted, pattern).inside,
      state: standingOf(counted, pattern, { limit, held, released }),
    }))
    .sort((a, b) => decidedOf(b.count) - decidedOf(a.count))
}
