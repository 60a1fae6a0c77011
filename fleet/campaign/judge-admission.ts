// Whether one device of an open wave may begin now. Asked with the card's present state, just before
// its operation is made; what is held or too early stays in the wave and is asked again.

import type { CardState } from '../card-state.ts'
import type { CountedCombination } from '../combination/combination-count.ts'
import { combinationOf, patternInWords } from '../combination/combination-key.ts'
import { findHeld, judgeExposure } from '../combination/exposure.ts'
import type { Deadlines } from '../deadlines.ts'
import { defaultDeadlines } from '../deadlines.ts'
import type { Refusal } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import { zoneOfDevice } from '../local-time/zone-of-device.ts'
import type { Reason } from '../operation.ts'
import { reason, refuse } from '../reasons/reason.ts'
import type { Wish } from '../wish.ts'
import { judgeApproval, validApprovals } from './campaign-can.ts'
import { type CampaignState, heldPatterns } from './campaign-state.ts'
import type { CountryRule } from './country-rules.ts'
import { judgeCountry, rulesOfDevice } from './judge-country.ts'
import { windowStateAt } from './week-window.ts'

export interface AdmissionInput {
  readonly campaign: CampaignState
  readonly wave: number
  /** Of the whole campaign, with those that this very step has admitted. */
  readonly counted: readonly CountedCombination[]
  readonly state: CardState
  readonly wish: Wish
  readonly now: Instant
  /** Of the campaign's tenant, of all countries and days. */
  readonly rules?: readonly CountryRule[]
}

export type AdmissionVerdict =
  /** Make its operation with these. */
  | {
      readonly kind: 'admit'
      readonly deadlineAt: Instant
      readonly deadlines: Partial<Deadlines>
    }
  /** It stays waiting and is asked again at a later step. */
  | { readonly kind: 'later'; readonly reason: Reason }
  /** It becomes `held`, and is asked again when what holds it is released. */
  | { readonly kind: 'held'; readonly reason: Reason }
  /** It becomes `refused`. */
  | Refusal

/** Judged in this order: what forbids, what holds, what is too early. */
export function judgeAdmission(input: AdmissionInput): AdmissionVerdict {
  return (
    admissionClosed(input) ??
    forbiddenByCountry(input) ??
    heldByCombination(input) ??
    heldByWindow(input) ??
    tooManyUnproven(input) ?? {
      kind: 'admit',
      deadlineAt: input.now + input.campaign.plan.deviceDeadlineMs,
      deadlines: deadlinesWithin(input.campaign.plan.deviceDeadlineMs),
    }
  )
}

/** Only a running campaign, approved as it is, admits, and only into a wave that is open. */
export function admissionClosed({ campaign, wave }: AdmissionInput): AdmissionVerdict | undefined {
  const phase = campaign.waves[wave]?.phase
  if (campaign.phase !== 'running' || judgeApproval(campaign)) {
    return { kind: 'later', reason: reason('campaign-not-running', campaign.phase) }
  }
  const isOpen = phase === 'open' || phase === 'passed'
  return isOpen ? undefined : { kind: 'later', reason: reason('waits-for-wave', `wave ${wave}`) }
}

function forbiddenByCountry({ rules = [], campaign, state, wish, now }: AdmissionInput) {
  return (
    judgeCountry({ rules, state, wish, now }) ?? lackingApprovals({ rules, campaign, state, now })
  )
}

/**
 * A live target has no number that could be approved, so wherever a rule asks for approvals above
 * some number, devices that join need them from the first on.
 */
function lackingApprovals({
  rules,
  campaign,
  state,
  now,
}: Required<Pick<AdmissionInput, 'rules' | 'campaign' | 'state' | 'now'>>) {
  if (campaign.plan.follow !== 'live') return undefined
  const needed = rulesOfDevice({ rules, state, now }).map(({ approvals }) => approvals?.needed ?? 0)
  const given = validApprovals(campaign).length
  const most = Math.max(0, ...needed)
  if (given >= most) return undefined
  return refuse('approval-missing', `${given} of ${most} that ${state.device.country} asks for`)
}

function heldByCombination({ campaign, state, wish }: AdmissionInput) {
  const held = heldPatterns(campaign)
  const found = findHeld(combinationOf(state, wish), held)
  return (
    found && { kind: 'held' as const, reason: reason('combination-held', patternInWords(found)) }
  )
}

/** A window that never opens there is a matter for a person; a closed one opens by itself. */
function heldByWindow({ campaign, state, now }: AdmissionInput) {
  const { windows } = campaign.plan
  if (windows.length === 0) return undefined
  const { zone } = zoneOfDevice(state.device)
  const { isOpen, until } = windowStateAt(windows, zone, now)
  const never = !isOpen && until === undefined
  return never ? { kind: 'held' as const, reason: reason('window-never-opens', zone) } : undefined
}

function tooManyUnproven({ campaign, counted, state, wish }: AdmissionInput) {
  const { thresholds } = campaign.plan
  const canary = campaign.waves[0]?.devices ?? 1
  const key = combinationOf(state, wish)
  const found = judgeExposure(counted, key, { canary, thresholds })
  if (!found) return undefined
  const why = reason('combination-unproven', patternInWords(found))
  return { kind: 'later' as const, reason: why }
}

/** The waits of an operation that must be decided within so long; none is made longer. */
export function deadlinesWithin(deviceDeadlineMs: number): Partial<Deadlines> {
  const shorter = Object.entries(defaultDeadlines)
    .filter(([, ms]) => ms > deviceDeadlineMs)
    .map(([name]) => [name, deviceDeadlineMs])
  return Object.fromEntries(shorter)
}
