// A fleet and a campaign made from a seed: makes of devices that sleep, hide and hurry differently,
// and a plan with waves, windows and rates. Gives what the devices truly are (for the simulation)
// and, apart from it, what an operator would know of them (for the forecast).

import type { Rates } from '@holdfast/fleet/campaign/campaign-plan.ts'
import type { Thresholds } from '@holdfast/fleet/campaign/thresholds.ts'
import type { WeekWindow } from '@holdfast/fleet/campaign/week-window.ts'
import type { DeviceClass, History } from '@holdfast/fleet/forecast/device-class.ts'
import type { RadioName } from '@holdfast/fleet/radio/radio-model.ts'
import type { CounterMake } from '@holdfast/simulator/counters/counter-fleet.ts'
import { type Chance, chanceOf } from '@holdfast/simulator/world/chance.ts'

export interface MixedMake extends CounterMake {
  readonly timeZone: string
  readonly radio: RadioName
}

export interface MixedCampaign {
  readonly startAt: number
  readonly waves: readonly { readonly name: string; readonly devices: number }[]
  readonly thresholds: Thresholds
  readonly windows: readonly WeekWindow[]
  readonly rates: Rates
  readonly deviceDeadlineMs: number
}

export interface FleetMix {
  readonly seed: number
  readonly words: string
  readonly makes: readonly MixedMake[]
  readonly campaign: MixedCampaign
  readonly known: { readonly classes: readonly DeviceClass[]; readonly history: History }
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** Ten days of 400 devices of each make. */
const daysSeen = 4_000
const dayMs = 24 * hourMs
/** A Monday in January, 00:00 UTC: no clock changes for weeks. */
const monday = Date.UTC(2026, 0, 12)

/** What a full session took in the field, shortest to longest, by radio. */
const sessions: Readonly<Record<RadioName, readonly [number, number]>> = {
  CE0: [35_000, 110_000],
  CE1: [80_000, 240_000],
  CE2: [400_000, 1_100_000],
  'EC-GSM': [20_000, 80_000],
  'LTE-M': [12_000, 60_000],
  'Cat-1': [6_000, 30_000],
}

const zones = { 'Europe/Berlin': 1, 'America/Sao_Paulo': -3, 'Asia/Tokyo': 9, 'Africa/Lagos': 1 }

export function mixFleet(seed: number): FleetMix {
  const chance = chanceOf(seed, 'fleet mix')
  const makes = Array.from({ length: chance.whole(2, 5) }, () => mixMake(chance))
  const campaign = mixCampaign(chance, makes)
  const seen = chanceOf(seed, 'coverage seen')
  const known = {
    classes: makes.map((make, at) => ({
      ...knownClass(make, at),
      holes: countedHoles(seen, make),
      tries: { sessions: 400, broken: drawn(chance, make.breaks) },
    })),
    history: sampleHistory(chance, makes),
  }
  return { seed, words: wordsOf(makes, campaign), makes, campaign, known }
}

function mixMake(chance: Chance): MixedMake {
  const pollMinutes = Number(chance.weighted({ 15: 2, 60: 3, 360: 4, 720: 2, 1440: 4, 4320: 1 }))
  const timeZone = chance.pick(Object.keys(zones)) as keyof typeof zones
  const radio = chance.pick(Object.keys(sessions)) as RadioName
  const nights = [
    { fromHour: 22, untilHour: 6 },
    { fromHour: 20, untilHour: 8 },
    { fromHour: 0, untilHour: 12 },
  ]
  return {
    devices: chance.whole(100, 1_500),
    pollEveryMs: pollMinutes * minuteMs,
    ...(chance.happens(0.45) ? { sleep: chance.pick(nights) } : {}),
    utcOffsetHours: zones[timeZone],
    timeZone,
    radio,
    holes: chance.pick([
      { perDay: 0, hoursMin: 0, hoursMax: 0 },
      { perDay: 0.1, hoursMin: 0.5, hoursMax: 8 },
      { perDay: 0.4, hoursMin: 0.5, hoursMax: 12 },
      { perDay: 0.2, hoursMin: 6, hoursMax: 30 },
    ]),
    sessionMs: sessions[radio],
    breaks: 0.01 + 0.07 * chance.fraction(),
    hopeless: 0.002 + 0.015 * chance.fraction(),
  }
}

const allWindows: readonly (readonly WeekWindow[])[] = [
  [],
  [],
  [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', until: '06:00' }],
  [{ days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' }],
  [{ days: [1, 2, 3, 4, 5, 6, 7], from: '12:00', until: '20:00' }],
  [{ days: [6, 7], from: '00:00', until: '00:00' }],
]

function mixCampaign(chance: Chance, makes: readonly MixedMake[]): MixedCampaign {
  const devices = makes.reduce((sum, make) => sum + make.devices, 0)
  const canary = chance.whole(100, 160)
  const second = Math.round(devices * (0.1 + 0.2 * chance.fraction()))
  const waves = [
    { name: 'canary', devices: canary },
    ...(chance.happens(0.6) ? [{ name: 'second', devices: second }] : []),
  ]
  const taken = waves.reduce((sum, wave) => sum + wave.devices, 0)
  const rates: Rates = {
    ...(chance.happens(0.3) ? { atOnce: chance.whole(150, 600) } : {}),
    ...(chance.happens(0.3) ? { perSmdpPerMinute: chance.whole(1, 8) } : {}),
  }
  return {
    startAt: monday + 4 * dayMs + chance.whole(0, 7 * 24) * hourMs,
    waves: [...waves, { name: 'rest', devices: devices - taken }],
    thresholds: { successAtLeast: 0.9, failureAtMost: 0.1, confidence: 0.9 },
    windows: chance.pick(allWindows),
    rates,
    deviceDeadlineMs: chance.pick([5, 10, 14, 21]) * dayMs,
  }
}

function knownClass(make: MixedMake, at: number): DeviceClass {
  const { devices, pollEveryMs, sleep, timeZone, holes, radio } = make
  const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`
  return {
    name: `make ${at + 1}: ${radio}, every ${pollEveryMs / hourMs} h`,
    devices,
    samples: [],
    everyMs: pollEveryMs,
    spread: 0.1,
    intervalFrom: 'configured',
    ...(sleep ? { sleep: { from: clock(sleep.fromHour), until: clock(sleep.untilHour) } } : {}),
    timeZone,
    holes,
    radio,
    route: 'indirect',
    sharedRates: ['smdp:one.example'],
  }
}

/** What earlier days of the same devices showed: on how many of them the radio was lost. */
function countedHoles(chance: Chance, { holes }: MixedMake): DeviceClass['holes'] {
  if (holes.perDay === 0) return holes
  const lost = Array.from({ length: daysSeen }, () => chance.happens(holes.perDay)).filter(Boolean)
  const perDay = lost.length / daysSeen
  return { ...holes, perDay, error: Math.sqrt((1 - perDay) / (perDay * daysSeen)) }
}

/** Of 400. */
const drawn = (chance: Chance, share: number): number =>
  Array.from({ length: 400 }, () => chance.happens(share)).filter(Boolean).length

/** What 400 earlier sessions and 400 earlier devices of the same fleet showed. */
function sampleHistory(chance: Chance, makes: readonly MixedMake[]): History {
  const devices = makes.reduce((sum, make) => sum + make.devices, 0)
  const mean = (read: (make: MixedMake) => number): number =>
    makes.reduce((sum, make) => sum + make.devices * read(make), 0) / devices
  return {
    sessions: 400,
    broken: drawn(
      chance,
      mean(({ breaks }) => breaks),
    ),
    ended: 400,
    failed: drawn(
      chance,
      mean(({ hopeless }) => hopeless),
    ),
    retryMs: 2 * minuteMs,
  }
}

function wordsOf(makes: readonly MixedMake[], campaign: MixedCampaign): string {
  const each = makes.map(({ devices, pollEveryMs, sleep, holes }) => {
    const night = sleep ? ` z${sleep.fromHour}-${sleep.untilHour}` : ''
    const hidden = holes.perDay > 0 ? ` h${holes.perDay}x${holes.hoursMax}` : ''
    return `${devices}@${pollEveryMs / hourMs}h${night}${hidden}`
  })
  const [window] = campaign.windows
  const open = window ? ` | ${window.days.length}d ${window.from}-${window.until}` : ''
  const { atOnce, perSmdpPerMinute } = campaign.rates
  const rates = `${atOnce ? ` | ≤${atOnce} open` : ''}${perSmdpPerMinute ? ` | ${perSmdpPerMinute}/min` : ''}`
  return `${each.join(' ')}${open}${rates} | ${campaign.deviceDeadlineMs / dayMs}d`
}
