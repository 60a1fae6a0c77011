// Which faults of the catalogue (F01 to F67) the scenario
// fleet-2k lets happen, by family, with the setting that does it. What a simulated radio fleet cannot
// show (factory, trust, back end) is not here.

export interface FaultFamily {
  readonly name: string
  readonly faults: readonly string[]
  /** Where it is set: a path in the scenario. */
  readonly setBy: readonly string[]
  readonly words: string
}

export const faultFamilies: readonly FaultFamily[] = [
  {
    name: 'lost and repeated messages',
    faults: ['F13', 'F21', 'F35', 'F36', 'F38'],
    setBy: ['link'],
    words: 'requests, answers and results lost, doubled, late, cut short',
  },
  {
    name: 'power',
    faults: ['F60', 'F61', 'F62'],
    setBy: ['power', 'fates.dead-battery', 'fates.warehouse', 'fates.attach-loop'],
    words: 'cut at any step, flat for good, off in a warehouse, a modem in a reject loop',
  },
  {
    name: 'downloads',
    faults: ['F14', 'F15', 'F16', 'F17', 'F23', 'F24'],
    setBy: ['cards.full', 'cards.unknownElement', 'cards.reportsWrongly', 'smdp'],
    words: 'no memory, unknown elements, wrong reports, codes, SM-DP+ out of order or not released',
  },
  {
    name: 'bootstrap',
    faults: ['F18', 'F19', 'F20'],
    setBy: ['fates.quota-short', 'fates.validity-over', 'fates.session-hung'],
    words: 'allowance used up, validity over, attached without reaching the eIM',
  },
  {
    name: 'activation',
    faults: ['F26', 'F27', 'F28', 'F29', 'F30', 'F31'],
    setBy: ['makers.ignoresRefresh', 'lines', 'fates.line-suspended', 'operators.roamingBlocks'],
    words: 'deaf to REFRESH, no attach, wrong APN, IMEI lock, roaming ban, line not active',
  },
  {
    name: 'cards that change by themselves',
    faults: ['F32', 'F33', 'F40', 'F63'],
    setBy: ['fates.fallback-alone', 'cards.flipFlop', 'fates.all-deleted'],
    words: 'own fallback, an enable that does not last, local deletion',
  },
  {
    name: 'lost authority',
    faults: ['F59'],
    setBy: ['fates.memory-reset', 'fates.other-eim'],
    words: 'the card obeys the eIM no more',
  },
  {
    name: 'software of the device',
    faults: ['F44', 'F46', 'F47'],
    setBy: ['makers', 'fates.ipa-dead', 'fates.ipa-hung', 'fates.application-dead'],
    words: 'IPA dead or hung or broken, application dead while the IPA polls, old dialects',
  },
  {
    name: 'operators',
    faults: ['F24', 'F30', 'F31', 'F43'],
    setBy: ['operators.outages', 'operators.batchSuspensions', 'operators.lineReports'],
    words: 'outages, suspensions of many lines, reports late or never, refusals, slow clerks',
  },
  {
    name: 'sleep and coverage',
    faults: ['F21'],
    setBy: ['makers.nightSleepers', 'makers.psm', 'fates.sleeps-longer', 'fates.coverage-lost'],
    words: 'nights in three time zones, PSM, longer sleep than told, days without coverage',
  },
]
