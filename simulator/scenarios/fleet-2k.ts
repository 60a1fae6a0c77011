// Two thousand devices for thirty days with every fault family on: rhythms from a quarter of an hour
// to a week, sleepers in three time zones, three operators of whom one tells nothing, allowances
// that run out, cards that lose their eIM. fault-families.ts says which fault is met where.

import { usual } from './default.ts'
import type { Scenario } from './scenario.ts'

const day = 24

export const fleet2k: Scenario = {
  ...usual,
  name: 'fleet-2k',
  words: 'thirty days of a mixed fleet with every fault family',
  devices: 2_000,
  faultHours: 27 * day,
  livenessHours: 3 * day,
  boundHours: 30 * day,
  endsAtBound: true,
  windowSeconds: 60,
  link: {
    lostRequest: 0.004,
    lostReply: 0.006,
    duplicate: 0.002,
    lateDuplicate: 0.002,
    truncatedReply: 0.001,
    slow: 0.003,
  },
  power: { cutPerStep: 0.0004, offMinutesMin: 1, offMinutesMax: 300 },
  coverage: { holesPerDay: 0.015, hoursMin: 0.5, hoursMax: 20 },
  pollMinutes: { 15: 0.3, 60: 2.5, 180: 4, 360: 12, 720: 22, 1440: 44, 10080: 15.2 },
  makers: {
    ...usual.makers,
    dialect: { 'v1.0': 1, 'v1.2': 4, 'v1.3': 7 },
    nightSleepers: 0.15,
    ignoresRefresh: 0.02,
    psm: 0.4,
    brokenIpa: 0.01,
  },
  lines: {
    activatedLate: 0.03,
    lateHoursMax: 40,
    neverActivated: 0.015,
    withoutSession: 0.01,
    imeiLocked: 0.01,
    wrongApn: 0.01,
  },
  cards: {
    full: 0.01,
    unknownElement: 0.005,
    reportsWrongly: 0.005,
    factoryFallback: 0.5,
    oddEncodings: 0.1,
    flipFlop: 0.01,
    systems: { '1.4.2': 5, '2.0.0': 4, '1.3.9': 1 },
  },
  smdp: {
    confirmationCode: 0.1,
    releasedLate: 0.02,
    outages: [
      { smdp: 0, fromHour: 2 * day + 6, hours: 5 },
      { smdp: 1, fromHour: 6 * day, hours: 14 },
    ],
  },
  knownRhythm: 0.75,
  movedShare: 0.6,
  campaign: {
    of: 'operators',
    waves: [{ name: 'canary', devices: 25 }, { name: 'first', share: 0.3 }, { name: 'rest' }],
    thresholds: { successAtLeast: 0.4, failureAtMost: 0.5, confidence: 0.9 },
    deviceDeadlineMinutes: 10 * day * 60,
  },
  fates: {
    shares: {
      'dead-battery': 0.02,
      warehouse: 0.03,
      'ipa-dead': 0.015,
      'ipa-hung': 0.02,
      'application-dead': 0.02,
      'application-hung': 0.02,
      'session-hung': 0.03,
      'attach-loop': 0.02,
      'apn-lost': 0.008,
      'sleeps-longer': 0.02,
      'memory-reset': 0.008,
      'other-eim': 0.006,
      'all-deleted': 0.002,
      'fallback-alone': 0.02,
      'line-suspended': 0.05,
      'line-barred': 0.01,
      'imei-locked': 0.005,
      'quota-short': 0.06,
      'validity-over': 0.03,
      'coverage-lost': 0.06,
    },
    fromDay: 1.5,
    untilDay: 21,
  },
  operators: {
    outages: [
      { operator: 'Nordtel', fromHour: 9 * day + 3, hours: 11 },
      { operator: 'Altimo', fromHour: 17 * day, hours: 30 },
    ],
    roamingBlocks: [{ operator: 'Costera', country: 'TR', fromHour: 12 * day }],
    batchSuspensions: [{ operator: 'Nordtel', atHour: 14 * day + 2, share: 0.08 }],
    lineReports: [
      { operator: 'Nordtel', everyHours: 1, lagHours: 0.2 },
      { operator: 'Costera', everyHours: 24, lagHours: 6 },
    ],
    hooks: {
      failing: 0.05,
      slow: 0.002,
      smsLost: 0.08,
      refused: 0.05,
      delayHoursMin: 0.5,
      delayHoursMax: 20,
      visitDaysMin: 1,
      visitDaysMax: 4,
    },
  },
}
