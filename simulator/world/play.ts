// The play: every device lives on the timeline, networks tell what they see, orders are released
// late, until everything has ended or the time is over.

import { readFileSync } from 'node:fs'
import { answerCommand } from '../card/answer-command.ts'
import type { Card } from '../card/card.ts'
import { countingEntropy } from '../card/counting-entropy.ts'
import { buildDevice, type Device, type Surroundings } from '../device/device.ts'
import { HttpsClient, trustIn } from '../device/https-client.ts'
import { live } from '../device/life.ts'
import { CardRefused } from '../ipa/card-port.ts'
import { readEimConfigurations } from '../ipa/es10.ts'
import type { AttachVerdict, Network } from '../network/network.ts'
import { rejectCauses } from '../network/reject-cause.ts'
import { formatPem } from '../pki/pem.ts'
import type { ApiDoor } from './api-door.ts'
import type { DevicePlan } from './device-plan.ts'
import { Ledger } from './ledger.ts'
import { countOpen } from './operator-person.ts'
import { smdpAddresses } from './operators.ts'
import { paceOf } from './pace.ts'
import type { Cast, Prepared } from './preparation.ts'
import { releaseProfiles } from './profile-orders.ts'
import { type Instant, Timeline } from './timeline.ts'
import { Truth } from './truth.ts'

const hourMs = 3600_000
const windowMs = 30_000
const strideMaxMs = 10 * 60_000
const releaseAfterMs = 8 * hourMs
/** After the devices' numbers, so that people act after devices at the same instant. */
const clerkOrder = 1e9

export interface Played {
  readonly truth: Truth
  readonly ledger: Ledger
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
  const truth = new Truth()
  const ledger = new Ledger()
  const pace = paceOf(options.speed, stage.startAt)
  const timeline = new Timeline({
    startAt: stage.startAt,
    windowMs: pace.windowMs ?? windowMs,
    strideMaxMs: pace.windowMs ?? strideMaxMs,
    atOnce: options.atOnce,
    tell: async (now) => {
      stage.clock.now = now
      await pace.reach(now)
      await link.tellClock(now)
    },
  })
  const steadyFrom = stage.startAt + options.scenario.faultHours * hourMs
  const around = surroundings(cast, prepared, { truth, ledger, steadyFrom })
  const devices = beginLives({ cast, prepared, timeline, truth, ledger, around })
  timeline.begin(clerkOrder, stage.startAt + releaseAfterMs, async (clock) => {
    releaseProfiles(prepared.desk, prepared.ordered, clock.now)
  })
  const watch = watcher(cast, prepared.door, { truth, ledger, steadyFrom })
  await timeline.run((now) => watch.isOver(now))
  const endedAt = timeline.now
  return { truth, ledger, devices, endedAt, open: watch.open, steadyFrom, windowMs }
}

interface Books {
  readonly truth: Truth
  readonly ledger: Ledger
  readonly steadyFrom: Instant
}

function surroundings(cast: Cast, prepared: Prepared, books: Books): Surroundings {
  const { options, stage, place } = cast
  const { truth, ledger, steadyFrom } = books
  const networkOf = (iccid: string): Network | undefined =>
    stage.networks.find(({ operator }) => iccid.startsWith(operator.iccidPrefix))
  return {
    seed: options.seed,
    scenario: options.scenario,
    steadyFrom,
    esipaUrl: place.esipaUrl,
    apiUrl: place.apiUrl,
    heartbeatToken: prepared.heartbeatToken,
    networkOf,
    reportAttach: (iccid, verdict, network) =>
      reportAttach(prepared.networkDoor, { iccid, verdict, network }),
    onInstalled: (plan, iccid, at) => openLine(networkOf(iccid), { plan, iccid, at }),
    onFault: (plan, at, kind, where) => truth.log({ at, device: plan.number, kind, where }),
    onNote: (plan, at, what) => ledger.note(at, plan.number, what),
    onExchange: (name, bytes) => ledger.traffic(name, bytes),
    onContact: (plan, at) => void ledger.lastContact.set(plan.eid, at),
  }
}

/** What the operator's system posts about its network; only some operators do. */
async function reportAttach(
  door: ApiDoor,
  seen: {
    readonly iccid: string
    readonly verdict: AttachVerdict
    readonly network: Network
  },
): Promise<void> {
  const { iccid, verdict, network } = seen
  if (!network.operator.reportsAttaches || verdict.kind === 'no-coverage') return
  const { plmn } = network.operator
  const event =
    verdict.kind === 'registered'
      ? { iccid, kind: 'attach', plmn }
      : { iccid, kind: 'reject', plmn, cause: rejectCauses[verdict.reject].cause }
  await door.post('/v1/network-events', [event])
}

/** The operator hears of the installation and opens the line, as the plan of this device says. */
function openLine(
  network: Network | undefined,
  installed: { readonly plan: DevicePlan; readonly iccid: string; readonly at: Instant },
): void {
  const { plan, iccid, at } = installed
  const { newLine } = plan
  const session = newLine.kind === 'without-session' ? 'no-session' : 'open'
  const activeFrom =
    newLine.kind === 'never' ? 'never' : newLine.kind === 'late' ? at + newLine.afterMs : at
  network?.register.put({ iccid, activeFrom, session })
}

interface LifeParts {
  readonly cast: Cast
  readonly prepared: Prepared
  readonly timeline: Timeline
  readonly truth: Truth
  readonly ledger: Ledger
  readonly around: Surroundings
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

function beginLives({
  cast,
  prepared,
  timeline,
  truth,
  ledger,
  around,
}: LifeParts): readonly Device[] {
  const { stage, place } = cast
  const eimCa = place.tlsCaFile === undefined ? '' : readFileSync(place.tlsCaFile, 'utf8')
  const trust = trustIn(`${eimCa}\n${formatPem('CERTIFICATE', stage.pki.ci.certificate)}`)
  const hosts = new Map(
    smdpAddresses.map((address, index) => [address, new URL(stage.servers[index]?.url ?? '')]),
  )
  const devices: Device[] = []
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
      devices.push(device)
      await live(device)
    })
  }
  return devices
}

/** Looks after each window whether all has ended, and says from time to time how it stands. */
function watcher(cast: Cast, door: ApiDoor, { truth, ledger, steadyFrom }: Books) {
  const { options, stage, link } = cast
  const { livenessHours, boundHours } = options.scenario
  const { endHours = Number.POSITIVE_INFINITY } = options
  let toldAt = stage.startAt
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
    if (!options.untilDone) return now >= stage.startAt + endHours * hourMs
    if (now < steadyFrom + livenessHours * hourMs) return false
    state.open = await countOpen(door)
    return state.open === 0 || now >= stage.startAt + boundHours * hourMs
  }
  return {
    isOver,
    get open() {
      return state.open
    },
  }
}
