// Folds one fact into a campaign. Total: every fact on every state gives a state; whether it should
// have been recorded was decided before.

import { formatPattern } from '../combination/combination-key.ts'
import type { Instant } from '../evidence.ts'
import type { CampaignEvent, CampaignFact } from './campaign-fact.ts'
import type { CampaignPlan } from './campaign-plan.ts'
import type { CampaignState, WaveState } from './campaign-state.ts'

export interface CampaignKey {
  readonly campaignId: string
  readonly tenant: string
}

/** The campaign after its first fact, which must be the draft. */
export function beginCampaign(key: CampaignKey, event: CampaignEvent): CampaignState {
  const { fact, at, actor } = event
  if (fact.kind !== 'campaign-drafted') throw new Error('a campaign begins with its draft')
  return {
    ...key,
    version: 1,
    plan: fact.plan,
    planHash: fact.planHash,
    why: fact.why,
    createdAt: at,
    createdBy: actor,
    authors: [actor],
    approvalsNeeded: fact.approvalsNeeded,
    approvals: [],
    phase: 'draft',
    waves: wavesOf(fact.plan),
    held: [],
    excluded: 0,
  }
}

const wavesOf = ({ waves }: CampaignPlan): readonly WaveState[] =>
  waves.map(({ name }, index) => ({ index, name, devices: 0, phase: 'planned' }))

/** The state after `event`; `version` counts them. */
export function evolveCampaign(state: CampaignState, event: CampaignEvent): CampaignState {
  return {
    ...evolvePhase(evolveWaves(evolvePlan(state, event), event), event),
    version: state.version + 1,
  }
}

/** The campaign that its facts tell, from the first. */
export function replayCampaign(
  key: CampaignKey,
  events: readonly CampaignEvent[],
): CampaignState | undefined {
  const [first, ...rest] = events
  if (!first) return undefined
  let state = beginCampaign(key, first)
  for (const event of rest) state = evolveCampaign(state, event)
  return state
}

function evolvePlan(state: CampaignState, { fact, at, actor }: CampaignEvent): CampaignState {
  switch (fact.kind) {
    case 'campaign-plan-changed':
      return {
        ...state,
        plan: fact.plan,
        planHash: fact.planHash,
        why: fact.why,
        approvalsNeeded: fact.approvalsNeeded,
        approvals: [],
        authors: [...new Set([...state.authors, actor])],
        phase: 'draft',
        waves: wavesOf(fact.plan),
      }
    case 'campaign-targeted':
      return {
        ...state,
        approvalsNeeded: fact.approvalsNeeded,
        waves: state.waves.map((wave) => ({
          ...wave,
          devices: fact.waveDevices[wave.index] ?? wave.devices,
        })),
      }
    case 'campaign-approved': {
      const approval = { by: actor, at, planHash: fact.planHash }
      return { ...state, approvals: [...state.approvals, approval] }
    }
    case 'campaign-stock-reserved':
      return { ...state, stockReserved: fact.items }
    case 'devices-excluded':
      return { ...state, excluded: state.excluded + fact.devices }
    case 'combination-held': {
      const { pattern, reason } = fact
      return { ...state, held: [...state.held, { pattern, reason, at }] }
    }
    case 'combination-released':
      return { ...state, held: released(state, fact, { at, by: actor }) }
    default:
      return state
  }
}

const released = (
  { held }: CampaignState,
  { patternKey, why }: Extract<CampaignFact, { kind: 'combination-released' }>,
  who: { readonly at: Instant; readonly by: string },
): CampaignState['held'] =>
  held.map((one) =>
    formatPattern(one.pattern) === patternKey && !one.released
      ? { ...one, released: { ...who, reason: why } }
      : one,
  )

function evolvePhase(state: CampaignState, { fact, at }: CampaignEvent): CampaignState {
  switch (fact.kind) {
    case 'campaign-submitted':
      return { ...state, phase: 'awaiting-approval' }
    case 'campaign-scheduled':
      return { ...state, phase: 'scheduled' }
    case 'campaign-started':
      return { ...without(state), phase: 'running', startedAt: state.startedAt ?? at }
    case 'campaign-paused':
      return { ...state, phase: 'paused', reason: fact.reason }
    case 'campaign-resumed':
      return { ...without(state), phase: 'running', resumedAt: at }
    case 'campaign-aborted':
      return { ...state, phase: 'aborted', reason: fact.reason, endedAt: at }
    case 'campaign-finished':
      return { ...state, phase: 'finished', reason: fact.reason, endedAt: at }
    case 'wave-roll-back-began':
      return { ...state, phase: 'rolling-back', before: phaseAfterRollBack(state) }
    case 'wave-rolled-back':
      return afterRollBack(state)
    default:
      return state
  }
}

/** What was running is paused afterwards: a person decides whether it goes on. */
function phaseAfterRollBack({ phase, before }: CampaignState): 'paused' | 'aborted' | 'finished' {
  if (phase === 'aborted' || phase === 'finished') return phase
  return phase === 'rolling-back' && before ? before : 'paused'
}

function afterRollBack(state: CampaignState): CampaignState {
  const { before, ...rest } = state
  return { ...rest, phase: before ?? 'paused' }
}

function without(state: CampaignState): CampaignState {
  const { reason: _, ...rest } = state
  return rest
}

function evolveWaves(state: CampaignState, { fact, at, actor }: CampaignEvent): CampaignState {
  switch (fact.kind) {
    case 'wave-opened':
      return withWave(state, fact.wave, (wave) => ({ ...wave, phase: 'open', openedAt: at }))
    case 'wave-passed':
    case 'wave-failed':
      return withWave(state, fact.wave, (wave) => ({
        ...onWave(wave),
        phase: fact.kind === 'wave-passed' ? 'passed' : 'failed',
        endedAt: at,
        reason: fact.reason,
      }))
    case 'wave-held':
      return withWave(state, fact.wave, (wave) => ({ ...wave, heldSince: at, reason: fact.reason }))
    case 'wave-went-on':
      return withWave(state, fact.wave, onWave)
    case 'wave-grew':
      return withWave(state, fact.wave, (wave) => grown(wave, fact.devices))
    case 'campaign-resumed':
      return fact.accepted ? reopened(state, fact.accepted) : state
    case 'wave-roll-back-began':
      return withWave(state, fact.wave, (wave) => ({
        ...wave,
        phase: 'rolling-back',
        rollBack: { by: actor, at, reason: fact.why },
      }))
    case 'wave-rolled-back':
      return withWave(state, fact.wave, (wave) => ({ ...wave, phase: 'rolled-back' }))
    case 'failed-retried':
      return { ...state, waves: state.waves.map((wave) => retriedWith(wave, fact.accepted)) }
    default:
      return state
  }
}

/** A wave that had ended and got devices, or tries, again is judged again. */
const grown = (wave: WaveState, more: number): WaveState => ({
  ...retried(wave),
  devices: wave.devices + more,
})

function retried(wave: WaveState): WaveState {
  if (wave.phase !== 'passed' && wave.phase !== 'failed') return wave
  const { endedAt: _, reason: __, ...rest } = wave
  return { ...rest, phase: 'open' }
}

function retriedWith(
  wave: WaveState,
  accepted: Extract<CampaignFact, { kind: 'failed-retried' }>['accepted'] = [],
): WaveState {
  const left = accepted.find((one) => one.wave === wave.index)
  return left ? { ...retried(wave), acceptedFailures: left.failures } : retried(wave)
}

function onWave(wave: WaveState): WaveState {
  const { heldSince: _, reason: __, ...rest } = wave
  return rest
}

const reopened = (
  state: CampaignState,
  { wave, failures }: { readonly wave: number; readonly failures: number },
): CampaignState =>
  withWave(state, wave, (one) => ({
    ...retried(onWave(one)),
    acceptedFailures: failures,
  }))

const withWave = (
  state: CampaignState,
  index: number,
  change: (wave: WaveState) => WaveState,
): CampaignState => ({
  ...state,
  waves: state.waves.map((wave) => (wave.index === index ? change(wave) : wave)),
})
