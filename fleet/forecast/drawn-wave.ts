// A wave in one draw of a forecast: the devices that stand for it, how many each stands for, and its
// numbers as the rule that ends waves wants them.

import type { WaveNumbers } from '../campaign/judge-wave.ts'
import type { Instant } from '../evidence.ts'

export interface DrawnWave {
  readonly devices: number
  /** Places in the draw, in the order of their admission. */
  readonly places: readonly number[]
  /** How many devices one that is not decided stands for; 1: all are drawn. */
  weight: number
  admitted: number
  /** Devices drawn that are admitted and not decided. */
  open: number
  succeeded: number
  failed: number
  expired: number
  openedAt: Instant | undefined
  endedAt: Instant | undefined
  verdict: 'passed' | 'failed' | undefined
  /** The counts of the recorded course have been taken over. */
  isMatched: boolean
}

/** `first`: the place of its first device. */
export function newWave(devices: number, devicesMax: number, first: number): DrawnWave {
  const drawn = Math.min(devices, devicesMax)
  return {
    devices,
    places: Array.from({ length: drawn }, (_, at) => first + at),
    weight: drawn > 0 ? devices / drawn : 1,
    ...{ admitted: 0, open: 0, succeeded: 0, failed: 0, expired: 0 },
    ...{ openedAt: undefined, endedAt: undefined, verdict: undefined, isMatched: false },
  }
}

export const waitingIn = ({ places, admitted }: DrawnWave): number => places.length - admitted

/** In whole devices; nothing that is open or ahead is rounded away. */
export function numbersOf(wave: DrawnWave): WaveNumbers {
  const { devices: size, open, weight, succeeded } = wave
  const whole = (count: number): number => Math.ceil(count * weight - 1e-9)
  const [failed, withoutResult] = [Math.round(wave.failed), Math.round(wave.expired)]
  const rest = size - failed - withoutResult
  const ahead = Math.min(rest, whole(waitingIn(wave)))
  const inAir = Math.min(rest - ahead, whole(open))
  const isDecided = ahead + inAir === 0
  return {
    ...{ planned: size, size, failed, withoutResult, ahead, open: inAir },
    succeeded: isDecided ? rest : Math.min(rest - ahead - inAir, Math.round(succeeded)),
  }
}
