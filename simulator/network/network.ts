// One operator's network as a device meets it: registration with its latency, a reject with its
// cause, a data session or none, loss on the way. Decides from the home register's truth.

import type { Chance } from '../world/chance.ts'
import type { Instant } from '../world/timeline.ts'
import type { Coverage } from './coverage.ts'
import type { HomeRegister } from './home-register.ts'
import { type RejectName, rejectCauses } from './reject-cause.ts'

/** Who runs it, and where it is found. */
export interface Operator {
  readonly name: string
  /** MCC and MNC, digits. */
  readonly plmn: string
  readonly rat: 'NB-IoT' | 'LTE-M' | 'LTE'
  /** First digits of its ICCIDs. */
  readonly iccidPrefix: string
  /** Whether its system tells customers of attaches and rejects. */
  readonly reportsAttaches: boolean
}

export type AttachVerdict =
  | {
      readonly kind: 'registered'
      readonly plmn: string
      readonly latencyMs: number
      /** `no-session`: registered, but no data gets through (ESM reject). */
      readonly session: 'open' | 'no-session'
    }
  | { readonly kind: 'rejected'; readonly reject: RejectName; readonly latencyMs: number }
  | { readonly kind: 'no-coverage'; readonly until: Instant; readonly latencyMs: number }

/** Where and how one device tries. */
export interface Attempt {
  readonly iccid: string
  readonly at: Instant
  readonly coverage: Coverage
  /** The device's own stream for radio. */
  readonly chance: Chance
}

const attachMs = { 'NB-IoT': [8000, 40_000], 'LTE-M': [4000, 20_000], LTE: [2000, 8000] } as const
const roundTripMs = { 'NB-IoT': [1600, 6000], 'LTE-M': [300, 1200], LTE: [60, 400] } as const

/** A number between two bounds, decided by the instant. */
function between(chance: Chance, at: Instant, [least, most]: readonly [number, number]): number {
  return Math.round(least + chance.roll(at) * (most - least))
}

export class Network {
  readonly operator: Operator
  readonly register: HomeRegister

  constructor(operator: Operator, register: HomeRegister) {
    this.operator = operator
    this.register = register
  }

  /** What happens when a device tries to register with this ICCID. */
  attach(attempt: Attempt): AttachVerdict {
    const { iccid, at, coverage, chance } = attempt
    const latencyMs = between(chance, at, attachMs[this.operator.rat])
    const until = coverage.missingUntil(at)
    if (until !== undefined) return { kind: 'no-coverage', until, latencyMs }
    const state = this.register.state(iccid, at)
    if (state === 'unknown' || state === 'not-yet-active') {
      return { kind: 'rejected', reject: 'not-provisioned', latencyMs }
    }
    if (state === 'barred') return { kind: 'rejected', reject: 'plmn-not-allowed', latencyMs }
    const open = state === 'active' && this.register.line(iccid)?.session === 'open'
    const session = open ? 'open' : 'no-session'
    return { kind: 'registered', plmn: this.operator.plmn, latencyMs, session }
  }

  /** Whether data of this line gets through now, with the time one round trip takes. */
  carry(attempt: Attempt): { readonly through: boolean; readonly roundTripMs: number } {
    const { iccid, at, coverage, chance } = attempt
    const covered = coverage.missingUntil(at) === undefined
    const through =
      covered &&
      this.register.state(iccid, at) === 'active' &&
      this.register.line(iccid)?.session === 'open'
    return { through, roundTripMs: between(chance, at + 1, roundTripMs[this.operator.rat]) }
  }
}

/** The words of a verdict for the ground-truth log. */
export function formatVerdict(verdict: AttachVerdict): string {
  if (verdict.kind === 'registered') return `registered in ${verdict.plmn}, ${verdict.session}`
  if (verdict.kind === 'no-coverage') return 'no coverage'
  const { layer, cause, words } = rejectCauses[verdict.reject]
  return `rejected, ${layer} cause ${cause}: ${words}`
}
