// The fleet out there: devices with their cards, modems and software from the simulator, operators'
// networks, and the SM-DP+ with the profiles that were ordered there.

import { parseHex } from '@holdfast/asn1/hex.ts'
import { makeBusy } from '@holdfast/simulator/card/card.ts'
import { countingEntropy } from '@holdfast/simulator/card/counting-entropy.ts'
import { buildDevice, type Device, type Surroundings } from '@holdfast/simulator/device/device.ts'
import { associateCard, factoryCard } from '@holdfast/simulator/device/factory.ts'
import type { HttpDoor } from '@holdfast/simulator/device/https-client.ts'
import { live } from '@holdfast/simulator/device/life.ts'
import { HomeRegister } from '@holdfast/simulator/network/home-register.ts'
import { Network } from '@holdfast/simulator/network/network.ts'
import type { TestPki } from '@holdfast/simulator/pki/test-pki.ts'
import { newSmdp } from '@holdfast/simulator/smdp/new-smdp.ts'
import type { Smdp } from '@holdfast/simulator/smdp/smdp.ts'
import { type Chance, chanceOf } from '@holdfast/simulator/world/chance.ts'
import { type DevicePlan, planDevice } from '@holdfast/simulator/world/device-plan.ts'
import { operators, smdpAddresses } from '@holdfast/simulator/world/operators.ts'
import { profilesOf } from '@holdfast/simulator/world/profile-orders.ts'
import type { Timeline } from '@holdfast/simulator/world/timeline.ts'
import { Truth } from '@holdfast/simulator/world/truth.ts'
import type { DueFaults } from './due-faults.ts'
import { beginLineFaults, type LineFaultParts, networkTroubles } from './line-faults.ts'
import { linkChance, powerChance } from './storm-chance.ts'
import { stormScenario } from './storm-scenario.ts'

export interface FieldWish {
  readonly seed: number
  readonly devices: number
  readonly pki: TestPki
  readonly startAt: number
  readonly steadyFrom: number
  readonly faults: DueFaults
  readonly timeline: Timeline
  /** The way of one device to the servers. */
  readonly clientOf: (plan: DevicePlan, now: () => number) => HttpDoor
  /** The operator's system tells what its network saw. */
  readonly reportAttach: Surroundings['reportAttach']
  /** It says how a line is. */
  readonly reportLine: LineFaultParts['report']
}

export interface Field {
  readonly plans: readonly DevicePlan[]
  readonly devices: readonly Device[]
  readonly truth: Truth
  readonly networks: readonly Network[]
  readonly networkOf: (iccid: string) => Network | undefined
  /** When each device's IPA was last answered by its eIM. */
  readonly contacts: ReadonlyMap<string, readonly number[]>
  /** Puts the eIM's data on a card; before the lives begin. */
  associate(device: number, request: string): void
  /** All of them, or only these. */
  beginLives(only?: readonly number[]): void
}

/** How many profiles of each operator wait at its SM-DP+, for each device. */
export const profilesPerDevice = 2

/** The SM-DP+ of a storm, with stock for the fleet. */
export const stormSmdps = (pki: TestPki, devices: number): readonly Smdp[] =>
  smdpAddresses.map((address, index) =>
    newSmdp({
      address,
      oid: `2.999.${10 + index}`,
      pkis: [pki],
      profiles: profilesOf(index, devices * profilesPerDevice),
    }),
  )

/** The fleet; nothing moves yet. */
export function buildField(wish: FieldWish): Field {
  const { seed, pki, startAt, timeline } = wish
  const scenario = stormScenario(seed)
  const plans = Array.from({ length: wish.devices }, (_, n) => planDevice(seed, n, scenario))
  const troubles = networkTroubles(wish.faults, wish)
  const networks = operators.map(
    (operator, n) => new Network(operator, new HomeRegister(), troubles[n]),
  )
  const networkOf = (iccid: string): Network | undefined =>
    networks.find(({ operator }) => iccid.startsWith(operator.iccidPrefix))
  for (const { factoryIccid } of plans) {
    networkOf(factoryIccid)?.register.put({ iccid: factoryIccid, activeFrom: 0, session: 'open' })
  }
  const cards = plans.map((plan) => factoryCard(plan, pki))
  const truth = new Truth()
  const contacts = new Map<string, number[]>(plans.map(({ eid }) => [eid, []]))
  const around = surroundings(wish, { networkOf, truth, contacts })
  const devices: Device[] = []
  const beginLife = (plan: DevicePlan): void =>
    timeline.begin(plan.number, startAt + plan.bootAfterMs, async (clock) => {
      const card = cards[plan.number]
      if (!card) throw new Error(`device ${plan.number} has no card`)
      const client = wish.clientOf(plan, () => clock.now)
      const parts = { plan, card, clock, client, truth: truth.device(plan.eid), around }
      const device = buildDevice(parts)
      devices[plan.number] = device
      await live(device)
    })
  return {
    ...{ plans, devices, truth, networks, networkOf, contacts },
    associate(device, request) {
      const entropy = countingEntropy(`${seed} factory ${device}`)
      const card = cards[device]
      if (card) cards[device] = associateCard(card, parseHex(request), entropy)
    },
    beginLives(only) {
      for (const plan of plans) if (only?.includes(plan.number) !== false) beginLife(plan)
      beginCardFaults(wish, devices)
      beginLineFaults({ ...wish, devices, networkOf, report: wish.reportLine })
    },
  }
}

interface Books {
  readonly networkOf: (iccid: string) => Network | undefined
  readonly truth: Truth
  readonly contacts: ReadonlyMap<string, number[]>
}

function surroundings(wish: FieldWish, { networkOf, truth, contacts }: Books): Surroundings {
  const { seed, steadyFrom, faults } = wish
  return {
    ...{ seed, steadyFrom, networkOf },
    scenario: stormScenario(seed),
    chances: (purpose, device) => chanceFor(faults, { seed, purpose, device }),
    esipaUrl: 'https://eim.storm.example.com',
    apiUrl: 'https://api.storm.example.com',
    heartbeatToken: 'devices',
    reportAttach: wish.reportAttach,
    onInstalled: (plan, iccid, at) =>
      networkOf(iccid)?.register.put({ iccid, ...lineOf(faults, plan.number, at) }),
    onFault: (plan, at, kind, where) => truth.log({ at, device: plan.number, kind, where }),
    onNote: () => undefined,
    onExchange: () => undefined,
    onDelivered: () => undefined,
    onHeartbeat: () => undefined,
    onContact: (plan, at) => void contacts.get(plan.eid)?.push(at),
  }
}

function chanceFor(
  faults: DueFaults,
  asked: { readonly seed: number; readonly purpose: string; readonly device: number },
): Chance {
  const { seed, purpose, device } = asked
  if (purpose === 'link') return linkChance(faults, seed, device)
  if (purpose === 'power') return powerChance(faults, seed, device)
  return chanceOf(seed, purpose, device)
}

/** What the operator makes of the line of a profile that was just installed. */
function lineOf(faults: DueFaults, device: number, at: number) {
  if (faults.take('dead-line', at, device)) return { activeFrom: 'never', session: 'open' } as const
  if (faults.take('line-without-session', at, device)) {
    return { activeFrom: at, session: 'no-session' } as const
  }
  const late = faults.take('late-line', at, device)
  return { activeFrom: late ? at + late.forMs : at, session: 'open' } as const
}

const cardFaultOrder = 2e9

function beginCardFaults(
  { faults, timeline, startAt }: FieldWish,
  devices: readonly Device[],
): void {
  for (const { at, device, count } of faults.all('card-busy')) {
    timeline.begin(cardFaultOrder + device, startAt + at, async () => {
      faults.count('card-busy')
      const slot = devices[device]?.slot
      slot?.alter(makeBusy(slot.card, count))
    })
  }
}
