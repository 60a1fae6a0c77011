// From devices to classes: what a forecast needs of each, rounded so that a fleet of a million gives
// some dozens of classes. What is not known of a device is assumed, and counted as assumed.

import type { DeviceFacts } from '../card-state.ts'
import { expectedContact } from '../contact/expected-contact.ts'
import type { Rhythm } from '../contact/rhythm.ts'
import { sleepWindowOf } from '../contact/sleep-window.ts'
import { zoneOfDevice } from '../local-time/zone-of-device.ts'
import type { RadioName } from '../radio/radio-model.ts'
import type { DeviceClass, Holes, Sleep } from './device-class.ts'
import { noHoles } from './device-class.ts'

export interface ForecastRow {
  readonly eid: string
  readonly device: DeviceFacts
  /** Of its polls, where it was heard: tells what the inventory leaves out. */
  readonly rhythm?: Rhythm
  readonly route?: DeviceClass['route']
  readonly sharedRates: readonly string[]
}

const minuteMs = 60_000
const samplesMax = 5
/** Intervals within a quarter of each other are one class, at their mean. */
const intervalRatio = 1.25
const classesMax = 64

const holesOfCoverage: Readonly<Record<'CE0' | 'CE1' | 'CE2', Holes>> = {
  CE0: noHoles,
  CE1: { perDay: 0.1, hoursMin: 0.5, hoursMax: 8, error: 0.4 },
  CE2: { perDay: 0.3, hoursMin: 0.5, hoursMax: 12, error: 0.4 },
}

/** Where the coverage class is not told: the shares of a usual fleet. */
const assumedHoles: Holes = { perDay: 0.1, hoursMin: 0.5, hoursMax: 8, error: 0.7 }

interface Growing {
  readonly first: DeviceClass
  devices: number
  everySum: number
  batterySum: number
  readonly samples: string[]
}

/** Gathers devices into classes; the order of devices does not matter but for the samples. */
export class ClassBook {
  readonly #growing = new Map<string, Growing>()
  devices = 0

  add(row: ForecastRow): void {
    this.devices++
    const one = classOf(row)
    const growing = this.#growing.get(one.name) ?? this.#begin(one)
    growing.devices++
    growing.everySum += one.everyMs
    growing.batterySum += one.batteryMwh ?? 0
    if (growing.samples.length < samplesMax) growing.samples.push(row.eid)
  }

  /** `all`: how many devices there are, where only a part of them was added. */
  classes(all: number = this.devices): readonly DeviceClass[] {
    const factor = this.devices === 0 ? 0 : all / this.devices
    return [...this.#growing.values()].map(({ first, devices, everySum, batterySum, samples }) => ({
      ...first,
      devices: devices * factor,
      samples,
      everyMs: everySum / devices,
      ...(first.batteryMwh === undefined ? {} : { batteryMwh: batterySum / devices }),
    }))
  }

  /** Beyond the most classes, a device counts with the first class that sleeps as it does. */
  #begin(one: DeviceClass): Growing {
    if (this.#growing.size >= classesMax) {
      const known = [...this.#growing.values()]
      const near = known.find(({ first }) => sleepText(first.sleep) === sleepText(one.sleep))
      const found = near ?? known[0]
      if (found) return found
    }
    const fresh = { first: one, devices: 0, everySum: 0, batterySum: 0, samples: [] }
    this.#growing.set(one.name, fresh)
    return fresh
  }
}

/** The class of one device, before it is merged with others of the same name. */
export function classOf({ eid, device, rhythm, route, sharedRates }: ForecastRow): DeviceClass {
  const interval = intervalOf(device, rhythm)
  const { zone } = zoneOfDevice(device)
  const sleep = sleepOf(device, rhythm, interval.everyMs)
  const radio = radioOf(device)
  const holes = device.coverageClass ? holesOfCoverage[device.coverageClass] : assumedHoles
  const facts = {
    ...interval,
    spread: 0.1,
    ...(sleep ? { sleep } : {}),
    timeZone: zone,
    ...{ holes, radio },
    route: route ?? 'indirect',
    sharedRates,
  } as const
  const battery = device.batteryMwh === undefined ? {} : { batteryMwh: device.batteryMwh }
  return { ...facts, ...battery, name: nameOf(facts, device), devices: 1, samples: [eid] }
}

/** By the same reading of inventory and contacts that tells when a device is late. */
function intervalOf(
  device: DeviceFacts,
  rhythm: Rhythm | undefined,
): Pick<DeviceClass, 'everyMs' | 'intervalFrom'> {
  const heard = rhythm ? { rhythm } : {}
  const { intervalMs, from } = expectedContact({ device, ...heard, now: rhythm?.lastAt ?? 0 })
  return { everyMs: intervalMs, intervalFrom: from }
}

/** As told, or as its contacts show; a night that is only presumed is none to count on. */
function sleepOf(
  device: DeviceFacts,
  rhythm: Rhythm | undefined,
  everyMs: number,
): Sleep | undefined {
  const window = sleepWindowOf(device, rhythm, everyMs)
  if (!window || window.known === 'presumed') return undefined
  const { from, until, zone, known } = window
  const told = { from: clockText(from), until: clockText(until) }
  return known === 'learned' ? { ...told, zone } : told
}

const clockText = (minutes: number): string =>
  [Math.floor(minutes / 60) % 24, minutes % 60].map((n) => String(n).padStart(2, '0')).join(':')

function radioOf({ rat = '', coverageClass }: DeviceFacts): RadioName {
  if (/nb/i.test(rat) || coverageClass) return coverageClass ?? 'CE0'
  if (/gsm/i.test(rat)) return 'EC-GSM'
  return /lte-?m|cat-?m/i.test(rat) || rat === '' ? 'LTE-M' : 'Cat-1'
}

const sleepText = (sleep: Sleep | undefined): string =>
  sleep
    ? `sleeps ${sleep.from} to ${sleep.until}${sleep.zone ? ` ${sleep.zone}, as seen` : ''}`
    : 'never sleeps'

function nameOf(
  of: Omit<DeviceClass, 'name' | 'devices' | 'samples'>,
  { batteryMwh }: DeviceFacts,
): string {
  const bucket = Math.round(Math.log(of.everyMs / minuteMs) / Math.log(intervalRatio))
  const about = Math.round(intervalRatio ** bucket)
  const every = about < 120 ? `${about} min` : `${Math.round(about / 60)} h`
  return [
    of.radio,
    `every ${every}${of.intervalFrom === 'assumed' ? ' (assumed)' : ''}`,
    sleepText(of.sleep),
    of.timeZone,
    of.route === 'none' ? 'no route' : of.route,
    ...(batteryMwh === undefined ? [] : ['battery']),
    ...of.sharedRates,
  ].join(', ')
}
