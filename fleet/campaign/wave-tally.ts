// A wave in numbers: how many of its devices are in which state, and the outcomes by combination.
// Kept from committed events by adding one move at a time; what decides about a wave looks at these
// numbers only, so a decision costs the same for ten devices and for a million.

import type { CombinationCount, CombinationCounts } from '../combination/combination-count.ts'
import { addCounts, countedOf, noCount } from '../combination/combination-count.ts'
import type { CombinationPattern } from '../combination/combination-key.ts'
import { matchesPattern } from '../combination/combination-key.ts'
import type { TargetState } from './target-state.ts'
import { groupOf, targetStates } from './target-state.ts'

export interface WaveTally {
  readonly states: Readonly<Partial<Record<TargetState, number>>>
  /** By the text of the whole combination; only what was admitted. */
  readonly combinations: CombinationCounts
}

/** One a wave, in the order of the plan. */
export type CampaignTally = readonly WaveTally[]

export const emptyTally: WaveTally = { states: {}, combinations: {} }

/** A place of a device in the tally; `combination` is the text of its whole key. */
export interface TallyPlace {
  readonly state: TargetState
  readonly combination?: string
  /** Why it failed, as a code. */
  readonly code?: string
}

/** The tally after one device moved; `from` absent: it is new; `to` absent: it left the wave. */
export function moveInTally(
  tally: WaveTally,
  from: TallyPlace | undefined,
  to: TallyPlace | undefined,
): WaveTally {
  const left = from ? counted(tally, from, -1) : tally
  return to ? counted(left, to, 1) : left
}

function counted(tally: WaveTally, place: TallyPlace, by: 1 | -1): WaveTally {
  const { state, combination } = place
  const states = { ...tally.states, [state]: (tally.states[state] ?? 0) + by }
  const part = countOf(place, by)
  if (combination === undefined || !part) return { ...tally, states }
  const sum = addCounts(tally.combinations[combination] ?? noCount, part)
  const { [combination]: _, ...others } = tally.combinations
  const isEmpty = sum.open === 0 && sum.succeeded === 0 && sum.failed === 0
  return { states, combinations: isEmpty ? others : { ...others, [combination]: sum } }
}

function countOf({ state, code }: TallyPlace, by: 1 | -1): CombinationCount | undefined {
  const group = groupOf(state)
  if (group === 'open') return { ...noCount, open: by }
  if (group === 'success') return { ...noCount, succeeded: by }
  if (group === 'failure') return { ...noCount, failed: by, codes: { [code ?? state]: by } }
  return undefined
}

/** The tally from nothing, for checking the kept one and for tests. */
export function tallyOf(places: readonly TallyPlace[]): WaveTally {
  let tally = emptyTally
  for (const place of places) tally = moveInTally(tally, undefined, place)
  return tally
}

/** Sums over the states of one group. */
export const countIn = (tally: WaveTally, group: ReturnType<typeof groupOf>): number =>
  targetStates.reduce(
    (sum, state) => (groupOf(state) === group ? sum + (tally.states[state] ?? 0) : sum),
    0,
  )

/** What of the wave has a combination that is held: it is explained, and not counted again. */
export function heldIn(
  tally: WaveTally,
  patterns: readonly CombinationPattern[],
): CombinationCount {
  if (patterns.length === 0) return noCount
  return countedOf(tally.combinations)
    .filter(({ key }) => patterns.some((pattern) => matchesPattern(key, pattern)))
    .reduce((sum, { count }) => addCounts(sum, count), noCount)
}

/** The combinations of all waves together. */
export function combinationsOf(tally: CampaignTally): CombinationCounts {
  const all: Record<string, CombinationCount> = {}
  for (const { combinations } of tally) {
    for (const [key, count] of Object.entries(combinations)) {
      all[key] = addCounts(all[key] ?? noCount, count)
    }
  }
  return all
}
