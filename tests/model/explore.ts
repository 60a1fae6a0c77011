// Breadth first through every situation that can be reached, up to a depth: so the first violation
// that is found has the shortest way to it, which is printed move by move.

import { brokenAfter } from './invariants.ts'
import { movesFrom } from './moves.ts'
import { nameOf, type Situation } from './situation.ts'

export interface Exploration {
  readonly states: number
  readonly moves: number
  /** How deep every situation was looked at. */
  readonly depth: number
  /** Whether the limit of states ended it before the depth asked for. */
  readonly isCut: boolean
  readonly violation?: { readonly what: string; readonly path: readonly string[] }
}

interface Path {
  readonly name: string
  readonly before?: Path
}

interface Found {
  readonly situation: Situation
  readonly path?: Path
}

export interface Exploring {
  readonly depth: number
  readonly statesMax?: number
}

export function explore(
  start: Situation,
  { depth, statesMax = Number.POSITIVE_INFINITY }: Exploring,
): Exploration {
  const seen = new Set([nameOf(start)])
  let frontier: Found[] = [{ situation: start }]
  let moves = 0
  for (let level = 1; level <= depth; level++) {
    const next: Found[] = []
    for (const { situation, path } of frontier) {
      for (const move of movesFrom(situation)) {
        moves++
        const here: Path = { name: move.name, ...(path ? { before: path } : {}) }
        const what = brokenAfter(situation, move)
        if (what) {
          const violation = { what, path: wayTo(here) }
          return { states: seen.size, moves, depth: level, isCut: false, violation }
        }
        const name = nameOf(move.next)
        if (seen.has(name)) continue
        seen.add(name)
        next.push({ situation: move.next, path: here })
      }
      if (seen.size > statesMax) return { states: seen.size, moves, depth: level - 1, isCut: true }
    }
    frontier = next
  }
  return { states: seen.size, moves, depth, isCut: false }
}

function wayTo(path: Path): readonly string[] {
  const names: string[] = []
  for (let at: Path | undefined = path; at; at = at.before) names.unshift(at.name)
  return names
}
