// Incidents of campaigns and of those whom they need: a wave that failed, a combination that is held,
// a campaign that paused by itself, a breaker that opened. Each is opened by its cause and ends with
// it. Pure: the causes that hold now and the known incidents go in, what changes comes out.

import type { CampaignState } from '../campaign/campaign-state.ts'
import { isOver } from '../campaign/campaign-state.ts'
import { formatPattern, patternInWords } from '../combination/combination-key.ts'
import type { Instant } from '../evidence.ts'

export const raisedCauses = [
  'wave-failed',
  'combination-held',
  'campaign-paused',
  'breaker-open',
] as const

export type RaisedCauseCode = (typeof raisedCauses)[number]

export interface CampaignLink {
  readonly campaignId: string
  readonly name: string
}

/** Which devices of its campaign an incident concerns. */
export type Concerned =
  | { readonly kind: 'wave'; readonly wave: number }
  | { readonly kind: 'combination'; readonly pattern: string }
  | { readonly kind: 'all' }
  /** Whoever met it; listed with the incident. */
  | { readonly kind: 'listed' }

/** Something that holds now and that a person should see. */
export interface RaisedCause {
  /** Same key: same incident, while it is open. */
  readonly key: string
  readonly cause: RaisedCauseCode
  /** Why, in words. */
  readonly why: string
  /** What it is about: `wave`, `combination`, `smdp`, `operator`, the `code` of the reason. */
  readonly about: Readonly<Record<string, string>>
  readonly campaigns: readonly CampaignLink[]
  readonly concerned: Concerned
}

/** A cause with the devices that it concerns now, as the shell counts them. */
export interface CountedCause extends RaisedCause {
  readonly devices: number
  /** Of `listed`: at most a thousand. */
  readonly eids?: readonly string[]
}

export interface RaisedIncident extends CountedCause {
  readonly incidentId: string
  readonly openedAt: Instant
  /** When it was last seen to hold, or changed. */
  readonly updatedAt: Instant
  readonly endedAt?: Instant
  readonly devicesEver: number
}

/** Reasons of a pause that a person gave, or that the failed wave tells already. */
const ownPauses: ReadonlySet<string> = new Set(['campaign-paused-by-person', 'wave-failing'])

/** The causes that hold of this campaign; none of one that is over. */
export function causesOfCampaign(campaign: CampaignState): readonly RaisedCause[] {
  if (isOver(campaign)) return []
  return [...failedWaves(campaign), ...heldCombinations(campaign), ...selfPaused(campaign)]
}

const linkTo = ({ campaignId, plan }: CampaignState): readonly CampaignLink[] => [
  { campaignId, name: plan.name },
]

const failedWaves = (campaign: CampaignState): readonly RaisedCause[] =>
  campaign.waves
    .filter(({ phase }) => phase === 'failed')
    .map(({ index, name, reason }) => ({
      key: `${campaign.campaignId} wave ${index}`,
      cause: 'wave-failed',
      why: `wave ${name} of ${campaign.plan.name}: ${reason?.why ?? 'it failed'}`,
      about: { campaign: campaign.plan.name, wave: name },
      campaigns: linkTo(campaign),
      concerned: { kind: 'wave', wave: index },
    }))

const heldCombinations = (campaign: CampaignState): readonly RaisedCause[] =>
  campaign.held
    .filter(({ released }) => !released)
    .map(({ pattern, reason }) => ({
      key: `${campaign.campaignId} combination ${formatPattern(pattern)}`,
      cause: 'combination-held',
      why: `${campaign.plan.name}: ${reason.why}`,
      about: { campaign: campaign.plan.name, combination: patternInWords(pattern) },
      campaigns: linkTo(campaign),
      concerned: { kind: 'combination', pattern: formatPattern(pattern) },
    }))

function selfPaused(campaign: CampaignState): readonly RaisedCause[] {
  const { phase, reason, campaignId, plan } = campaign
  if (phase !== 'paused' || !reason || ownPauses.has(reason.code)) return []
  return [
    {
      key: `${campaignId} paused`,
      cause: 'campaign-paused',
      why: `${plan.name} paused by itself: ${reason.why}`,
      about: { campaign: plan.name, code: reason.code },
      campaigns: linkTo(campaign),
      concerned: { kind: 'all' },
    },
  ]
}

/** New and changed incidents; `known` are the open ones that came from where the causes come from. */
export function settleRaised(
  known: readonly RaisedIncident[],
  causes: readonly CountedCause[],
  now: Instant,
): readonly RaisedIncident[] {
  const open = new Map(known.map((incident) => [incident.key, incident]))
  const present = new Set(causes.map(({ key }) => key))
  return [
    ...causes.flatMap((cause) => {
      const before = open.get(cause.key)
      return before ? goOn(before, cause, now) : [begin(cause, now)]
    }),
    ...known
      .filter(({ key }) => !present.has(key))
      .map((incident) => ({ ...incident, devices: 0, updatedAt: now, endedAt: now })),
  ]
}

const begin = (cause: CountedCause, now: Instant): RaisedIncident => ({
  ...cause,
  ...{ incidentId: idOf(cause, now), openedAt: now, updatedAt: now },
  devicesEver: cause.devices,
})

const idOf = ({ key, cause }: CountedCause, now: Instant): string => {
  const words = key.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return `${cause}-${words.slice(0, 120)}-${now.toString(36)}`
}

function goOn(
  before: RaisedIncident,
  cause: CountedCause,
  now: Instant,
): readonly RaisedIncident[] {
  const devicesEver = Math.max(before.devicesEver, cause.devices)
  const isSame =
    before.devices === cause.devices &&
    before.why === cause.why &&
    before.campaigns.length === cause.campaigns.length
  return isSame ? [] : [{ ...before, ...cause, devicesEver, updatedAt: now }]
}
