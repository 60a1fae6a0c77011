// Breadth first through every situation that can be reached, up to a depth: so the first violation
// that is found has the shortest way to it, which is printed move by move. Situations of one name
// are looked at once; those of the last depth are judged as they are reached, and not named.

import { brokenAfter } from './invariants.ts'
import { type Move, movesFrom } from './moves.ts'
import { nameOf } from './name-situation.ts'
import type { Situation } from './situation.ts'

export interface Exploration {
  /** Different situations from which every move was made. */
  readonly states: number
  /** Moves made; the situation after each was judged. */
  readonly moves: number
  /** How many moves deep every situation was judged. */
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
  /** Told of each situation that has the name of an earlier one. */
  readonly onSameName?: (name: string, situation: Situation) => void
}

/** Everything that can be reached from `start` by so many moves, until something is broken. */
export function explore(start: Situation, exploring: Exploring): Exploration {
  const { depth, statesMax = Number.POSITIVE_INFINITY } = exploring
  const seen = new Set([nameOf(start)])
  let frontier: Found[] = [{ situation: start }]
  let states = 0
  let moves = 0
  for (let level = 1; level <= depth; level++) {
    const next: Found[] = []
    for (const found of frontier) {
      states++
      for (const move of movesFrom(found.situation)) {
        moves++
        const what = brokenAfter(found.situation, move)
        if (what) {
          const violation = { what, path: wayTo(after(found, move)) }
          return { states, moves, depth: level, isCut: false, violation }
        }
        if (level < depth && isNew(move.next, seen, exploring)) {
          next.push({ situation: move.next, path: after(found, move) })
        }
      }
      if (states > statesMax) return { states, moves, depth: level - 1, isCut: true }
    }
    frontier = next
  }
  return { states, moves, depth, isCut: false }
}

function isNew(situation: Situation, seen: Set<string>, { onSameName }: Exploring): boolean {
  const name = nameOf(situation)
  const isKnown = seen.has(name)
  seen.add(name)
  if (isKnown) onSameName?.(name, situation)
  return !isKnown
}

const after = ({ path }: Found, { name }: Move): Path => ({
  name,
  ...(path ? { before: path } : {}),
})

function wayTo(path: Path): readonly string[] {
  const names: string[] = []
  for (let at: Path | undefined = path; at; at = at.before) names.unshift(at.name)
  return names
}
