// The fleet of a storm: devices of every make the simulator knows, polling from every hour to once
// a week. No rates of faults: those come from the list.

import { calm } from '@holdfast/simulator/scenarios/calm.ts'
import type { Scenario } from '@holdfast/simulator/scenarios/scenario.ts'
import { linkRates, offMinutes, powerCutRate } from './storm-chance.ts'

export const stormScenario: Scenario = {
  ...calm,
  name: 'storm',
  words: 'every make of device, faults from a list',
  link: linkRates,
  power: { cutPerStep: powerCutRate, ...offMinutes },
  coverage: { holesPerDay: 0, hoursMin: 0, hoursMax: 0 },
  pollMinutes: { 60: 10, 240: 20, 720: 20, 1440: 35, 4320: 10, 10080: 5 },
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
