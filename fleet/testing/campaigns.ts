// A campaign on the desk, for tests: its decisions applied one after the other, and its devices as
// places in a tally, as the server would keep them.

import type { CampaignDecision } from '../campaign/campaign-commands.ts'
import {
  draftCampaign,
  startCampaign,
  submitCampaign,
  targetCampaign,
} from '../campaign/campaign-commands.ts'
import type { CampaignEvent, CampaignFact } from '../campaign/campaign-fact.ts'
import type { CampaignPlan } from '../campaign/campaign-plan.ts'
import type { CampaignState } from '../campaign/campaign-state.ts'
import { canonicalText } from '../campaign/canonical-plan.ts'
import { beginCampaign, evolveCampaign } from '../campaign/evolve-campaign.ts'
import type { CampaignFacts, CampaignStep } from '../campaign/next-step.ts'
import { nextCampaignStep } from '../campaign/next-step.ts'
import type { TallyPlace, WaveTally } from '../campaign/wave-tally.ts'
import { tallyOf } from '../campaign/wave-tally.ts'
import type { CombinationPattern } from '../combination/combination-key.ts'
import { combinationParts, formatPattern } from '../combination/combination-key.ts'

export const plan: CampaignPlan = {
  name: 'to Acme',
  wish: { kind: 'swap', profile: { kind: 'stock', operator: 'Acme' } },
  target: { kind: 'filter', filter: 'country:DE' },
  follow: 'frozen',
  waves: [{ name: 'canary', devices: 5 }, { name: 'tenth', devices: 100 }, { name: 'rest' }],
  thresholds: { successAtLeast: 0.95, failureAtMost: 0.05, confidence: 0.95 },
  windows: [],
  rates: {},
  deviceDeadlineMs: 7 * 86_400_000,
  approvalsNeeded: 1,
}

/** Stands in for SHA-256: different texts give different results. */
export const digest = (text: string): string => `digest of ${text}`
export const hashOf = (one: CampaignPlan): string => digest(canonicalText(one))

/** The text of a whole combination, with what differs from the usual. */
export const combination = (more: CombinationPattern = {}): string =>
  formatPattern({
    ...Object.fromEntries(combinationParts.map((part) => [part, `usual ${part}`])),
    ...more,
  })

export class CampaignDesk {
  now = 1_000_000
  facts: CampaignFact[] = []
  events: CampaignEvent[] = []
  state: CampaignState
  places: TallyPlace[][] = []
  last: CampaignStep | undefined

  constructor(more: Partial<CampaignPlan> = {}, devices = 1000) {
    const drafted = draftCampaign({ plan: { ...plan, ...more }, why: 'test', digest })
    if (drafted.kind === 'refused') throw new Error(drafted.why)
    const [first] = drafted.facts
    if (!first) throw new Error('a draft has a fact')
    const event = { at: this.now, actor: 'person:ann', fact: first }
    this.events.push(event)
    this.state = beginCampaign({ campaignId: 'c1', tenant: 'acme' }, event)
    this.take(targetCampaign(this.state, { devices }))
    this.places = this.state.waves.map(({ devices: size }) =>
      Array.from({ length: size }, () => ({ state: 'waiting' as const })),
    )
    this.take(submitCampaign(this.state))
  }

  /** Records what was decided; the code of a refusal, or nothing. */
  take(decision: CampaignDecision, actor = 'person:ann'): string | undefined {
    if (decision.kind === 'refused') return decision.code
    this.note(decision.facts, actor)
    return undefined
  }

  note(facts: readonly CampaignFact[], actor: string): void {
    for (const fact of facts) {
      this.now += 1
      const event = { at: this.now, actor, fact }
      this.events.push(event)
      this.facts.push(fact)
      this.state = evolveCampaign(this.state, event)
    }
  }

  tally(): readonly WaveTally[] {
    return this.places.map(tallyOf)
  }

  /** One step of the runner; admitted devices are moved, in their order. */
  step(given: CampaignFacts = {}): readonly string[] {
    const step = nextCampaignStep(this.state, this.tally(), given, this.now)
    this.last = step
    const before = this.facts.length
    this.note(step.facts, 'campaign')
    for (const command of step.commands) {
      if (command.kind === 'admit') this.#admit(command.wave, command.upTo)
      if (command.kind === 'stop-waiting') this.#stop()
    }
    return this.facts.slice(before).map(({ kind }) => kind)
  }

  #admit(wave: number, upTo: number): void {
    let left = upTo
    this.#move(wave, (place) => {
      if (place.state !== 'waiting' || left === 0) return place
      left -= 1
      return { state: 'admitted', combination: place.combination ?? combination() }
    })
  }

  #stop(): void {
    for (const wave of this.places.keys()) {
      this.#move(wave, (place) =>
        place.state === 'waiting' || place.state === 'held' ? { state: 'stopped' } : place,
      )
    }
  }

  #move(wave: number, change: (place: TallyPlace) => TallyPlace): void {
    this.places[wave] = (this.places[wave] ?? []).map(change)
  }

  /** So many admitted devices of the wave end like that; those that match, where it is said. */
  end(wave: number, count: number, to: TallyPlace, match?: string): this {
    let left = count
    this.#move(wave, (place) => {
      const fits = match === undefined || place.combination === match
      if (place.state !== 'admitted' || left === 0 || !fits) return place
      left -= 1
      return { ...place, ...to }
    })
    return this
  }

  /** Gives the first devices of a wave this combination. */
  mark(wave: number, count: number, text: string): this {
    let left = count
    this.#move(wave, (place) => {
      if (left === 0) return place
      left -= 1
      return { ...place, combination: text }
    })
    return this
  }

  count(wave: number, state: TallyPlace['state']): number {
    return (this.places[wave] ?? []).filter((place) => place.state === state).length
  }
}

/** A campaign that needs no approval and was started. */
export function running(more: Partial<CampaignPlan> = {}, devices = 1000): CampaignDesk {
  const desk = new CampaignDesk({ approvalsNeeded: 0, ...more }, devices)
  const refusal = desk.take(startCampaign(desk.state))
  if (refusal !== undefined) throw new Error(refusal)
  return desk
}
