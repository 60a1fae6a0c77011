// A fleet of modems that ignore the REFRESH and cards without a factory fallback, moved to lines of
// which many carry no data: the switch that looks well until the modem restarts (F26). For judging
// whether Holdfast leaves them a way back.

import { calm } from './calm.ts'
import type { Scenario } from './scenario.ts'

export const deafModems: Scenario = {
  ...calm,
  name: 'deaf-modems',
  words: 'modems that ignore a switch until they restart, and lines without data',
  devices: 120,
  faultHours: 24,
  livenessHours: 120,
  boundHours: 144,
  endsAtBound: true,
  pollMinutes: { 60: 2, 360: 4, 720: 4, 1440: 6 },
  // IPAs and cards of v1.0 have no fallback mechanism: nothing could lead back from there.
  makers: { ...calm.makers, dialect: { 'v1.0': 0, 'v1.2': 3, 'v1.3': 6 }, ignoresRefresh: 1 },
  lines: { activatedLate: 0.1, lateHoursMax: 40, neverActivated: 0.2, withoutSession: 0.2 },
  cards: { ...calm.cards, factoryFallback: 0 },
}
