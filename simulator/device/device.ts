// One device, put together: card in its slot, modem, link, IPA, application. What it is comes from
// its plan; what it meets comes from outside (networks, servers, clock).

import type { Card } from '../card/card.ts'
import { countingEntropy } from '../card/counting-entropy.ts'
import { es9Plus } from '../ipa/es9plus.ts'
import type { Esipa } from '../ipa/esipa.ts'
import { esipaOverAsn1 } from '../ipa/esipa-asn1.ts'
import { esipaOverJson } from '../ipa/esipa-json.ts'
import { v10Patience, v13Patience } from '../ipa/exchange.ts'
import type { Ipa } from '../ipa/ipa.ts'
import { type Coverage, coverageAt } from '../network/coverage.ts'
import type { AttachVerdict, Network } from '../network/network.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { type Chance, chanceOf } from '../world/chance.ts'
import type { DevicePlan } from '../world/device-plan.ts'
import { Bell, type Instant, type LifeClock } from '../world/timeline.ts'
import type { DeviceTruth } from '../world/truth.ts'
import { Application, heartbeatPath } from './application.ts'
import { CardSlot, readIccid } from './card-slot.ts'
import type { HttpDoor } from './https-client.ts'
import { Link } from './link.ts'
import { Modem } from './modem.ts'
import { Power } from './power.ts'
import { type TroubleKind, Troubles } from './troubles.ts'

/** What all devices of a world share. */
export interface Surroundings {
  readonly seed: number
  readonly scenario: Scenario
  /** What decides of faults and radio; streams of the seed when absent. */
  readonly chances?: (purpose: 'power' | 'radio' | 'link', device: number) => Chance
  /** No more faults from here on. */
  readonly steadyFrom: Instant
  readonly esipaUrl: string
  readonly apiUrl: string
  readonly heartbeatToken: string
  readonly networkOf: (iccid: string) => Network | undefined
  /** The network tells its operator's customer what it saw. */
  readonly reportAttach: (iccid: string, verdict: AttachVerdict, network: Network) => Promise<void>
  /** A profile was installed on this device: its operator will activate the line, or not. */
  readonly onInstalled: (plan: DevicePlan, iccid: string, at: Instant) => void
  readonly onFault: (plan: DevicePlan, at: Instant, kind: string, where: string) => void
  readonly onNote: (plan: DevicePlan, at: Instant, what: string, facts?: object) => void
  readonly onExchange: (name: string, bytes: number) => void
  readonly onContact: (plan: DevicePlan, at: Instant) => void
  /** The eIM's listener has a request of this device. */
  readonly onDelivered: (plan: DevicePlan, at: Instant) => void
  /** The API has a heartbeat of this device. */
  readonly onHeartbeat: (plan: DevicePlan, at: Instant) => void
}

export interface Device {
  readonly plan: DevicePlan
  readonly clock: LifeClock
  readonly power: Power
  readonly slot: CardSlot
  readonly modem: Modem
  readonly client: HttpDoor
  readonly ipa: Ipa
  readonly application: Application
  readonly around: Surroundings
  readonly troubles: Troubles
  /** Rung by a short message, or by a technician at its door. */
  readonly bell: Bell
  /** What was already done to its card by others. */
  readonly tampered: Set<TroubleKind>
  ipaRuns(): boolean
  /** Lets it restart at its next waking. */
  askRestart(): void
  /** Whether somebody asked for a restart since the last time one looked. */
  restartAsked(): boolean
}

export interface DeviceParts {
  readonly plan: DevicePlan
  readonly card: Card
  readonly clock: LifeClock
  readonly client: HttpDoor
  readonly truth: DeviceTruth
  readonly around: Surroundings
}

const commandMs = 120

function chanceFor(
  { seed, chances }: Surroundings,
  purpose: 'power' | 'radio' | 'link',
  device: number,
): Chance {
  return chances ? chances(purpose, device) : chanceOf(seed, purpose, device)
}

/** The device, without power. */
export function buildDevice(parts: DeviceParts): Device {
  const { plan, clock, client, around } = parts
  const troubles = new Troubles(plan.fates.troubles)
  const power = powerOf(parts)
  const slot = slotOf(parts, power)
  const modem = modemOf(parts, { power, slot, troubles })
  const link = linkOf(parts, power, modem)
  const application = new Application({
    clock,
    link,
    eid: plan.eid,
    serial: plan.serial,
    names: plan.knowsItselfBy,
    apiUrl: around.apiUrl,
    token: around.heartbeatToken,
    everyMs: plan.heartbeatEveryMs,
    isAlive: () => !hasAny(troubles, ['application-dead', 'application-hung'], clock.now),
  })
  const ipa = ipaOf(parts, { slot, modem, link, application })
  const body = { plan, clock, power, slot, modem, client, ipa, application, around, troubles }
  return { ...body, ...wakersOf(), tampered: new Set(), ipaRuns: () => runsIpa(body) }
}

const hasAny = (troubles: Troubles, kinds: readonly TroubleKind[], at: Instant): boolean =>
  kinds.some((kind) => troubles.has(kind, at))

const runsIpa = ({ troubles, clock }: Pick<Device, 'troubles' | 'clock'>): boolean =>
  !hasAny(troubles, ['ipa-dead', 'ipa-hung'], clock.now)

function wakersOf(): Pick<Device, 'bell' | 'askRestart' | 'restartAsked'> {
  let asked = false
  return {
    bell: new Bell(),
    askRestart() {
      asked = true
    },
    restartAsked() {
      const was = asked
      asked = false
      return was
    },
  }
}

function powerOf({ plan, clock, around }: DeviceParts): Power {
  return new Power({
    chance: chanceFor(around, 'power', plan.number),
    rates: around.scenario.power,
    now: () => clock.now,
    steadyFrom: around.steadyFrom,
  })
}

function slotOf({ plan, card, clock, truth, around }: DeviceParts, power: Power): CardSlot {
  let known: readonly string[] | undefined
  return new CardSlot({
    card,
    entropy: countingEntropy(`${around.seed} card ${plan.number}`),
    clock,
    power,
    commandMs,
    onChange(nvm, enabledBy) {
      const profiles = nvm.profiles.map((profile) => readIccid(profile.iccid))
      const enabled = nvm.profiles.find((profile) => profile.state === 'enabled')
      const fallback = nvm.profiles.find((profile) => profile.fallbackAttribute)
      truth.change(clock.now, {
        profiles,
        enabled: enabled && readIccid(enabled.iccid),
        enabledBy,
        fallback: fallback && readIccid(fallback.iccid),
        associated: nvm.eims.length > 0,
      })
      for (const iccid of profiles) {
        if (known && !known.includes(iccid)) around.onInstalled(plan, iccid, clock.now)
      }
      known = profiles
    },
  })
}

interface ModemParts {
  readonly power: Power
  readonly slot: CardSlot
  readonly troubles: Troubles
}

function modemOf(
  { plan, clock, truth, around }: DeviceParts,
  { power, slot, troubles }: ModemParts,
): Modem {
  const { seed, scenario, steadyFrom } = around
  const places = new Map<string, Coverage>()
  return new Modem({
    clock,
    power,
    slot,
    chance: chanceFor(around, 'radio', plan.number),
    networkOf: around.networkOf,
    coverageOf(network) {
      const operator = network.operator.name
      const known = places.get(operator)
      if (known) return known
      const place = { seed, device: plan.number, operator, quietFrom: steadyFrom }
      const coverage = lostAtTimes(coverageAt(place, scenario.coverage), troubles)
      places.set(operator, coverage)
      return coverage
    },
    ignoresRefresh: plan.ignoresRefresh,
    ...(scenario.fates ? { country: plan.country, troubles } : {}),
    onAttach: around.reportAttach,
    onServing: (iccid) => truth.change(clock.now, { serving: iccid }),
  })
}

/** The device was taken where no network reaches it. */
const lostAtTimes = (coverage: Coverage, troubles: Troubles): Coverage => ({
  missingUntil: (at) =>
    troubles.openAt(at).find(({ kind }) => kind === 'coverage-lost')?.until ??
    coverage.missingUntil(at),
})

function linkOf({ plan, clock, client, around }: DeviceParts, power: Power, modem: Modem): Link {
  const eimOrigin = new URL(around.esipaUrl).origin
  return new Link({
    clock,
    chance: chanceFor(around, 'link', plan.number),
    rates: around.scenario.link,
    steadyFrom: around.steadyFrom,
    path: modem,
    power,
    client,
    onFault: (fault, name) => around.onFault(plan, clock.now, fault, name),
    onTraffic: (bytes, name) => around.onExchange(name, bytes),
    onDelivered: (url) => {
      const isEim = url.pathname.startsWith('/gsma/') && url.origin === eimOrigin
      if (isEim) around.onDelivered(plan, clock.now)
      else if (url.pathname === heartbeatPath) around.onHeartbeat(plan, clock.now)
    },
  })
}

interface IpaParts {
  readonly slot: CardSlot
  readonly modem: Modem
  readonly link: Link
  readonly application: Application
}

function ipaOf({ plan, clock, around }: DeviceParts, parts: IpaParts): Ipa {
  const { slot, modem, link, application } = parts
  const { traits } = plan
  const way = { exchange: link.exchange.bind(link), wait: (ms: number) => clock.spend(ms) }
  const patience = traits.dialect === 'v1.0' ? v10Patience : v13Patience
  const common = { link: way, url: around.esipaUrl, patience, userAgent: 'gsma-rsp-ipad' }
  const esipa: Esipa =
    traits.binding === 'json'
      ? esipaOverJson(common)
      : esipaOverAsn1({ ...common, dialect: traits.dialect })
  return {
    traits,
    card: slot,
    esipa,
    modem: {
      async followRefresh() {
        const followed = await modem.followRefresh()
        if (followed && plan.heartbeatFirst) await application.beat(modem.iccid)
        return followed
      },
      isReady: () => modem.isReady(),
      rPlmn: () => modem.rPlmn(),
    },
    smdp: (smdpAddress) => es9Plus({ link: way, smdpAddress, patience: v13Patience }),
    now: () => clock.now,
    wait: (ms) => clock.spend(ms),
    note: (what, facts) => around.onNote(plan, clock.now, what, facts),
  }
}
