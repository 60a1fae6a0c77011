// From a request to a campaign on record: plan, frozen target with its waves, the hash to approve.
// Nothing of it can leave before it is approved and started.

import { createHash } from 'node:crypto'
import type { CampaignDecision } from '@holdfast/fleet/campaign/campaign-commands.ts'
import {
  draftCampaign,
  submitCampaign,
  targetCampaign,
} from '@holdfast/fleet/campaign/campaign-commands.ts'
import type { CampaignFact } from '@holdfast/fleet/campaign/campaign-fact.ts'
import type { CampaignPlan } from '@holdfast/fleet/campaign/campaign-plan.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { approvalsAsked } from '@holdfast/fleet/campaign/country-rules.ts'
import { beginCampaign, evolveCampaign } from '@holdfast/fleet/campaign/evolve-campaign.ts'
import { waveSizes } from '@holdfast/fleet/campaign/judge-plan.ts'
import type { Refusal } from '@holdfast/fleet/decision.ts'
import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import { refuse } from '@holdfast/fleet/reasons/reason.ts'
import type { CountryRuleBook } from '../rules/country-rule-book.ts'
import type { World } from '../world.ts'
import type { CampaignBook, CampaignName } from './campaign-book.ts'

export const planDigest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Where the rules of countries are known. */
export interface DraftingWorld extends Pick<World, 'store' | 'clock'> {
  readonly countryRules: Pick<CountryRuleBook, 'of'>
}

export interface Draft extends CampaignName {
  readonly plan: CampaignPlan
  readonly why: string
  readonly actor: string
  /** What the plan's target says, read. */
  readonly filter: DeviceFilter
}

/** Why a plan cannot be drafted, whatever its target; nothing when it can. */
export function judgeDraft(plan: CampaignPlan): Refusal | undefined {
  const { wish } = plan
  const isOneCode =
    (wish.kind === 'swap' || wish.kind === 'download') && wish.profile.kind === 'activation-code'
  if (isOneCode) {
    return refuse('campaign-plan-invalid', 'one activation code is for one device; use the stock')
  }
  const drafted = draftCampaign({ plan, why: '', digest: planDigest })
  return drafted.kind === 'refused' ? drafted : undefined
}

/** The campaign, or why not; the same request again (the same id) gives what is there. */
export async function putCampaign(
  world: DraftingWorld,
  book: CampaignBook,
  draft: Draft,
): Promise<CampaignState | Refusal> {
  const { campaignId, tenant, plan, why, actor, filter } = draft
  const { store, clock } = world
  const known = await book.find(campaignId)
  if (known) return known
  const refusal = judgeDraft(plan)
  if (refusal) return refusal
  const sizesOf = (total: number) => waveSizes(plan.waves, total)
  const sizes = await store.freezeTargets({ campaignId, tenant, filter, sizesOf })
  const devices = sizes.reduce((sum, size) => sum + size, 0)
  const approvals = await approvalsFor(world, draft)
  const at = clock.now()
  const facts = factsOf({ campaignId, tenant }, { plan, why, actor, devices, approvals, at })
  return 'kind' in facts ? facts : book.begin({ campaignId, tenant }, actor, facts)
}

/**
 * What the rules of its countries ask for, by how many devices it has in each. A live target may
 * grow without end, so its countries count as above every number.
 */
export async function approvalsFor(
  { store, clock, countryRules }: DraftingWorld,
  { tenant, filter, plan }: Pick<Draft, 'tenant' | 'filter' | 'plan'>,
): Promise<number> {
  const rules = countryRules.of(tenant)
  if (rules.every(({ approvals }) => approvals === undefined)) return 0
  const { country = {} } = await store.facets({ ...filter, tenant: [tenant] })
  const counted = Object.entries(country).map(
    ([name, devices]) => [name, plan.follow === 'live' ? Infinity : devices] as const,
  )
  return approvalsAsked(rules, new Map(counted), clock.now())
}

interface Drafting {
  readonly plan: CampaignPlan
  readonly why: string
  readonly actor: string
  readonly devices: number
  /** What rules of countries ask for. */
  readonly approvals: number
  readonly at: number
}

function factsOf(
  name: CampaignName,
  { plan, why, actor, devices, approvals, at }: Drafting,
): readonly CampaignFact[] | Refusal {
  const drafted = draftCampaign({ plan, why, digest: planDigest })
  if (drafted.kind === 'refused') return drafted
  const facts = [...drafted.facts]
  const [first] = facts
  if (!first) throw new Error('a campaign begins with its draft')
  let state = beginCampaign(name, { at, actor, fact: first })
  const commands: readonly ((campaign: CampaignState) => CampaignDecision)[] = [
    (campaign) => targetCampaign(campaign, { devices, approvalsAsked: approvals }),
    submitCampaign,
  ]
  for (const command of commands) {
    const decision = command(state)
    if (decision.kind === 'refused') return decision
    for (const fact of decision.facts) state = evolveCampaign(state, { at, actor, fact })
    facts.push(...decision.facts)
  }
  return facts
}
