// The figures by which the service to a fleet is judged (I1), counted from the events of the log and
// from nothing else, so that anybody with an export can work them out again (examples/). Each figure
// says what it counts above and below its line.

import type { EventDraft } from '../event.ts'
import type { Instant } from '../evidence.ts'

/** What each figure counts. */
export const sloWords = {
  swapSuccess:
    'above: operations that were to end with service on a profile and did; below: all of them ' +
    'that ended, cancelled ones left out',
  timeToService: 'from the creation of such an operation to service; only those that reached it',
  strandedShare: 'above: devices with an open case; below: devices that were ever in contact',
  recoveryTime: 'from raising a case to its end; only cases that ended',
} as const

export interface SloShare {
  readonly numerator: number
  readonly denominator: number
}

/** Whole seconds; absent while there is none. */
export interface SloSpan {
  readonly count: number
  readonly medianSeconds?: number
  readonly p95Seconds?: number
}

export interface SloFigures {
  readonly swapSuccess: SloShare
  readonly timeToService: SloSpan
  readonly strandedShare: SloShare
  readonly recoveryTime: SloSpan
}

interface Swap {
  readonly createdAt: Instant
  readonly ended: 'no' | 'otherwise' | 'cancelled'
}

/** Takes events one after the other, and says at any time what they amount to. */
export class SloCount {
  readonly #swaps = new Map<string, Swap>()
  readonly #openCases = new Set<string>()
  readonly #serviceSeconds: number[] = []
  readonly #recoverySeconds: number[] = []
  #served = 0
  #endedOtherwise = 0
  #seen = 0

  add({ fact, at }: Pick<EventDraft, 'fact' | 'at'>): void {
    switch (fact.kind) {
      case 'card-seen-first':
        this.#seen++
        break
      case 'operation-created': {
        const { operationId, plan } = fact.operation
        if (plan.goal === 'serving') this.#swaps.set(operationId, { createdAt: at, ended: 'no' })
        break
      }
      case 'outcome-changed':
        if (fact.ended) this.#end(fact.operationId, fact.to, at)
        break
      case 'silence-raised':
        this.#openCases.add(fact.silence.caseId)
        break
      case 'silence-ended':
        this.#openCases.delete(fact.caseId)
        this.#recoverySeconds.push(Math.round((at - fact.raisedAt) / 1000))
        break
      default:
    }
  }

  /** An operation may end twice: late truth puts the first end right (F43). */
  #end(operationId: string, outcome: string, at: Instant): void {
    const swap = this.#swaps.get(operationId)
    if (!swap) return
    if (swap.ended === 'otherwise') this.#endedOtherwise--
    if (outcome === 'serving') {
      this.#swaps.delete(operationId)
      this.#served++
      this.#serviceSeconds.push(Math.round((at - swap.createdAt) / 1000))
      return
    }
    const ended = outcome === 'cancelled' ? 'cancelled' : 'otherwise'
    if (ended === 'otherwise') this.#endedOtherwise++
    this.#swaps.set(operationId, { ...swap, ended })
  }

  figures(): SloFigures {
    const swaps = { numerator: this.#served, denominator: this.#served + this.#endedOtherwise }
    const stranded = { numerator: this.#openCases.size, denominator: this.#seen }
    return {
      swapSuccess: swaps,
      timeToService: spanOf(this.#serviceSeconds),
      strandedShare: stranded,
      recoveryTime: spanOf(this.#recoverySeconds),
    }
  }
}

/** The smallest value that half, or 95 of 100, do not exceed. */
function spanOf(seconds: readonly number[]): SloSpan {
  const sorted = seconds.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]
  const [medianSeconds, p95Seconds] = [at(0.5), at(0.95)]
  if (medianSeconds === undefined || p95Seconds === undefined) return { count: 0 }
  return { count: sorted.length, medianSeconds, p95Seconds }
}
