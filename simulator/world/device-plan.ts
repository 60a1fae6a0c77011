// What each device of a world is: identity, make, software, sleep, and what is wrong with its card
// and its lines. A function of seed, number and scenario; nothing here happens yet.

import { completeEid, type Eid } from '@holdfast/gsma/ids/eid.ts'
import { completeIccid, type Iccid } from '@holdfast/gsma/ids/iccid.ts'
import type { IpaTraits } from '../ipa/ipa.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { type Chance, chanceOf } from './chance.ts'
import { operators, type WorldOperator } from './operators.ts'

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
  Record<'full' | 'unknownElement' | 'reportsWrongly' | 'factoryFallback' | 'oddEncodings', boolean>
>

export type LinePlan =
  | { readonly kind: 'active-at-once' }
  | { readonly kind: 'late'; readonly afterMs: number }
  | { readonly kind: 'never' }
  | { readonly kind: 'without-session' }

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
  const to = operators[number % operators.length] as WorldOperator
  const from = operators[(number + 1) % operators.length] as WorldOperator
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
    traits: planTraits(chance, scenario, imei),
    connection: chance.happens(makers.newConnectionPerPoll) ? 'per-procedure' : 'kept',
    pollEveryMs,
    sleepsAtNight: chance.happens(makers.nightSleepers),
    // A modem that is deaf to REFRESH is known to its maker, who lets it restart every day.
    restartEveryMs: ignoresRefresh ? dayMs : chance.pick([1, 1, 2, 7]) * dayMs,
    ignoresRefresh,
    heartbeatFirst: chance.happens(makers.heartbeatFirst),
    heartbeatEveryMs: chance.pick([1, 2, 4]) * 60 * minuteMs,
    knowsItselfBy: chance.happens(0.3) ? 'serial' : 'eid',
    bootAfterMs: chance.whole(1000, Math.min(pollEveryMs, 6 * 60 * minuteMs)),
    from,
    factoryIccid: completeIccid(`${from.iccidPrefix}1${pad(seed % 1000, 3)}${pad(number, 8)}`),
    to,
    card: planCard(chance, scenario),
    newLine: planLine(chance, scenario),
    order: planOrder(chance, scenario),
  }
}

function planTraits(chance: Chance, { makers }: Scenario, imei: string): IpaTraits {
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
  }
}

const planCard = (chance: Chance, { cards }: Scenario): CardPlan => ({
  full: chance.happens(cards.full),
  unknownElement: chance.happens(cards.unknownElement),
  reportsWrongly: chance.happens(cards.reportsWrongly),
  factoryFallback: chance.happens(cards.factoryFallback),
  oddEncodings: chance.happens(cards.oddEncodings),
})

function planLine(chance: Chance, { lines }: Scenario): LinePlan {
  const roll = chance.fraction()
  const afterMs = Math.round(chance.fraction() * lines.lateHoursMax * 60) * minuteMs
  if (roll < lines.activatedLate) return { kind: 'late', afterMs }
  if (roll < lines.activatedLate + lines.neverActivated) return { kind: 'never' }
  const without = lines.activatedLate + lines.neverActivated + lines.withoutSession
  return roll < without ? { kind: 'without-session' } : { kind: 'active-at-once' }
}

function planOrder(chance: Chance, { smdp }: Scenario): DevicePlan['order'] {
  const needsCode = chance.happens(smdp.confirmationCode)
  const confirmationCode = pad(chance.whole(0, 999_999), 6)
  const releasedLate = chance.happens(smdp.releasedLate)
  return { ...(needsCode ? { confirmationCode } : {}), releasedLate }
}
