// What a forecast needs of a campaign's plan: how many devices each wave takes, when devices may be
// reached, how fast, until when, and what is done with each. The rule that ends a wave comes as a
// function, so that a forecast advances waves by the very decision that the campaign will use.

import { judgeWave, type WaveNumbers, type WaveVerdict } from '../campaign/judge-wave.ts'
import type { Thresholds } from '../campaign/thresholds.ts'
import type { WeekWindow } from '../campaign/week-window.ts'
import type { Instant } from '../evidence.ts'
import type { StepKind } from '../plan.ts'

const answersKept = 20_000

export type WaveGate = (numbers: WaveNumbers) => WaveVerdict['kind']

export interface WaveOutline {
  readonly name: string
  readonly devices: number
}

export interface CampaignOutline {
  readonly startAt: Instant
  readonly waves: readonly WaveOutline[]
  readonly gate: WaveGate
  /** In the device's own time; none: always open. */
  readonly windows: readonly WeekWindow[]
  /** Devices with an open operation at once. */
  readonly atOnce?: number
  /** Dispatches a minute for each shared key (`smdp:…`, `operator:…`). */
  readonly perMinute: Readonly<Record<string, number>>
  /** From a device's admission. */
  readonly deviceDeadlineMs: number
  /** Waves that wait for a person, and how long that takes. */
  readonly approvalMs: number
  readonly steps: readonly StepKind['kind'][]
  /** Profiles that the stock can give; absent: none is needed. */
  readonly stock?: number
}

/** The gate of a campaign with these thresholds. Remembers what it was asked: runs ask alike. */
export function gateOf(thresholds: Thresholds): WaveGate {
  const known = new Map<string, WaveVerdict['kind']>()
  return (numbers) => {
    const key = Object.values(numbers).join()
    const kind = known.get(key) ?? judgeWave(numbers, thresholds).kind
    if (known.size < answersKept) known.set(key, kind)
    return kind
  }
}
