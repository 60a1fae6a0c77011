// Campaigns on record. Every change is a decision of fleet on the campaign's present state; its
// facts, the new state and the dispatch gates are one transaction, so a stop is a stop from its
// commit on, in every process.

import type { CampaignDecision } from '@holdfast/fleet/campaign/campaign-commands.ts'
import type { CampaignFact } from '@holdfast/fleet/campaign/campaign-fact.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { beginCampaign, evolveCampaign } from '@holdfast/fleet/campaign/evolve-campaign.ts'
import type { CampaignStep } from '@holdfast/fleet/campaign/next-step.ts'
import type { Refusal } from '@holdfast/fleet/decision.ts'
import type { DocumentWork } from '../store/document.ts'
import type { World } from '../world.ts'
import { campaignCollection, type DispatchPicture } from './dispatch-picture.ts'

export interface CampaignName {
  readonly campaignId: string
  readonly tenant: string
}

type Work<Reply> = DocumentWork<CampaignState, Reply>

/** As events name what a campaign decides by itself. */
export const campaignActor = 'campaign'

export class CampaignBook {
  readonly #world: Pick<World, 'store' | 'clock'>
  readonly #picture: DispatchPicture

  constructor(world: Pick<World, 'store' | 'clock'>, picture: DispatchPicture) {
    this.#world = world
    this.#picture = picture
  }

  async find(campaignId: string): Promise<CampaignState | undefined> {
    return (await this.#world.store.document<CampaignState>(campaignCollection, campaignId))?.value
  }

  async all(): Promise<readonly CampaignState[]> {
    const documents = await this.#world.store.documents<CampaignState>(campaignCollection)
    return documents.map(({ value }) => value)
  }

  /**
   * Puts a new campaign down; the one that is there when it was put down before. `facts` begin with
   * its draft.
   */
  begin(name: CampaignName, actor: string, facts: readonly CampaignFact[]): Promise<CampaignState> {
    return this.#commit(name, (known) => {
      if (known) return { facts: [], reply: known }
      const at = this.#world.clock.now()
      const [first, ...rest] = facts.map((fact) => ({ at, actor, fact }))
      if (!first) throw new Error('a campaign begins with its draft')
      const drafted = rest.reduce(evolveCampaign, beginCampaign(name, first))
      return this.#work(drafted, actor, { facts, reply: drafted })
    })
  }

  /** Runs a command on the campaign; the campaign after it, or why not. */
  decide(
    name: CampaignName,
    actor: string,
    command: (campaign: CampaignState) => CampaignDecision | Promise<CampaignDecision>,
  ): Promise<CampaignState | Refusal> {
    return this.#commit<CampaignState | Refusal>(name, async (campaign) => {
      const present = presentOf(name, campaign)
      const decision = await command(present)
      if (decision.kind === 'refused') return { facts: [], reply: decision }
      const at = this.#world.clock.now()
      const after = decision.facts.reduce(
        (state, fact) => evolveCampaign(state, { at, actor, fact }),
        present,
      )
      return this.#work(after, actor, { facts: decision.facts, reply: after })
    })
  }

  /** Records what the campaign decides by itself; the commands are the caller's to carry out. */
  step(name: CampaignName, next: (campaign: CampaignState) => CampaignStep): Promise<CampaignStep> {
    return this.#commit(name, (campaign) => {
      const step = next(presentOf(name, campaign))
      return this.#work(step.campaign, campaignActor, { facts: step.facts, reply: step })
    })
  }

  async #commit<Reply>(
    { campaignId, tenant }: CampaignName,
    decide: (campaign: CampaignState | undefined) => Work<Reply> | Promise<Work<Reply>>,
  ): Promise<Reply> {
    let after: CampaignState | undefined
    const name = { collection: campaignCollection, key: campaignId, tenant }
    const reply = await this.#world.store.onDocument<CampaignState, Reply>(name, async (known) => {
      const work = await decide(known)
      after = work.value
      return work
    })
    if (after) this.#picture.note(after)
    return reply
  }

  #work<Reply>(
    state: CampaignState,
    actor: string,
    { facts, reply }: { readonly facts: readonly CampaignFact[]; readonly reply: Reply },
  ): Work<Reply> {
    if (facts.length === 0) return { facts: [], reply }
    const { campaignId, phase } = state
    const subject = { kind: 'campaign', id: campaignId }
    const at = this.#world.clock.now()
    return {
      value: state,
      facts: facts.map((fact) => ({ subject, at, actor, fact })),
      reply,
      guard: {
        ...{ campaignId, open: phase === 'running' },
        isRollBackOpen: phase === 'rolling-back',
      },
    }
  }
}

function presentOf({ campaignId }: CampaignName, campaign: CampaignState | undefined) {
  if (!campaign) throw new Error(`the campaign ${campaignId} is not on record`)
  return campaign
}
