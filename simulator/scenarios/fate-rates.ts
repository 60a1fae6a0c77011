// What may befall a device for a longer time, as shares of the fleet. Each fate begins at an instant
// of its own between two days of the world and lasts as its kind says.

/** Every kind of trouble that the ground truth knows by name. */
export const fateKinds = [
  'dead-battery',
  'warehouse',
  'ipa-dead',
  'ipa-hung',
  'application-dead',
  'application-hung',
  'session-hung',
  'attach-loop',
  'apn-lost',
  'sleeps-longer',
  'memory-reset',
  'other-eim',
  'all-deleted',
  'fallback-alone',
  'line-suspended',
  'line-barred',
  'imei-locked',
  'quota-short',
  'validity-over',
  'coverage-lost',
] as const

export type FateKind = (typeof fateKinds)[number]

export interface FateRates {
  readonly shares: Readonly<Partial<Record<FateKind, number>>>
  readonly fromDay: number
  readonly untilDay: number
}
