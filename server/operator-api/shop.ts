// What the handlers of the operator API share. The handlers themselves are steps: read, ask fleet,
// record, view.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Caller } from '@holdfast/api/handlers.ts'
import { problemOf, problemOfRefusal } from '@holdfast/api/problem.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import { refuse } from '@holdfast/fleet/reasons/reason.ts'
import type { HookAction } from '@holdfast/fleet/recovery/rung.ts'
import type { CampaignBook } from '../campaigns/campaign-book.ts'
import type { EsipaDesk } from '../esipa/esipa-desk.ts'
import type { IncidentBook } from '../recovery/incident-book.ts'
import type { SloKeeper } from '../slo/slo-keeper.ts'
import type { Checkpoint } from '../store/contract.ts'
import type { World } from '../world.ts'
import type { BatchBook } from './batch-book.ts'
import type { LiveCounts } from './live-counts.ts'
import type { PollMeter } from './poll-meter.ts'
import type { TokenBook } from './token-book.ts'

/** The proven log, as far as the API shows it. */
export interface AuditDesk {
  /** The whole log of a tenant with its checkpoints, one JSON text a line. */
  exportLines(tenant: string): AsyncIterable<string>
  /** A signed statement of the log as it is now. */
  checkpoint(tenant: string): Promise<Checkpoint>
  readonly publicKeyPem: string
  readonly keyName: string
}

export interface OperatorShop {
  readonly world: World
  readonly desk: EsipaDesk
  readonly tokens: TokenBook
  readonly batches: BatchBook
  readonly campaigns: CampaignBook
  readonly polls: PollMeter
  readonly version: string
  /** Simulated devices and a clock that somebody steers. */
  readonly isSandbox: boolean
  readonly startedAt: number
  /** PEM that devices trust on ESipa, when Holdfast made it. */
  readonly tlsAuthority?: string
  /** `https://host:port` of ESipa. */
  readonly pollAddress: () => string
  /** Where uploads are kept while they are checked. */
  readonly spoolFolder: string
  readonly audit: AuditDesk
  readonly counts: LiveCounts
  readonly slo: SloKeeper
  readonly incidents: IncidentBook
  /** What somebody outside can be asked for. */
  readonly hooks: ReadonlySet<HookAction>
  /** What is wrong with the server, by part; empty: nothing. */
  readonly troubles: () => Readonly<Record<string, string>>
}

/** The card, if it is the caller's. @throws ApiProblem unknown-device */
export async function cardFor(shop: OperatorShop, eid: string, caller: Caller): Promise<CardState> {
  const state = await shop.world.store.card(eid)
  if (state?.tenant === caller.tenant) return state
  throw new ApiProblem(problemOf('unknown-device', `no device has the EID ${eid}`))
}

/** The campaign, if it is the caller's. @throws ApiProblem campaign-unknown */
export async function findCampaign(
  shop: OperatorShop,
  id: string,
  { tenant }: Caller,
): Promise<CampaignState> {
  const campaign = await shop.campaigns.find(id)
  if (campaign?.tenant === tenant) return campaign
  throw new ApiProblem(problemOfRefusal(refuse('campaign-unknown', id), 404))
}
