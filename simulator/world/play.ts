// The play: every device lives on the timeline, networks tell what they see, operators and
// technicians do what is planned and what is asked of them, until everything has ended or the time
// is over.

import { readFileSync } from 'node:fs'
import { answerCommand } from '../card/answer-command.ts'
import type { Card } from '../card/card.ts'
import { countingEntropy } from '../card/counting-entropy.ts'
import { buildDevice, type Device, type Surroundings } from '../device/device.ts'
import { HttpsClient, trustIn } from '../device/https-client.ts'
import { live } from '../device/life.ts'
import { CardRefused } from '../ipa/card-port.ts'
import { readEimConfigurations } from '../ipa/es10.ts'
import { formatPem } from '../pki/pem.ts'
import { lookAfterCampaigns } from './campaign-person.ts'
import { fulfil, HookLedger, refuserOf } from './hook-desk.ts'
import { Ledger } from './ledger.ts'
import { beginLineFates, networkOf } from './line-clerk.ts'
import { beginLineReports } from './line-reports.ts'
import { countOpen } from './operator-person.ts'
import { smdpAddresses } from './operators.ts'
import { paceOf } from './pace.ts'
import type { Cast, Prepared } from './preparation.ts'
import { releaseProfiles } from './profile-orders.ts'
import { type Books, surroundingsOf } from './surroundings.ts'
import { type Instant, Timeline } from './timeline.ts'
import { Truth } from './truth.ts'

const hourMs = 3600_000
const windowMs = 30_000
const strideMaxMs = 10 * 60_000
/** Where silences are judged to the minute, the product's clock jumps no further than that. */
const judgedStrideMs = 60_000
const releaseAfterMs = 8 * hourMs
/** After the devices' numbers, so that people act after devices at the same instant. */
const orders = { clerk: 1e9, lines: 2e9, reports: 3e9, hooks: 4e9 } as const

export interface Played {
  readonly truth: Truth
  readonly ledger: Ledger
  readonly hooks: HookLedger
  readonly devices: readonly Device[]
  readonly endedAt: Instant
  /** Operations that the API still shows as open. */
  readonly open: number
  readonly steadyFrom: Instant
  readonly windowMs: number
}

/** Plays until the end; without `untilDone` it has none. */
export async function play(cast: Cast, prepared: Prepared): Promise<Played> {
  const { options, stage, link } = cast
  const { scenario } = options
  const books: Books = {
    truth: new Truth(),
    ledger: new Ledger(),
    steadyFrom: stage.startAt + scenario.faultHours * hourMs,
  }
  const pace = paceOf(options.speed, stage.startAt)
  const usualWindowMs = scenario.windowSeconds ? scenario.windowSeconds * 1000 : windowMs
  let settleHooks: (now: Instant) => void = () => {}
  const timeline = new Timeline({
    startAt: stage.startAt,
    windowMs: pace.windowMs ?? usualWindowMs,
    strideMaxMs: pace.windowMs ?? (scenario.operators ? judgedStrideMs : strideMaxMs),
    atOnce: options.atOnce,
    tell: async (now) => {
      stage.clock.now = now
      await pace.reach(now)
      await link.tellClock(now)
      settleHooks(now)
    },
  })
  const around = surroundingsOf(cast, prepared, books)
  const devices = new Map<string, Device>()
  const parts: PlayParts = { cast, prepared, timeline, books, around, devices }
  beginLives(parts)
  timeline.begin(orders.clerk, stage.startAt + releaseAfterMs, async (clock) => {
    releaseProfiles(prepared.desk, prepared.ordered, clock.now)
  })
  const hooks = new HookLedger()
  settleHooks = beginOperators(parts, hooks)
  const watch = watcher(cast, prepared, books)
  await timeline.run((now) => watch.isOver(now))
  return {
    ...books,
    hooks,
    devices: [...devices.values()].toSorted((a, b) => a.plan.number - b.plan.number),
    endedAt: timeline.now,
    open: watch.open,
    windowMs: usualWindowMs,
  }
}

interface PlayParts {
  readonly cast: Cast
  readonly prepared: Prepared
  readonly timeline: Timeline
  readonly books: Books
  readonly around: Surroundings
  /** By EID, once they have power. */
  readonly devices: Map<string, Device>
}

/** Lets operators act and report; what Holdfast asks of them is begun by the function it gives. */
function beginOperators(
  { cast, prepared, timeline, books, devices }: PlayParts,
  hooks: HookLedger,
): (now: Instant) => void {
  const { options, stage } = cast
  const { seed, scenario } = options
  const { networks, plans, startAt, hook } = stage
  const clerk = { timeline, networks, plans, truth: books.truth, seed, startAt }
  beginLineFates({ ...clerk, order: orders.lines }, scenario.operators)
  const { operators: faults } = scenario
  if (!faults || !hook) return () => {}
  const endAt = startAt + scenario.boundHours * hourMs
  const reporter = { timeline, networks, plans, door: prepared.networkDoor, startAt, endAt }
  beginLineReports({ ...reporter, order: orders.reports }, faults)
  const desk = {
    seed,
    manners: faults.hooks,
    timeline,
    networks,
    device: (eid: string) => devices.get(eid),
    door: prepared.door,
    order: orders.hooks,
    tells: (iccid: string) => {
      const name = networkOf(networks, iccid)?.operator.name
      return faults.lineReports.some(({ operator }) => operator === name)
    },
  }
  hook.refuse = refuserOf(desk)
  let number = 0
  return (now) => {
    for (const wish of hook.take()) fulfil(desk, hooks, { wish, now, number: number++ })
  }
}

/** The TLS key of the eIM that the card was told, when it was told one. */
async function pinnedKey(card: Card): Promise<Uint8Array | undefined> {
  const [eim] = await readEimConfigurations({
    async send(command) {
      const { reply } = answerCommand(card, command, countingEntropy('pins'))
      if (reply.kind === 'refused') throw new CardRefused(reply.statusWord)
      return reply.bytes
    },
  })
  return eim?.tlsKey
}

function beginLives({ cast, prepared, timeline, books, around, devices }: PlayParts): void {
  const { stage, place } = cast
  const { truth, ledger } = books
  const eimCa = place.tlsCaFile === undefined ? '' : readFileSync(place.tlsCaFile, 'utf8')
  const trust = trustIn(`${eimCa}\n${formatPem('CERTIFICATE', stage.pki.ci.certificate)}`)
  const hosts = new Map(
    smdpAddresses.map((address, index) => [address, new URL(stage.servers[index]?.url ?? '')]),
  )
  for (const plan of stage.plans) {
    const pins = new Map<string, Uint8Array>()
    const client = new HttpsClient({
      trust,
      connection: plan.connection,
      hosts,
      pins,
      onServerDown: () => ledger.foundServerDown(),
    })
    timeline.begin(plan.number, stage.startAt + plan.bootAfterMs, async (clock) => {
      const card = prepared.cards[plan.number]
      if (!card) throw new Error(`device ${plan.number} has no card`)
      const pinned = await pinnedKey(card)
      if (pinned) pins.set(new URL(place.esipaUrl).host, pinned)
      const device = buildDevice({
        plan,
        card,
        clock,
        client,
        truth: truth.device(plan.eid),
        around,
      })
      devices.set(plan.eid, device)
      await live(device)
    })
  }
}

/** Looks after each window whether all has ended, and says from time to time how it stands. */
function watcher(cast: Cast, prepared: Prepared, { truth, ledger, steadyFrom }: Books) {
  const { options, stage, link } = cast
  const { livenessHours, boundHours } = options.scenario
  const { endHours = Number.POSITIVE_INFINITY } = options
  const { door, campaigns } = prepared
  let toldAt = stage.startAt
  let lookedAt = stage.startAt
  let campaignsAreOver = campaigns.length === 0
  const state = { open: Number.NaN }
  const progress = (now: Instant): void => {
    const serving = stage.plans.filter(({ eid, to }) =>
      truth.device(eid).last?.serving?.startsWith(to.iccidPrefix),
    ).length
    const hours = Math.round((now - stage.startAt) / hourMs)
    const text = `${hours} h: ${serving} of ${stage.plans.length} devices serve on the new profile`
    link.progress(text, { hours, serving, polls: Math.round(ledger.polls), open: state.open })
  }
  const isOver = async (now: Instant): Promise<boolean> => {
    if (now - toldAt < hourMs) return false
    toldAt = now
    progress(now)
    if (!campaignsAreOver && now - lookedAt >= 6 * hourMs) {
      lookedAt = now
      campaignsAreOver = await lookAfterCampaigns(door, campaigns)
    }
    if (!options.untilDone) return now >= stage.startAt + endHours * hourMs
    if (now < steadyFrom + livenessHours * hourMs) return false
    state.open = await countOpen(door)
    const isDone = state.open === 0 && campaignsAreOver
    return isDone || now >= stage.startAt + boundHours * hourMs
  }
  return {
    isOver,
    get open() {
      return state.open
    },
  }
}
