// A class of devices as a forecast sees it: how often they come, when they sleep, over what radio,
// by which route they download, and how many they are. A campaign's target is aggregated into
// classes once; everything after that costs the same for a thousand devices and for a million.

import type { RadioName } from '../radio/radio-model.ts'

export interface Sleep {
  /** `22:00`, on the wall where the device is. */
  readonly from: string
  /** `06:00`: awake again. */
  readonly until: string
  /** Whose wall the two are read from, where that is not the class's own. */
  readonly zone?: string
}

/** Windows in which the radio does not reach the device, as they come and go. */
export interface Holes {
  /** How likely one begins on a day. */
  readonly perDay: number
  readonly hoursMin: number
  readonly hoursMax: number
  /** By what share `perDay` may be off (one deviation); absent: it was counted. */
  readonly error?: number
}

export interface DeviceClass {
  /** In words, and the key: equal facts give equal names. */
  readonly name: string
  readonly devices: number
  /** A few EIDs, for people. */
  readonly samples: readonly string[]
  readonly everyMs: number
  /** Contacts come after `everyMs` times 1 ± this. */
  readonly spread: number
  /** Where the interval comes from; a forecast that rests on `assumed` says so. */
  readonly intervalFrom: 'configured' | 'learned' | 'assumed'
  readonly sleep?: Sleep
  /** IANA name. */
  readonly timeZone: string
  readonly holes: Holes
  readonly radio: RadioName
  readonly route: 'direct' | 'indirect' | 'none'
  /** Energy left in the battery; absent: mains, or not known. */
  readonly batteryMwh?: number
  /** Keys of rates that its devices share with others: `smdp:…`, `operator:…`. */
  readonly sharedRates: readonly string[]
  /** Sessions of devices like these, where enough were seen; else the history of all counts. */
  readonly tries?: { readonly sessions: number; readonly broken: number }
}

/** The share of sessions of a class that break, with half an observation of either kind. */
export function brokenShareOf({ tries }: DeviceClass, history: History): number {
  const { sessions, broken } = tries ?? history
  return (broken + 0.5) / (sessions + 1)
}

/** What earlier operations told of devices like these. */
export interface History {
  /** Sessions that were begun, and those of them that had to be begun again. */
  readonly sessions: number
  readonly broken: number
  /** Devices whose operation ended, and those that ended other than well. */
  readonly ended: number
  readonly failed: number
  /** After a broken session or an unreachable network the device tries again this soon. */
  readonly retryMs: number
}

/** Before anything is known: the shares of a fleet in the field, worth a few observations. */
export const assumedHistory: History = {
  sessions: 100,
  broken: 4,
  ended: 100,
  failed: 2,
  retryMs: 120_000,
}

export const noHoles: Holes = { perDay: 0, hoursMin: 0, hoursMax: 0 }
