// Keeps the incidents of campaigns as their causes are: looked at when a campaign changed, and once a
// minute while one is open, because the number of its devices moves. Follows from the campaign's
// state alone, so a stop anywhere opens none twice and forgets none.

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import {
  type CombinationPattern,
  parseCombination,
  parsePattern,
} from '@holdfast/fleet/combination/combination-key.ts'
import { findHeld } from '@holdfast/fleet/combination/exposure.ts'
import {
  type Concerned,
  type CountedCause,
  causesOfCampaign,
  type RaisedCause,
  type RaisedIncident,
  settleRaised,
} from '@holdfast/fleet/incidents/raised-incident.ts'
import { keepRaised, openRaised } from '../recovery/raised-incidents.ts'
import type { CampaignTarget, TargetFilter, TargetState } from '../store/campaign-target.ts'
import type { Store } from '../store/contract.ts'
import type { World } from '../world.ts'

const countEveryMs = 60_000
const targetsPerPage = 1_000

const hurt: readonly TargetState[] = ['failed', 'rolled-back', 'unknown']
const undecided: readonly TargetState[] = ['waiting', 'held', 'admitted']

interface Seen {
  readonly version: number
  readonly at: number
  readonly open: number
}

export class CampaignIncidents {
  readonly #world: Pick<World, 'store' | 'clock' | 'log'>
  readonly #seen = new Map<string, Seen>()

  constructor(world: Pick<World, 'store' | 'clock' | 'log'>) {
    this.#world = world
  }

  /** Opens, counts and ends the incidents of this campaign. */
  async sync(campaign: CampaignState): Promise<void> {
    const { campaignId, tenant, version } = campaign
    const { store, clock } = this.#world
    const now = clock.now()
    const seen = this.#seen.get(campaignId)
    const isCountDue = seen !== undefined && seen.open > 0 && now - seen.at >= countEveryMs
    if (seen?.version === version && !isCountDue) return
    const causes = causesOfCampaign(campaign)
    if (causes.length > 0 || seen?.open !== 0) {
      const known = await openOf(store, campaignId)
      const counted = await Promise.all(causes.map((cause) => countCause(store, campaignId, cause)))
      for (const incident of settleRaised(known, counted, now)) {
        await keepRaised(this.#world, { tenant, incident })
      }
    }
    this.#seen.set(campaignId, { version, at: now, open: causes.length })
  }
}

const openOf = async (store: Store, campaignId: string): Promise<readonly RaisedIncident[]> =>
  (await openRaised(store))
    .map(({ incident }) => incident)
    .filter(({ cause, campaigns }) => {
      return cause !== 'breaker-open' && campaigns.some((one) => one.campaignId === campaignId)
    })

async function countCause(
  store: Store,
  campaignId: string,
  cause: RaisedCause,
): Promise<CountedCause> {
  return { ...cause, devices: await countConcerned(store, campaignId, cause.concerned) }
}

async function countConcerned(
  store: Store,
  campaignId: string,
  concerned: Concerned,
): Promise<number> {
  if (concerned.kind === 'listed') return 0
  const counts = await store.countTargets(campaignId)
  const sumOf = (states: readonly TargetState[], wave?: number): number =>
    counts
      .filter((count) => states.includes(count.state))
      .filter((count) => wave === undefined || count.wave === wave)
      .reduce((sum, { devices }) => sum + devices, 0)
  if (concerned.kind === 'all') return sumOf(undecided)
  if (concerned.kind === 'wave') return sumOf(hurt, concerned.wave)
  const matches = matcherOf(concerned.pattern)
  const met = (await store.countCombinations(campaignId))
    .filter(({ state, combination }) => hurt.includes(state) && matches(combination))
    .reduce((sum, { devices }) => sum + devices, 0)
  return met + sumOf(['held'])
}

/** Whether the text of a device's combination is of the pattern of this text. */
function matcherOf(patternText: string): (combination: string | undefined) => boolean {
  const pattern: CombinationPattern | undefined = parsePattern(patternText)
  return (combination) => {
    const key = combination === undefined ? undefined : parseCombination(combination)
    return key !== undefined && pattern !== undefined && findHeld(key, [pattern]) !== undefined
  }
}

/** The devices that an incident of a campaign concerns now, at most `limit`. */
export async function eidsConcerned(
  store: Store,
  { campaigns, concerned, eids = [], endedAt }: RaisedIncident,
  limit: number,
): Promise<readonly string[]> {
  const campaignId = campaigns[0]?.campaignId
  if (endedAt !== undefined) return []
  if (concerned.kind === 'listed' || campaignId === undefined) return eids.slice(0, limit)
  if (concerned.kind === 'all') return found(store, { campaignId, states: undecided }, { limit })
  if (concerned.kind === 'wave') {
    return found(store, { campaignId, states: hurt, wave: concerned.wave }, { limit })
  }
  const matches = matcherOf(concerned.pattern)
  const isMet = ({ combination }: CampaignTarget): boolean => matches(combination)
  const met = await found(store, { campaignId, states: hurt }, { limit, isWanted: isMet })
  const left = limit - met.length
  if (left <= 0) return met
  return [...met, ...(await found(store, { campaignId, states: ['held'] }, { limit: left }))]
}

interface Wanted {
  readonly limit: number
  readonly isWanted?: (target: CampaignTarget) => boolean
}

async function found(
  store: Store,
  filter: TargetFilter,
  { limit, isWanted = () => true }: Wanted,
): Promise<readonly string[]> {
  const eids: string[] = []
  let cursor: string | undefined
  do {
    const from = cursor === undefined ? {} : { cursor }
    const page = await store.targets(filter, { limit: targetsPerPage, ...from })
    for (const target of page.items) if (isWanted(target)) eids.push(target.eid)
    cursor = page.cursor
  } while (cursor !== undefined && eids.length < limit)
  return eids.slice(0, limit)
}
