// What may leave for a device now, as far as its campaign, the circuit breakers and the rates have a
// say. Asked inside the decision that answers a poll, with facts that the shell keeps; a campaign of
// which nothing is known lets nothing through. S9: after a stop not one package leaves but reading.

import { holdForLine } from '../bootstrap/hold-for-line.ts'
import type { BreakerKey } from '../breaker/breaker.ts'
import { currentStep } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { CombinationPattern } from '../combination/combination-key.ts'
import {
  combinationOf,
  operatorOf,
  patternInWords,
  smdpOf,
} from '../combination/combination-key.ts'
import { findHeld } from '../combination/exposure.ts'
import type { Instant } from '../evidence.ts'
import { formatLocal } from '../local-time/local-time.ts'
import { zoneOfDevice } from '../local-time/zone-of-device.ts'
import type { Operation, Reason } from '../operation.ts'
import { reason } from '../reasons/reason.ts'
import type { RateBucket } from './admission-rate.ts'
import { rateVerdict } from './admission-rate.ts'
import { isSmdpKey, operatorKey, smdpKey } from './breaker-key.ts'
import type { CampaignPhase, CampaignState } from './campaign-state.ts'
import type { CountryHolds } from './hold-by-country.ts'
import { holdByCountry } from './hold-by-country.ts'
import type { WeekWindow } from './week-window.ts'
import { windowStateAt } from './week-window.ts'

/** One campaign, as far as dispatch must know it. */
export interface CampaignHold {
  readonly phase: CampaignPhase
  readonly windows: readonly WeekWindow[]
  readonly heldPatterns: readonly CombinationPattern[]
  /** Why it is not running, in words. */
  readonly why?: string
}

export interface BreakerHold {
  readonly until: Instant
  readonly why: string
}

/** What the shell knows when a device polls; all of it is kept in memory, none is read for a poll. */
export interface DispatchHolds {
  /** Every campaign that may have open operations; a missing one counts as stopped. */
  readonly campaigns: ReadonlyMap<string, CampaignHold>
  /** Only those that let nothing through now. */
  readonly openBreakers: ReadonlyMap<BreakerKey, BreakerHold>
  /** By the same keys; absent: no limit. */
  readonly rates: ReadonlyMap<BreakerKey, RateBucket>
  /** What countries ask for; absent: nothing. */
  readonly countries?: CountryHolds
}

export const noHolds: DispatchHolds = {
  campaigns: new Map(),
  openBreakers: new Map(),
  rates: new Map(),
}

/** What the shell keeps of a campaign for its devices' polls. */
export const campaignHoldOf = (campaign: CampaignState): CampaignHold => ({
  phase: campaign.phase,
  windows: campaign.plan.windows,
  heldPatterns: campaign.held.filter(({ released }) => !released).map(({ pattern }) => pattern),
  ...(campaign.reason ? { why: campaign.reason.why } : {}),
})

export type DispatchVerdict =
  | { readonly kind: 'go' }
  | {
      readonly kind: 'held'
      readonly reason: Reason
      /** When to ask again; absent: not before a person or the campaign decides. */
      readonly until?: Instant
      /** Over within minutes: it is not put on record. */
      readonly isBrief?: true
    }

interface Asked {
  readonly state: CardState
  readonly operation: Operation
  readonly holds: DispatchHolds
  readonly now: Instant
}

type Hold = (asked: Asked) => DispatchVerdict | undefined

/** In this order: what a person must decide stands before what time mends. */
const rules: readonly Hold[] = [
  holdOfStopped,
  holdOfCombination,
  holdOfWindow,
  holdOfCountry,
  holdOfLine,
  holdOfBreaker,
  holdOfRate,
]

/**
 * Whether the next request of this operation may leave. Asking what happened (a doubt) always may:
 * it changes nothing, and an unknown outcome must not stay so because a campaign was stopped.
 * What only waits for a heartbeat has nothing to send.
 */
export function mayDispatch(
  operation: Operation,
  state: CardState,
  holds: DispatchHolds | undefined,
  now: Instant,
): DispatchVerdict {
  if (operation.doubt || currentStep(operation)?.kind === 'confirm') return { kind: 'go' }
  const asked = { state, operation, holds: holds ?? noHolds, now }
  for (const rule of rules) {
    const verdict = rule(asked)
    if (verdict) return verdict
  }
  return { kind: 'go' }
}

/** Whether the bytes in flight may be given once more: of a stopped campaign only what reads. */
export function mayRepeat(state: CardState, holds: DispatchHolds | undefined): boolean {
  const { inFlight } = state
  const operation = inFlight && state.operations[inFlight.operationId]
  if (!inFlight || !operation?.campaign) return true
  if (inFlight.purpose === 'ask-stored' || inFlight.purpose === 'read-back') return true
  return isCampaignOpenFor(operation, holds ?? noHolds)
}

/** Whether the campaign lets this operation's requests leave at all. */
export function isCampaignOpenFor({ campaign }: Operation, holds: DispatchHolds): boolean {
  if (!campaign) return true
  const phase = holds.campaigns.get(campaign.campaignId)?.phase
  return phase === (campaign.isRollBack ? 'rolling-back' : 'running')
}

/** Whether the campaign is over for good, so that its operations end as soon as they safely can. */
export const isCampaignAborted = ({ campaign }: Operation, holds: DispatchHolds): boolean =>
  campaign !== undefined && holds.campaigns.get(campaign.campaignId)?.phase === 'aborted'

/**
 * The gate that the commit of this dispatch must find open, in the same transaction (S9); none for
 * what settles a doubt, which may leave after a stop.
 */
export function gateOf(
  state: CardState,
  dispatch: { readonly operationId: string; readonly purpose?: string },
): { readonly campaignId: string; readonly isRollBack: boolean } | undefined {
  const campaign = state.operations[dispatch.operationId]?.campaign
  if (!campaign) return undefined
  if (dispatch.purpose === 'ask-stored' || dispatch.purpose === 'read-back') return undefined
  return { campaignId: campaign.campaignId, isRollBack: campaign.isRollBack === true }
}

/** The SM-DP+ and the operator that the next request of this operation falls upon. */
export function loadKeysOf(state: CardState, operation: Operation): readonly BreakerKey[] {
  const step = currentStep(operation)
  if (operation.doubt || !step || step.kind === 'identify' || step.kind === 'read') return []
  const address = step.kind === 'download' ? smdpOf(operation.wish) : undefined
  const operator = operatorOf(state, operation.wish)
  return [
    ...(address === undefined ? [] : [smdpKey(address)]),
    ...(operator === undefined ? [] : [operatorKey(operator)]),
  ]
}

function holdOfStopped({ operation, holds }: Asked): DispatchVerdict | undefined {
  if (isCampaignOpenFor(operation, holds)) return undefined
  const campaign = operation.campaign && holds.campaigns.get(operation.campaign.campaignId)
  const code = campaign?.phase === 'aborted' ? 'campaign-aborted' : 'campaign-not-running'
  return { kind: 'held', reason: reason(code, campaign?.why ?? campaign?.phase) }
}

function holdOfCombination({ operation, state, holds }: Asked): DispatchVerdict | undefined {
  const { campaign } = operation
  if (!campaign || campaign.isRollBack) return undefined
  const patterns = holds.campaigns.get(campaign.campaignId)?.heldPatterns ?? []
  if (patterns.length === 0) return undefined
  const key = combinationOf(state, operation.wish)
  const found = findHeld(key, patterns)
  return found && { kind: 'held', reason: reason('combination-held', patternInWords(found)) }
}

function holdOfWindow({ operation, state, holds, now }: Asked): DispatchVerdict | undefined {
  const { campaign, hold } = operation
  const windows = campaign && holds.campaigns.get(campaign.campaignId)?.windows
  if (!windows || windows.length === 0) return undefined
  if (hold?.until !== undefined && hold.until > now && hold.reason.code === 'window-closed') {
    return { kind: 'held', ...hold }
  }
  const { zone, from } = zoneOfDevice(state.device)
  const { isOpen, until } = windowStateAt(windows, zone, now)
  if (isOpen) return undefined
  return { kind: 'held', ...windowReason(zone, from, until) }
}

function windowReason(zone: string, from: string, until: Instant | undefined) {
  const how = from === 'assumed' ? `${zone}, assumed` : zone
  if (until === undefined) return { reason: reason('window-never-opens', how) }
  const facts = `it opens ${formatLocal(until, zone)} local time, ${how}`
  return { reason: reason('window-closed', facts), until }
}

function holdOfCountry({ holds, ...asked }: Asked): DispatchVerdict | undefined {
  const hold = holds.countries && holdByCountry({ ...asked, countries: holds.countries })
  return hold && { kind: 'held', ...hold }
}

function holdOfLine({ operation, state, now }: Asked): DispatchVerdict | undefined {
  const hold = holdForLine(state, operation, now)
  return hold && { kind: 'held', ...hold }
}

/**
 * A server that does not work holds every download back; an operator that does not, only what a
 * campaign would move to it: a single device on its way back or in recovery is let try.
 */
function holdOfBreaker({ operation, state, holds }: Asked): DispatchVerdict | undefined {
  if (holds.openBreakers.size === 0) return undefined
  const isMoved = operation.campaign !== undefined && !operation.campaign.isRollBack
  for (const key of loadKeysOf(state, operation)) {
    const found = isMoved || isSmdpKey(key) ? holds.openBreakers.get(key) : undefined
    if (!found) continue
    const { until, why } = found
    return { kind: 'held', reason: reason('breaker-open', why), until, isBrief: true }
  }
  return undefined
}

function holdOfRate({ operation, state, holds, now }: Asked): DispatchVerdict | undefined {
  if (!operation.campaign || holds.rates.size === 0) return undefined
  for (const key of loadKeysOf(state, operation)) {
    const bucket = holds.rates.get(key)
    const verdict = bucket ? rateVerdict(bucket, now) : { kind: 'go' as const }
    if (verdict.kind === 'go') continue
    return { kind: 'held', reason: reason('rate-spent', key), until: verdict.until, isBrief: true }
  }
  return undefined
}
