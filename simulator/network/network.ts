// One operator's network as a device meets it: registration with its latency, a reject with its
// cause, a data session or none, loss on the way. Decides from the home register's truth.

import type { Chance } from '../world/chance.ts'
import type { Instant } from '../world/timeline.ts'
import type { Coverage } from './coverage.ts'
import type { HomeRegister, LineState } from './home-register.ts'
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
      /** Why there is no session. */
      readonly reject?: RejectName
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
  /** Where it stands; absent: at home. */
  readonly country?: string
  /** Its software asks for an APN that no network has. */
  readonly hasLostApn?: boolean
}

/** What befalls the whole network, by instants. */
export interface NetworkTroubles {
  readonly outages: readonly { readonly from: Instant; readonly until: Instant }[]
  readonly roamingBlocks: readonly { readonly country: string; readonly from: Instant }[]
}

const noTroubles: NetworkTroubles = { outages: [], roamingBlocks: [] }

const attachMs = { 'NB-IoT': [8000, 40_000], 'LTE-M': [4000, 20_000], LTE: [2000, 8000] } as const
const roundTripMs = { 'NB-IoT': [1600, 6000], 'LTE-M': [300, 1200], LTE: [60, 400] } as const

const rejects: Readonly<Partial<Record<LineState, RejectName>>> = {
  unknown: 'not-provisioned',
  'not-yet-active': 'not-provisioned',
  suspended: 'suspended',
  barred: 'plmn-not-allowed',
  locked: 'imei-not-accepted',
}

/** A number between two bounds, decided by the instant. */
function between(chance: Chance, at: Instant, [least, most]: readonly [number, number]): number {
  return Math.round(least + chance.roll(at) * (most - least))
}

export class Network {
  readonly operator: Operator
  readonly register: HomeRegister
  readonly #troubles: NetworkTroubles

  constructor(operator: Operator, register: HomeRegister, troubles = noTroubles) {
    this.operator = operator
    this.register = register
    this.#troubles = troubles
  }

  /** What happens when a device tries to register with this ICCID. */
  attach(attempt: Attempt): AttachVerdict {
    const { iccid, at, coverage, chance, country } = attempt
    const latencyMs = between(chance, at, attachMs[this.operator.rat])
    const until = coverage.missingUntil(at) ?? this.outUntil(at)
    if (until !== undefined) return { kind: 'no-coverage', until, latencyMs }
    const reject = this.blocksRoaming(country, at)
      ? 'no-suitable-cells'
      : rejects[this.register.state(iccid, at)]
    if (reject) return { kind: 'rejected', reject, latencyMs }
    const { plmn } = this.operator
    const sessionReject = this.#sessionReject(attempt)
    return sessionReject
      ? { kind: 'registered', plmn, latencyMs, session: 'no-session', reject: sessionReject }
      : { kind: 'registered', plmn, latencyMs, session: 'open' }
  }

  /** Whether data of this line gets through now, with the time one round trip takes. */
  carry(attempt: Attempt): { readonly through: boolean; readonly roundTripMs: number } {
    const { iccid, at, coverage, chance, country } = attempt
    const through =
      coverage.missingUntil(at) === undefined &&
      this.outUntil(at) === undefined &&
      !this.blocksRoaming(country, at) &&
      this.register.state(iccid, at) === 'active' &&
      this.#sessionReject(attempt) === undefined
    return { through, roundTripMs: between(chance, at + 1, roundTripMs[this.operator.rat]) }
  }

  /** When the outage ends that `at` lies in. */
  outUntil(at: Instant): Instant | undefined {
    return this.#troubles.outages.find(({ from, until }) => at >= from && at < until)?.until
  }

  /** Whether lines of this operator are refused in a country. */
  blocksRoaming(country: string | undefined, at: Instant): boolean {
    return this.#troubles.roamingBlocks.some((one) => one.country === country && at >= one.from)
  }

  #sessionReject({ iccid, at, hasLostApn }: Attempt): RejectName | undefined {
    const session = this.register.line(iccid, at)?.session
    if (hasLostApn || session === 'unknown-apn') return 'unknown-apn'
    const isUsable = session === 'open' && this.register.state(iccid, at) === 'active'
    return isUsable ? undefined : 'option-not-subscribed'
  }
}

/** The words of a verdict for the ground-truth log. */
export function formatVerdict(verdict: AttachVerdict): string {
  if (verdict.kind === 'registered') return `registered in ${verdict.plmn}, ${verdict.session}`
  if (verdict.kind === 'no-coverage') return 'no coverage'
  const { layer, cause, words } = rejectCauses[verdict.reject]
  return `rejected, ${layer} cause ${cause}: ${words}`
}
