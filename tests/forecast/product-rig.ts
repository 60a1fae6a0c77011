// A campaign lived through by the product itself: its runner, its store in memory, its card timers
// and what fleet decides when a device polls, in virtual time; the devices behind it are counters
// with a script (scripted-device.ts). Much slower than campaign-rig.ts, which it is held against.

import { startCampaign } from '@holdfast/fleet/campaign/campaign-commands.ts'
import type { CampaignPlan } from '@holdfast/fleet/campaign/campaign-plan.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import type { DeviceFacts } from '@holdfast/fleet/card-state.ts'
import { importCard, recordAssociation } from '@holdfast/fleet/import-card.ts'
import { CampaignBook } from '@holdfast/server/campaigns/campaign-book.ts'
import { CampaignRunner } from '@holdfast/server/campaigns/campaign-runner.ts'
import { DispatchPicture } from '@holdfast/server/campaigns/dispatch-picture.ts'
import { putCampaign } from '@holdfast/server/campaigns/draft-campaign.ts'
import { readTally } from '@holdfast/server/campaigns/read-tally.ts'
import { Doorway } from '@holdfast/server/doorway/doorway.ts'
import { eidOctets, watchedStore } from '@holdfast/server/doorway/watched-store.ts'
import { CountryRuleBook } from '@holdfast/server/rules/country-rule-book.ts'
import { fleetRules } from '@holdfast/server/store/fleet-rules.ts'
import { MemoryStore } from '@holdfast/server/store/memory-store.ts'
import { addCodes, fleetEid } from '@holdfast/server/testing/campaign-fleet.ts'
import { runCardTimers } from '@holdfast/server/workers/card-timers.ts'
import type { World } from '@holdfast/server/world.ts'
import { steeredClock } from '@holdfast/server/world-steered.ts'
import { CounterFleet, type CounterMoment } from '@holdfast/simulator/counters/counter-fleet.ts'
import { chanceOf } from '@holdfast/simulator/world/chance.ts'
import type { RigResult } from './campaign-rig.ts'
import type { FleetMix, MixedMake } from './fleet-mix.ts'
import { ScriptedDevice } from './scripted-device.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const campaignId = 'C-forecast'
const name = { campaignId, tenant: 'default' }
const actor = 'person:rig'
const association = { eimId: 'eim.example.com', counterValue: 0, evidence: 'claimed' } as const

/** What a device does at the first tick from `at` on. */
interface Due {
  readonly device: number
  readonly at: number
  readonly does: 'succeed' | 'fail' | 'beat'
}

export class ProductRig {
  readonly #mix: FleetMix
  readonly #fleet: CounterFleet
  readonly #clock: ReturnType<typeof steeredClock>
  readonly #doorway = new Doorway()
  readonly #picture = new DispatchPicture()
  readonly #world: World
  readonly #book: CampaignBook
  readonly #runner: CampaignRunner
  /** By counter; which card is whose differs from life to life, and so do the waves. */
  readonly #eids: readonly string[]
  readonly #devices: readonly ScriptedDevice[]
  #due: Due[] = []

  constructor(mix: FleetMix, luck: number) {
    this.#mix = mix
    this.#fleet = new CounterFleet(mix.seed * 1000 + luck, mix.makes)
    const chance = chanceOf(mix.seed * 1000 + luck, 'product rig')
    this.#clock = steeredClock(mix.campaign.startAt - 9 * dayMs, () => undefined)
    const store = watchedStore(new MemoryStore(fleetRules), this.#doorway)
    const randomBytes = (n: number) => Uint8Array.from({ length: n }, () => chance.whole(0, 255))
    const log: World['log'] = () => undefined
    // The rest of a world is keys and certificates, which nothing here asks for.
    this.#world = { store, clock: this.#clock, log, randomBytes } as unknown as World
    this.#book = new CampaignBook(this.#world, this.#picture)
    this.#runner = new CampaignRunner(this.#world, this.#picture)
    const places = Array.from({ length: this.#fleet.size }, (_, n) => ({
      n,
      at: chance.fraction(),
    }))
    places.sort((a, b) => a.at - b.at)
    const eids = new Array<string>(places.length)
    for (const [place, { n }] of places.entries()) eids[n] = fleetEid(place)
    this.#eids = eids
    const server = { store, picture: this.#picture, now: () => this.#clock.now() }
    this.#devices = eids.map((eid, n) => new ScriptedDevice(server, eid, homeIccid(n)))
  }

  /** Until the campaign is over, or has stopped, or ran for as long as it can. */
  async run(): Promise<RigResult> {
    const { startAt, deviceDeadlineMs, waves } = this.#mix.campaign
    this.#fleet.switchOn(startAt - 9 * dayMs)
    await this.#stockUp()
    const life = this.#fleet.life(startAt + (waves.length + 2) * 3 * deviceDeadlineMs, minuteMs)
    for (let step = life.next(); !step.done; ) {
      const answer = this.#answer(step.value)
      step = life.next(typeof answer === 'boolean' ? answer : await answer)
    }
    return this.#result()
  }

  async #stockUp(): Promise<void> {
    const { store, clock } = this.#world
    for (const [n, eid] of this.#eids.entries()) {
      const make = this.#mix.makes[this.#fleet.makeOf(n)] as MixedMake
      const iccids = [homeIccid(n)]
      const row = { eid, generation: 'sgp32', device: factsOf(make), iccids } as const
      await store.onCard(eid, (card) => importCard(card, row, actor, clock.now()))
      await store.onCard(eid, (card) => {
        if (!card) throw new Error('the card was just added')
        return recordAssociation(card, association, actor, clock.now())
      })
    }
    await addCodes(store, this.#eids.length)
  }

  /** Quiet polls are answered at the door, as the server does. */
  #answer(moment: CounterMoment): boolean | Promise<boolean> {
    switch (moment.kind) {
      case 'tick':
        return this.#tick(moment.at)
      case 'ask': {
        const eid = this.#eids[moment.device] as string
        if (this.#doorway.look(eidOctets(eid)) === 'nothing') return false
        return this.#ask(moment.device, moment.at)
      }
      case 'ended':
        if (moment.end === 'broken') return true
        this.#due.push({ ...moment, does: moment.end === 'succeeded' ? 'succeed' : 'fail' })
        return true
    }
  }

  async #ask(device: number, at: number): Promise<boolean> {
    await this.#clock.moveTo(Math.ceil(at))
    return (this.#devices[device] as ScriptedDevice).begin()
  }

  /** Once a minute, where the server has a round a second: false when all is over. */
  async #tick(at: number): Promise<boolean> {
    const { startAt } = this.#mix.campaign
    await this.#clock.moveTo(Math.ceil(at))
    if (at < startAt) return true
    if (at < startAt + minuteMs) await this.#begin()
    const due = this.#due.filter((one) => one.at <= at)
    this.#due = this.#due.filter((one) => one.at > at)
    for (const { device, does } of due) {
      await (this.#devices[device] as ScriptedDevice)[does]()
      if (does === 'succeed') this.#due.push({ device, at: at + minuteMs, does: 'beat' })
    }
    await runCardTimers(this.#world)
    await this.#runner.run()
    return (await this.#campaign()).phase === 'running'
  }

  async #begin(): Promise<void> {
    const { waves, thresholds, windows, rates, deviceDeadlineMs } = this.#mix.campaign
    const plan: CampaignPlan = {
      ...{ name: 'rig', wish: { kind: 'swap', profile: { kind: 'stock', operator: 'nordtel' } } },
      ...{ target: { kind: 'eids', eids: this.#eids }, follow: 'frozen', approvalsNeeded: 0 },
      ...{ thresholds, windows, rates, deviceDeadlineMs },
      waves: waves.map(({ name: of, devices }, n) =>
        n === waves.length - 1 ? { name: of } : { name: of, devices },
      ),
    }
    const draft = { ...name, plan, why: '', actor, filter: { eids: this.#eids } }
    const countryRules = new CountryRuleBook(this.#world)
    const put = await putCampaign({ ...this.#world, countryRules }, this.#book, draft)
    if ('kind' in put) throw new Error(`the plan was refused: ${put.why}`)
    const started = await this.#book.decide(name, actor, startCampaign)
    if ('kind' in started) throw new Error(`the start was refused: ${started.why}`)
  }

  async #campaign(): Promise<CampaignState> {
    const campaign = await this.#book.find(campaignId)
    if (!campaign) throw new Error('the campaign is not on record')
    return campaign
  }

  async #result(): Promise<RigResult> {
    const campaign = await this.#campaign()
    const tally = await readTally(this.#world.store, campaign)
    const count = (...states: readonly string[]): number =>
      tally.reduce(
        (sum, wave) =>
          sum + states.reduce((all, of) => all + (wave.states[of as 'failed'] ?? 0), 0),
        0,
      )
    return {
      finishedAt: campaign.phase === 'finished' ? campaign.endedAt : undefined,
      waves: campaign.waves.map(({ openedAt, endedAt, phase }) => ({
        ...(openedAt === undefined ? {} : { openedAt }),
        ...(endedAt === undefined ? {} : { endedAt }),
        verdict: phase,
      })),
      succeeded: count('succeeded'),
      failed: count('failed', 'rolled-back', 'unknown', 'overdue'),
      expired: count('expired'),
      sessions: this.#fleet.totals.sessions,
    }
  }
}

const homeIccid = (n: number): string => `8988211${String(n).padStart(12, '0')}`

/** What the inventory says of a device of this make. */
function factsOf({ pollEveryMs, sleep, timeZone, radio }: MixedMake): DeviceFacts {
  const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`
  const night = sleep && {
    sleepsFrom: clock(sleep.fromHour),
    sleepsUntil: clock(sleep.untilHour),
  }
  return { contactEveryMinutes: pollEveryMs / minuteMs, timeZone, rat: radio, ...night }
}
