// Runs the campaigns of all tenants: a round every second by the world's clock. Each round moves
// devices by what was committed, asks fleet what is to happen now, records it, and carries it out.
// Everything it knows is on record, so a round after a stop anywhere goes on where it was. One
// process at a time runs them (a lease, where there are several); two at once would do nothing
// twice, only sooner.

import { type CampaignState, isOver } from '@holdfast/fleet/campaign/campaign-state.ts'
import {
  type CampaignCommand,
  type CampaignFacts,
  nextCampaignStep,
} from '@holdfast/fleet/campaign/next-step.ts'
import { type CampaignTally, combinationsOf, countIn } from '@holdfast/fleet/campaign/wave-tally.ts'
import { CountryRuleBook } from '../rules/country-rule-book.ts'
import type { World } from '../world.ts'
import { admitDevices } from './admit-devices.ts'
import { CampaignBook } from './campaign-book.ts'
import { type CampaignDesk, rollBackCodes, stockOf } from './campaign-desk.ts'
import { CampaignIncidents } from './campaign-incidents.ts'
import type { DispatchPicture } from './dispatch-picture.ts'
import { followTargets, lookAgain } from './follow-targets.ts'
import { FruitlessLooks } from './fruitless-looks.ts'
import { joinMatching, newMatches } from './live-target.ts'
import { readTally } from './read-tally.ts'
import { reclaimCodes } from './reclaim-codes.ts'
import { RestingCampaigns } from './resting-campaigns.ts'
import { rollBackDevices } from './roll-back-devices.ts'
import { noteSeries } from './series.ts'
import { stopOpen, stopWaiting } from './stop-devices.ts'

const stepsPerRound = 8
const leaseMs = 30_000
const sweepEveryMs = 300_000
/** Late truth about its devices is still noted so long after a campaign's end. */
const followedAfterEndMs = 45 * 86_400_000
const notes = 'campaign-notes'

interface Notes {
  readonly lastAdmittedAt?: number
  /** Nothing is left to do. */
  readonly isClosed?: boolean
}

export class CampaignRunner {
  readonly #desk: CampaignDesk
  readonly #picture: DispatchPicture
  readonly #owner: string
  readonly #isAlone: boolean
  readonly #incidents: CampaignIncidents
  readonly #sweptAt = new Map<string, number>()
  readonly #resting = new RestingCampaigns()
  /** The versions with which campaigns were closed. */
  readonly #closed = new Map<string, number>()

  constructor(
    world: Pick<World, 'store' | 'clock' | 'log' | 'randomBytes'>,
    picture: DispatchPicture,
    countryRules = new CountryRuleBook(world),
    { isAlone = false }: { readonly isAlone?: boolean } = {},
  ) {
    this.#isAlone = isAlone
    this.#picture = picture
    const book = new CampaignBook(world, picture)
    const looks = { cursors: new Map<string, string>(), fruitless: new FruitlessLooks() }
    this.#desk = { world, book, countryRules, ...looks }
    this.#incidents = new CampaignIncidents(world)
    this.#owner = Buffer.from(world.randomBytes(9)).toString('base64url')
  }

  /** One round over all campaigns. */
  async run(): Promise<void> {
    const { store, clock, log } = this.#desk.world
    const known = await this.#picture.refresh(store, clock.now())
    const campaigns = known.filter((one) => this.#isAlive(one))
    this.#forgetAllBut(new Set(campaigns.map(({ campaignId }) => campaignId)))
    if (campaigns.length === 0) return
    if (!this.#isAlone && !(await this.#takeLease())) return
    if ((await followTargets(this.#desk, campaigns)) > 0) this.#resting.wake()
    for (const campaign of campaigns) {
      try {
        await this.#incidents.sync(campaign)
        await this.#runOne(campaign)
      } catch (cause) {
        const { campaignId } = campaign
        log('error', 'a campaign could not go on now', { campaignId, cause: String(cause) })
      }
    }
  }

  #isAlive({ phase, endedAt }: CampaignState): boolean {
    if (phase === 'draft' || phase === 'awaiting-approval') return false
    return endedAt === undefined || endedAt > this.#desk.world.clock.now() - followedAfterEndMs
  }

  /** Of campaigns that are long over nothing is kept. */
  #forgetAllBut(alive: ReadonlySet<string>): void {
    for (const notes of [this.#sweptAt, this.#closed]) {
      for (const campaignId of notes.keys()) {
        if (!alive.has(campaignId)) notes.delete(campaignId)
      }
    }
  }

  async #takeLease(): Promise<boolean> {
    const { store, clock } = this.#desk.world
    const now = clock.now()
    const name = { collection: 'leases', key: 'campaign-runner', tenant: 'default' }
    return store.onDocument<{ owner: string; until: number }, boolean>(name, (held) => {
      const isTaken = held && held.owner !== this.#owner && held.until > now
      if (isTaken) return { facts: [], reply: false }
      const isFresh = held?.owner === this.#owner && held.until > now + leaseMs / 2
      const value = { owner: this.#owner, until: now + leaseMs }
      return { ...(isFresh ? {} : { value }), facts: [], reply: true }
    })
  }

  async #runOne(campaign: CampaignState): Promise<void> {
    const { store, clock } = this.#desk.world
    const now = clock.now()
    if ((await this.#passTime(campaign)) > 0) this.#resting.wake()
    if (isOver(campaign)) return this.#close(campaign)
    if (this.#resting.isAtRest(campaign, now)) {
      if (!this.#resting.isLookDue(campaign, now)) return
      if (this.#resting.isStill(campaign, await readTally(store, campaign), now)) return
    }
    let present = campaign
    for (let round = 0; round < stepsPerRound; round++) {
      const { tally, given } = await this.#numbersOf(present)
      const step = await this.#desk.book.step(present, (one) =>
        nextCampaignStep(one, tally, given, now),
      )
      const isNoted = await noteSeries(this.#desk.world, step.campaign, tally)
      present = step.campaign
      let moved = step.facts.length
      for (const command of step.commands) moved += await this.#carryOut(present, tally, command)
      if (moved > 0) continue
      if (isNoted && step.commands.length === 0) this.#resting.rest(present, { tally, given }, now)
      break
    }
  }

  /** Every five minutes: devices whose declared time is over. */
  async #passTime(campaign: CampaignState): Promise<number> {
    const { store, clock } = this.#desk.world
    const { campaignId, plan } = campaign
    const now = clock.now()
    if (now - (this.#sweptAt.get(campaignId) ?? 0) < sweepEveryMs) return 0
    this.#sweptAt.set(campaignId, now)
    const tally = await readTally(store, campaign)
    if (!tally.some(({ states }) => (states.admitted ?? 0) > 0)) return 0
    const changedUntil = now - plan.deviceDeadlineMs
    const filter = { campaignId, states: ['admitted'] as const, changedUntil }
    const page = await store.targets(filter, { limit: 1_000 })
    return lookAgain(this.#desk, page.items, { byTime: true })
  }

  async #numbersOf(campaign: CampaignState) {
    const { store } = this.#desk.world
    const tally = await readTally(store, campaign)
    const given = await this.#givenOf(campaign, tally)
    const { stock } = given
    const isShort = stock && stock.reserved + stock.available < stock.needed
    if (!isShort || (await reclaimCodes(this.#desk, campaign)) === 0) return { tally, given }
    const mended = await readTally(store, campaign)
    return { tally: mended, given: await this.#givenOf(campaign, mended) }
  }

  async #givenOf(campaign: CampaignState, tally: CampaignTally): Promise<CampaignFacts> {
    const { lastAdmittedAt } = await this.#notesOf(campaign)
    const stock = await this.#stockFor(campaign, tally)
    const newDevices = await newMatches(this.#desk, campaign)
    const wave = campaign.waves.find(({ phase }) => phase === 'rolling-back')
    const rollBack = wave && (await this.#rollBackOf(campaign, wave.index))
    return {
      ...(stock ? { stock } : {}),
      ...(lastAdmittedAt === undefined ? {} : { lastAdmittedAt }),
      ...(newDevices > 0 ? { newDevices } : {}),
      ...(rollBack ? { rollBack } : {}),
    }
  }

  async #stockFor(campaign: CampaignState, tally: CampaignTally): Promise<CampaignFacts['stock']> {
    const { store } = this.#desk.world
    const wanted = stockOf(campaign.plan)
    if (!wanted || campaign.phase !== 'running') return undefined
    const needed = tally.reduce(
      (sum, wave) => sum + countIn(wave, 'ahead') + (wave.states.held ?? 0),
      0,
    )
    const reserved = await store.poolLevel(campaign.campaignId)
    // What else is in stock matters to nobody while enough is set aside.
    if (reserved >= needed) return { needed, reserved, available: 0 }
    const levels = await store.stock(campaign.tenant)
    const available = levels
      .filter(({ operator }) => operator === wanted.operator)
      .filter(({ profileType }) => !wanted.profileType || profileType === wanted.profileType)
      .reduce((sum, level) => sum + level.available, 0)
    return { needed, reserved, available }
  }

  async #rollBackOf({ campaignId }: CampaignState, index: number) {
    const counts = await this.#desk.world.store.countCombinations(campaignId)
    const succeeded = counts.filter(({ wave, state }) => wave === index && state === 'succeeded')
    const sum = (code: string | undefined) =>
      succeeded
        .filter((count) => count.code === code)
        .reduce((total, { devices }) => total + devices, 0)
    return { waiting: sum(undefined), open: sum(rollBackCodes.open) }
  }

  /** Resolves with how much it moved. */
  async #carryOut(
    campaign: CampaignState,
    tally: CampaignTally,
    command: CampaignCommand,
  ): Promise<number> {
    const { campaignId, tenant, plan } = campaign
    const { store } = this.#desk.world
    switch (command.kind) {
      case 'reserve-stock': {
        const wanted = stockOf(plan)
        const level = await store.poolLevel(campaignId)
        const count = level + command.items
        const wish = wanted && { pool: campaignId, tenant, ...wanted, count }
        return wish ? (await store.fillPool(wish)) - level : 0
      }
      case 'admit': {
        const combinations = { ...combinationsOf(tally) }
        const evidence = `${campaign.version} ${JSON.stringify(tally)}`
        const asked = { campaign, ...command, combinations, evidence }
        const admitted = await admitDevices(this.#desk, asked)
        if (admitted > 0) await this.#noteAdmitted(campaign)
        return admitted
      }
      case 'roll-back':
        return rollBackDevices(this.#desk, campaign, command)
      case 'add-devices':
        return joinMatching(this.#desk, campaign, command.wave)
      case 'stop-waiting':
        return stopWaiting(this.#desk, campaignId)
    }
  }

  async #close(campaign: CampaignState): Promise<void> {
    const { campaignId, phase, version } = campaign
    const { store } = this.#desk.world
    if (this.#closed.get(campaignId) === version) return
    this.#desk.fruitless.forget(campaignId)
    for (const { index } of campaign.waves) this.#desk.cursors.delete(`${campaignId}.${index}`)
    if ((await this.#notesOf(campaign)).isClosed) {
      this.#closed.set(campaignId, version)
      return
    }
    await stopWaiting(this.#desk, campaignId)
    const open = phase === 'aborted' ? await stopOpen(this.#desk, campaign) : 0
    await store.dropPool(campaignId)
    const tally = await readTally(store, campaign)
    await noteSeries(this.#desk.world, campaign, tally)
    const isLeft = open > 0 || tally.some((wave) => countIn(wave, 'open') > 0)
    if (!isLeft) await this.#putNotes(campaign, { isClosed: true })
  }

  #noteAdmitted(campaign: CampaignState): Promise<void> {
    return this.#putNotes(campaign, { lastAdmittedAt: this.#desk.world.clock.now() })
  }

  #putNotes({ campaignId }: CampaignState, value: Notes): Promise<void> {
    return this.#desk.world.store.putRecord({ collection: notes, key: campaignId, value })
  }

  async #notesOf({ campaignId }: CampaignState): Promise<Notes> {
    // The collection holds only what this class puts into it.
    return ((await this.#desk.world.store.record(notes, campaignId))?.value ?? {}) as Notes
  }
}
