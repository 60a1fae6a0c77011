// Whether a wave has passed, has failed, must hold still, or needs more results. It passes only when
// the share of success is proven with the confidence asked for; a wave too small to prove it, with
// the failures that it has, passes when all of it is decided and enough of all its devices
// succeeded, silent ones counted as not. So no wave of five hundred passes on three.

import type { CombinationPattern } from '../combination/combination-key.ts'
import { lowerBound } from './binomial.ts'
import type { WaveState } from './campaign-state.ts'
import type { Thresholds } from './thresholds.ts'
import type { WaveTally } from './wave-tally.ts'
import { countIn, heldIn } from './wave-tally.ts'

export interface WaveNumbers {
  /** Devices of the wave without those that a person excluded. */
  readonly planned: number
  /** Devices of the wave without those excluded or held. */
  readonly size: number
  readonly ahead: number
  readonly open: number
  readonly succeeded: number
  /** Without those that a held combination explains, and those a person accepted. */
  readonly failed: number
  /** Ended without saying anything about the change. */
  readonly withoutResult: number
}

export type WaveVerdict =
  | { readonly kind: 'needs-more'; readonly why: string }
  /** Too many failures so far, and devices in the air that may yet tell why: nothing more begins. */
  | { readonly kind: 'suspect'; readonly why: string }
  | { readonly kind: 'passed'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string }

export function waveNumbers(
  wave: WaveState,
  tally: WaveTally,
  held: readonly CombinationPattern[],
): WaveNumbers {
  const explained = heldIn(tally, held)
  const failures = countIn(tally, 'failure') - explained.failed
  const without = countIn(tally, 'without-result')
  const accepted = Math.min(wave.acceptedFailures ?? 0, failures + without)
  const acceptedFailures = Math.min(accepted, failures)
  const out = countIn(tally, 'out') + explained.failed + accepted
  return {
    planned: wave.devices - (tally.states.excluded ?? 0),
    size: Math.max(0, wave.devices - out),
    ahead: countIn(tally, 'ahead'),
    open: countIn(tally, 'open'),
    succeeded: countIn(tally, 'success'),
    failed: failures - acceptedFailures,
    withoutResult: without - (accepted - acceptedFailures),
  }
}

/** Judged in this order: failed, suspect, passed. */
export function judgeWave(numbers: WaveNumbers, thresholds: Thresholds): WaveVerdict {
  if (isFailing(numbers, thresholds)) {
    return { kind: 'failed', why: failingWords(numbers, thresholds) }
  }
  if (isWorn(numbers) || isOutOfReach(numbers, thresholds)) {
    return { kind: 'failed', why: outOfReachWords(numbers, thresholds) }
  }
  if (isSuspect(numbers, thresholds)) {
    return { kind: 'suspect', why: failingWords(numbers, thresholds) }
  }
  if (isPassed(numbers, thresholds)) {
    return { kind: 'passed', why: passedWords(numbers, thresholds) }
  }
  return { kind: 'needs-more', why: needsMoreWords(numbers, thresholds) }
}

/** Even if everything in the air succeeds, the failures are too many. */
export function isFailing(numbers: WaveNumbers, thresholds: Thresholds): boolean {
  const { failed, succeeded, open } = numbers
  const { failureAtMost, confidence } = thresholds
  return lowerBound(failed, failed + succeeded + open, confidence) > failureAtMost
}

/** Of what is decided, the failures are too many. */
export function isSuspect(numbers: WaveNumbers, thresholds: Thresholds): boolean {
  const { failed, succeeded } = numbers
  const { failureAtMost, confidence } = thresholds
  return lowerBound(failed, failed + succeeded, confidence) > failureAtMost
}

/** More than half of its devices are held or explained away: the rest stands for it no more. */
export const isWorn = ({ planned, size }: WaveNumbers): boolean => planned > 0 && size < planned / 2

/** Even if everything that is left succeeds, the share of success is not reached. */
export function isOutOfReach(numbers: WaveNumbers, thresholds: Thresholds): boolean {
  const { succeeded, open, ahead, failed } = numbers
  const best = { ...numbers, succeeded: succeeded + open + ahead, open: 0, ahead: 0 }
  if (best.succeeded + failed + numbers.withoutResult === 0) return false
  return !isProven(best, thresholds) && !isWholeEnough(best, thresholds)
}

/** A wave without devices has nothing to prove: those before it have taken the whole target. */
export const isPassed = (numbers: WaveNumbers, thresholds: Thresholds): boolean =>
  (numbers.planned === 0 && numbers.size === 0) ||
  isProven(numbers, thresholds) ||
  isWholeEnough(numbers, thresholds)

/** The lower bound of the share of success is high enough. */
function isProven(
  { succeeded, failed }: WaveNumbers,
  { successAtLeast, confidence }: Thresholds,
): boolean {
  return lowerBound(succeeded, succeeded + failed, confidence) >= successAtLeast
}

/** The rule for small waves: all decided, and enough of all its devices succeeded. */
function isWholeEnough(numbers: WaveNumbers, thresholds: Thresholds): boolean {
  const { size, open, ahead, succeeded } = numbers
  return open === 0 && ahead === 0 && size > 0 && succeeded / size >= thresholds.successAtLeast
}

/** Whether success of everything that is left would not prove the share with this confidence. */
export function isTooSmallToProve(numbers: WaveNumbers, thresholds: Thresholds): boolean {
  const { succeeded, open, ahead, failed } = numbers
  const best = succeeded + open + ahead
  return lowerBound(best, best + failed, thresholds.confidence) < thresholds.successAtLeast
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`

function failingWords({ failed, succeeded, open }: WaveNumbers, thresholds: Thresholds): string {
  const { failureAtMost, confidence } = thresholds
  const n = failed + succeeded
  const low = lowerBound(failed, n, confidence)
  return (
    `${failed} of ${n} decided devices failed, at least ${percent(low)} with ` +
    `${percent(confidence)} confidence; at most ${percent(failureAtMost)} may (${open} in the air)`
  )
}

const outOfReachWords = (numbers: WaveNumbers, { successAtLeast }: Thresholds): string =>
  `${percent(successAtLeast)} success can no longer be proven: ${numbers.succeeded} succeeded, ` +
  `${numbers.failed} failed, ${numbers.withoutResult} gave no result, ` +
  `${numbers.open + numbers.ahead} are left`

function passedWords({ succeeded, failed, size }: WaveNumbers, thresholds: Thresholds): string {
  const { successAtLeast, confidence } = thresholds
  const n = succeeded + failed
  const low = lowerBound(succeeded, n, confidence)
  return low >= successAtLeast
    ? `${succeeded} of ${n} succeeded: at least ${percent(low)} with ${percent(confidence)} confidence`
    : `${succeeded} of all ${size} devices succeeded; the wave is too small to prove more`
}

function needsMoreWords(numbers: WaveNumbers, thresholds: Thresholds): string {
  const { succeeded, failed, open, ahead, size } = numbers
  const { successAtLeast, confidence } = thresholds
  const so = `${succeeded} succeeded, ${failed} failed, ${open} in the air, ${ahead} to come`
  if (isTooSmallToProve(numbers, thresholds)) {
    return `all ${size} devices must be decided, ${percent(successAtLeast)} of them well: ${so}`
  }
  const low = lowerBound(succeeded, succeeded + failed, confidence)
  return `success is proven to be ${percent(low)}, ${percent(successAtLeast)} is needed: ${so}`
}
