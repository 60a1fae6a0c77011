// The person who moves the fleet by campaigns: plans one, has it approved by somebody else, starts
// it, looks after it once in a while, and reads how it ended. Does nothing that a person with the
// CLI could not do.

import type { CampaignPlan } from '../scenarios/campaign-plan.ts'
import { type ApiDoor, field, numberField, textField } from './api-door.ts'
import type { DevicePlan } from './device-plan.ts'
import { operators, type WorldOperator } from './operators.ts'

export interface CampaignStarted {
  readonly campaignId: string
  readonly operator: string
  readonly devices: number
}

export interface CampaignDoors {
  readonly door: ApiDoor
  /** Somebody else's login: nobody approves a plan of their own. */
  readonly approver: ApiDoor
}

/** Plans, approves and starts the campaigns of a scenario. */
export async function startCampaigns(
  doors: CampaignDoors,
  plan: CampaignPlan,
  fleet: readonly DevicePlan[],
): Promise<readonly CampaignStarted[]> {
  const started: CampaignStarted[] = []
  for (const operator of operators) {
    const eids = fleet.filter(({ to }) => to === operator).map(({ eid }) => eid)
    if (eids.length === 0) continue
    started.push(await startCampaign(doors, plan, { operator, eids }))
  }
  return started
}

interface Goal {
  readonly operator: WorldOperator
  readonly eids: readonly string[]
}

async function startCampaign(
  { door, approver }: CampaignDoors,
  plan: CampaignPlan,
  { operator, eids }: Goal,
): Promise<CampaignStarted> {
  const request = {
    name: `Move to ${operator.name}`,
    wish: { kind: 'swap', profile: { kind: 'stock', operator: operator.name } },
    target: { eids },
    follow: 'frozen',
    waves: plan.waves,
    thresholds: plan.thresholds,
    deviceDeadlineMinutes: plan.deviceDeadlineMinutes,
    approvalsNeeded: 1,
    reason: `move to ${operator.name}`,
  }
  const made = await door.post('/v1/campaigns', request, `move to ${operator.name}`)
  const campaignId = textField(made, 'campaignId')
  const planHash = textField(made, 'planHash')
  await approver.post(`/v1/campaigns/${campaignId}/approve`, { planHash })
  await door.post(`/v1/campaigns/${campaignId}/start`, {})
  return { campaignId, operator: operator.name, devices: numberField(made, 'devices') }
}

/**
 * One look at each campaign: whether all have ended. One that paused itself is resumed, as a person
 * does who has read why.
 */
export async function lookAfterCampaigns(
  door: ApiDoor,
  campaigns: readonly CampaignStarted[],
): Promise<boolean> {
  let open = 0
  for (const { campaignId } of campaigns) {
    const shown = await door.get(`/v1/campaigns/${campaignId}`)
    if (typeof field(shown, 'endedAt') === 'number') continue
    open += 1
    const mayResume = field(field(field(shown, 'can'), 'resume'), 'allowed')
    if (field(shown, 'phase') === 'paused' && mayResume !== false) {
      await door.post(`/v1/campaigns/${campaignId}/resume`, { reason: 'read and accepted' })
    }
  }
  return open === 0
}

/** Each campaign as the API shows it at the end, without what is long. */
export async function readCampaigns(
  door: ApiDoor,
  campaigns: readonly CampaignStarted[],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const found: Record<string, unknown>[] = []
  for (const { campaignId, operator } of campaigns) {
    const shown = await door.get(`/v1/campaigns/${campaignId}`)
    const waves = field(shown, 'waves')
    found.push({
      operator,
      phase: field(shown, 'phase'),
      devices: field(shown, 'devices'),
      tally: field(shown, 'tally'),
      waves: Array.isArray(waves) ? waves.map(describeWave) : [],
      ...(field(shown, 'reason') === undefined ? {} : { reason: field(shown, 'reason') }),
      startedAt: field(shown, 'startedAt'),
      endedAt: field(shown, 'endedAt'),
      waitsFor: field(shown, 'waitsFor'),
    })
  }
  return found
}

const describeWave = (wave: unknown): Readonly<Record<string, unknown>> => ({
  name: field(wave, 'name'),
  devices: field(wave, 'devices'),
  phase: field(wave, 'phase'),
  tally: field(wave, 'tally'),
})

/** The combinations of devices that the product holds, as it names them. */
export async function readHeldCombinations(
  door: ApiDoor,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const held: Record<string, unknown>[] = []
  const items = field(await door.get('/v1/combinations'), 'items')
  for (const item of Array.isArray(items) ? items : []) {
    if (field(item, 'state') !== 'held') continue
    held.push({
      key: field(item, 'key'),
      devices: field(item, 'devices'),
      outcomes: field(item, 'outcomes'),
      codes: field(item, 'codes'),
    })
  }
  return held
}
