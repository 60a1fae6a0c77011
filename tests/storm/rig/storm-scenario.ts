// The fleet of a storm: devices of every make the simulator knows, polling from every hour to once
// a week, in shares that are drawn with the seed. No rates of faults: those come from the list.

import { calm } from '@holdfast/simulator/scenarios/calm.ts'
import type { Scenario } from '@holdfast/simulator/scenarios/scenario.ts'
import { chanceOf } from '@holdfast/simulator/world/chance.ts'
import { linkRates, offMinutes, powerCutRate } from './storm-chance.ts'

/** Shares of devices by the minutes between their polls, as whole fleets have them. */
const fleets = {
  /** Things that move: hourly, some more seldom. */
  trackers: { 60: 50, 240: 30, 720: 20 },
  mixed: { 60: 10, 240: 20, 720: 20, 1440: 35, 4320: 10, 10080: 5 },
  /** Read out once a day. */
  meters: { 720: 10, 1440: 75, 4320: 10, 10080: 5 },
  /** Asleep for days, on one cell for ten years. */
  sensors: { 1440: 20, 4320: 30, 10080: 50 },
} as const satisfies Readonly<Record<string, Scenario['pollMinutes']>>

const fleetWeights = { trackers: 15, mixed: 25, meters: 40, sensors: 20 } as const

/** The fleet of this seed. */
export const stormScenario = (seed: number): Scenario => ({
  ...everyMake,
  pollMinutes: fleets[chanceOf(seed, 'fleet').weighted(fleetWeights)],
})

const everyMake: Scenario = {
  ...calm,
  name: 'storm',
  words: 'every make of device, faults from a list',
  link: linkRates,
  power: { cutPerStep: powerCutRate, ...offMinutes },
  coverage: { holesPerDay: 0, hoursMin: 0, hoursMax: 0 },
  makers: {
    ...calm.makers,
    forgetsStoredResults: 0.3,
    omitsInfo2: 0.05,
    ignoresRefresh: 0.05,
    nightSleepers: 0.2,
  },
  cards: {
    full: 0.03,
    unknownElement: 0.03,
    reportsWrongly: 0.03,
    factoryFallback: 0.5,
    oddEncodings: 0.2,
  },
}
