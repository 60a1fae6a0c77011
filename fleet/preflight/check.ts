// What a pre-flight check says (C2): whether one thing that a swap needs is there, on which fact and
// how surely, and what to do when it is not. A check never guesses: what nobody has told is `unknown`,
// which neither passes silently nor holds a device back by itself (docs/decisions/0006).

import type { Refusal } from '../decision.ts'
import type { Evidence } from '../evidence.ts'

export type CheckName =
  | 'card-rules'
  | 'way-back'
  | 'memory'
  | 'ci'
  | 'certificates'
  | 'profile'
  | 'line'
  | 'country'
  | 'device-lock'
  | 'apn'
  | 'energy'
  | 'coverage'
  | 'contact'

export const checkNames: readonly CheckName[] = [
  'card-rules',
  'way-back',
  'memory',
  'ci',
  'certificates',
  'profile',
  'line',
  'country',
  'device-lock',
  'apn',
  'energy',
  'coverage',
  'contact',
]

/**
 * `refused`: the swap cannot work for this device with this profile. `held`: it would not work now;
 * what is missing can be brought about, and then it is asked again. `unknown`: the fact is missing.
 */
export type CheckState = 'ok' | 'held' | 'refused' | 'unknown'

export interface Check {
  readonly check: CheckName
  readonly state: CheckState
  /** What it rests on, in words: `285,000 octets free, 24,000 needed`. */
  readonly fact: string
  /** How surely the fact is known; absent when there is none. */
  readonly evidence?: Evidence
  /** A code of `fleet/reasons` for `held` and `refused`. */
  readonly code?: string
  /** What would make it `ok`, or how to get the missing fact. */
  readonly remedy?: string
}

export interface PreflightVerdict {
  /** The worst of the checks; `go` also with unknown ones. */
  readonly kind: 'go' | 'held' | 'refused'
  readonly checks: readonly Check[]
  /** Every reason against it, worst first; empty when `go`. */
  readonly refusals: readonly Refusal[]
  readonly unknown: readonly CheckName[]
}
