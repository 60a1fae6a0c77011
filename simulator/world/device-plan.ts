// What each device of a world is: identity, make, software, sleep, and what is wrong with its card
// and its lines. A function of seed, number and scenario; nothing here happens yet.

import { completeEid, type Eid } from '@holdfast/gsma/ids/eid.ts'
import { completeIccid, type Iccid } from '@holdfast/gsma/ids/iccid.ts'
import type { IpaTraits } from '../ipa/ipa.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { type Chance, chanceOf } from './chance.ts'
import { type FatePlan, planFates } from './fate-plan.ts'
import { operators, type WorldOperator } from './operators.ts'
import { type Place, placeOf } from './place.ts'
import type { Instant } from './timeline.ts'

export interface DevicePlan {
  readonly number: number
  readonly eid: Eid
  readonly serial: string
  readonly imei: string
  readonly model: string
  readonly firmware: string
  readonly module: string
  readonly country: string
  readonly site: string
  readonly form: 'removable' | 'soldered' | 'integrated'
  readonly traits: IpaTraits
  readonly connection: 'kept' | 'per-procedure'
  readonly pollEveryMs: number
  readonly sleepsAtNight: boolean
  /** Sleeps with PSM: nothing wakes it before its time. */
  readonly usesPsm: boolean
  /** The inventory says how often it makes contact. */
  readonly rhythmIsKnown: boolean
  readonly place: Place
  readonly fates: FatePlan
  /** Restarts itself after this long, as most devices do. */
  readonly restartEveryMs: number
  readonly ignoresRefresh: boolean
  readonly heartbeatFirst: boolean
  /** Its application reports not more often than this, unless the ICCID is another one. */
  readonly heartbeatEveryMs: number
  readonly knowsItselfBy: 'eid' | 'serial'
  readonly bootAfterMs: number
  readonly from: WorldOperator
  readonly factoryIccid: Iccid
  readonly to: WorldOperator
  readonly card: CardPlan
  readonly newLine: LinePlan
  readonly order: { readonly confirmationCode?: string; readonly releasedLate: boolean }
}

export type CardPlan = Readonly<
  Record<
    'full' | 'unknownElement' | 'reportsWrongly' | 'factoryFallback' | 'oddEncodings' | 'flipFlop',
    boolean
  >
> & { readonly system?: string }

export type LinePlan =
  | { readonly kind: 'active-at-once' }
  | { readonly kind: 'late'; readonly afterMs: number }
  | { readonly kind: 'never' }
  | { readonly kind: 'without-session' }
  | { readonly kind: 'imei-locked' }
  | { readonly kind: 'wrong-apn' }

interface Make {
  readonly model: string
  readonly firmwares: readonly string[]
  readonly module: string
  readonly tac: string
  readonly form: 'removable' | 'soldered' | 'integrated'
}

const makes: readonly Make[] = [
  {
    model: 'Meter M2',
    firmwares: ['4.1.0', '4.2.3'],
    module: 'NB7',
    tac: '35000101',
    form: 'soldered',
  },
  { model: 'Meter M3', firmwares: ['5.0.1'], module: 'NB9i', tac: '35000202', form: 'integrated' },
  {
    model: 'Tracker T5',
    firmwares: ['2.8.0', '2.9.1'],
    module: 'LM3',
    tac: '35000303',
    form: 'soldered',
  },
  {
    model: 'Gateway G1',
    firmwares: ['1.14.2'],
    module: 'L4-E',
    tac: '35000404',
    form: 'removable',
  },
  { model: 'Pump P3', firmwares: ['3.3.0'], module: 'LM3', tac: '35000505', form: 'soldered' },
]

const countries = { DE: 5, FR: 4, ES: 3, PL: 3, SE: 2, IT: 2, BR: 1, TR: 1 } as const
/** Where every world that must be repeatable begins: a Monday, 08:00 UTC. */
export const usualStart: Instant = Date.UTC(2027, 0, 11, 8)

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')

/** IMEI: 14 digits and their Luhn digit. */
function completeImei(fourteen: string): string {
  const sum = [...fourteen].reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `${fourteen}${(10 - (sum % 10)) % 10}`
}

/** Device `number` of the world of this seed. */
export function planDevice(seed: number, number: number, scenario: Scenario): DevicePlan {
  const chance = chanceOf(seed, 'device', number)
  const make = chance.pick(makes)
  const country = chance.weighted(countries)
  const pollEveryMs = Number(chance.weighted(scenario.pollMinutes)) * minuteMs
  const imei = completeImei(`${make.tac}${pad(number, 6)}`)
  const { from, to } = operatorsOf(number, scenario)
  const { makers } = scenario
  const ignoresRefresh = chance.happens(makers.ignoresRefresh)
  return {
    number,
    eid: completeEid(`89049032${pad(seed % 1_000_000, 6)}${pad(number, 16)}`),
    serial: `${make.model.at(-2)}${make.model.at(-1)}-${pad(number, 6)}`,
    imei,
    model: make.model,
    firmware: chance.pick(make.firmwares),
    module: make.module,
    country,
    site: `${country}-${pad(chance.whole(1, 12), 2)}`,
    form: make.form,
    traits: planTraits(chance, { seed, number, scenario, imei }),
    connection: chance.happens(makers.newConnectionPerPoll) ? 'per-procedure' : 'kept',
    pollEveryMs,
    sleepsAtNight: chance.happens(makers.nightSleepers),
    ...planRhythm({ seed, number }, scenario, pollEveryMs),
    place: placeOf(country, scenario),
    fates: planFates({ seed, number }, scenario, usualStart),
    // A modem that is deaf to REFRESH is known to its maker, who lets it restart every day.
    restartEveryMs: ignoresRefresh ? dayMs : chance.pick([1, 1, 2, 7]) * dayMs,
    ignoresRefresh,
    heartbeatFirst: chance.happens(makers.heartbeatFirst),
    heartbeatEveryMs: chance.pick([1, 2, 4]) * (scenario.fates ? 6 : 1) * 60 * minuteMs,
    knowsItselfBy: chance.happens(0.3) ? 'serial' : 'eid',
    bootAfterMs: chance.whole(1000, Math.min(pollEveryMs, 6 * 60 * minuteMs)),
    from,
    factoryIccid: completeIccid(`${from.iccidPrefix}1${pad(seed % 1000, 3)}${pad(number, 8)}`),
    to,
    card: planCard(chance, { seed, number, scenario }),
    newLine: planLine(chance, scenario),
    order: planOrder(chance, scenario),
  }
}

/** From one operator to another; in a campaign of the whole fleet all go to the first. */
function operatorsOf(
  number: number,
  { campaign }: Scenario,
): { readonly from: WorldOperator; readonly to: WorldOperator } {
  const isOne = campaign?.of === 'fleet'
  const [goal, origin] = isOne ? [0, 1 + (number % 2)] : [number, number + 1]
  const at = (index: number) => operators[index % operators.length] as WorldOperator
  return { from: at(origin), to: at(goal) }
}

interface Numbered {
  readonly seed: number
  readonly number: number
}

function planRhythm(
  { seed, number }: Numbered,
  { makers, knownRhythm = 0 }: Scenario,
  pollEveryMs: number,
): Pick<DevicePlan, 'usesPsm' | 'rhythmIsKnown'> {
  const chance = chanceOf(seed, 'rhythm', number)
  const isSlow = pollEveryMs >= 6 * 60 * minuteMs
  return {
    usesPsm: isSlow && chance.happens(makers.psm ?? 0),
    rhythmIsKnown: chance.happens(knownRhythm),
  }
}

interface Planned extends Numbered {
  readonly scenario: Scenario
}

function planTraits(
  chance: Chance,
  { seed, number, scenario, imei }: Planned & { readonly imei: string },
): IpaTraits {
  const { makers } = scenario
  const isBroken = chanceOf(seed, 'ipa', number).happens(makers.brokenIpa ?? 0)
  const dialect = chance.weighted(makers.dialect)
  const isOld = dialect === 'v1.0'
  const isJson = chance.happens(makers.jsonBinding)
  const downloads = chance.weighted(makers.downloads)
  return {
    dialect,
    binding: isJson && !isOld ? 'json' : 'asn1',
    downloads: isOld ? 'indirect' : downloads,
    offersStoredResults: !chance.happens(makers.forgetsStoredResults),
    bundlesNotifications: chance.happens(makers.bundlesNotifications),
    omitsInfo2: chance.happens(makers.omitsInfo2),
    rollbackPatienceMs: chance.whole(3, 15) * minuteMs,
    fallbackPatienceMs: chance.whole(12, 36) * 60 * minuteMs,
    imei,
    ...(isBroken ? { fallsOverDownloads: true } : {}),
  }
}

function planCard(chance: Chance, { seed, number, scenario }: Planned): CardPlan {
  const { cards } = scenario
  const other = chanceOf(seed, 'card', number)
  const system = cards.systems && other.weighted(cards.systems)
  const full = chance.happens(cards.full)
  const isUnlucky = chance.happens(cards.unknownElement)
  return {
    full,
    unknownElement:
      cards.unknownElementSystem === undefined ? isUnlucky : system === cards.unknownElementSystem,
    reportsWrongly: chance.happens(cards.reportsWrongly),
    factoryFallback: chance.happens(cards.factoryFallback),
    oddEncodings: chance.happens(cards.oddEncodings),
    flipFlop: other.happens(cards.flipFlop ?? 0),
    ...(system === undefined ? {} : { system }),
  }
}

function planLine(chance: Chance, { lines }: Scenario): LinePlan {
  const roll = chance.fraction()
  const afterMs = Math.round(chance.fraction() * lines.lateHoursMax * 60) * minuteMs
  if (roll < lines.activatedLate) return { kind: 'late', afterMs }
  if (roll < lines.activatedLate + lines.neverActivated) return { kind: 'never' }
  const without = lines.activatedLate + lines.neverActivated + lines.withoutSession
  if (roll < without) return { kind: 'without-session' }
  const locked = without + (lines.imeiLocked ?? 0)
  if (roll < locked) return { kind: 'imei-locked' }
  return roll < locked + (lines.wrongApn ?? 0) ? { kind: 'wrong-apn' } : { kind: 'active-at-once' }
}

function planOrder(chance: Chance, { smdp }: Scenario): DevicePlan['order'] {
  const needsCode = chance.happens(smdp.confirmationCode)
  const confirmationCode = pad(chance.whole(0, 999_999), 6)
  const releasedLate = chance.happens(smdp.releasedLate)
  return { ...(needsCode ? { confirmationCode } : {}), releasedLate }
}
