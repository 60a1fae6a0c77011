// The command line of the storm.

import { parseArgs } from 'node:util'

export interface StormOptions {
  readonly seeds: { readonly from: number; readonly to: number }
  /** Drawn with the seed when absent. */
  readonly devices?: number
  readonly hours?: number
  /** No new storm begins after so long. */
  readonly minutes: number
  readonly processes: number
  /** For cutting one failing storm down. */
  readonly shrinkMinutes: number
  /** A file with a task, as a failure printed it. */
  readonly schedule?: string
  /** The calm ends after so many days, whatever is open. */
  readonly calmDaysMax?: number
  /** `bundled`, or the URL of a PostgreSQL server; absent: the store in memory. */
  readonly database?: string
  /** The first seed with as many devices each, one after the other. */
  readonly growth?: readonly number[]
}

export const usage = `npm run storm -- --seeds 1..1000 [--minutes 20] [--devices 10] [--hours 120]
npm run storm -- --seed 7                 one storm, with its digest
npm run storm -- --schedule failure.json  a storm that a failure printed
npm run storm -- --growth 20,80,320,1000  how the speed changes with the number of devices
npm run storm -- --seeds 1..3 --database bundled|postgres://…   on PostgreSQL (no restores)`

/** @throws RangeError saying which option is wrong */
export function parseStormOptions(args: readonly string[]): StormOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      devices: { type: 'string' },
      hours: { type: 'string' },
      minutes: { type: 'string', default: '1000000' },
      processes: { type: 'string', default: '2' },
      'shrink-minutes': { type: 'string', default: '3' },
      schedule: { type: 'string' },
      database: { type: 'string' },
      growth: { type: 'string' },
      'calm-days': { type: 'string' },
    },
  })
  const range = values.seeds ?? values.seed ?? '1..10'
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(range)
  if (!match) throw new RangeError(`--seeds ${range}: one number, or two with .. between`)
  const from = Number(match[1])
  const { schedule, database, 'calm-days': calmDays } = values
  const growth = values.growth?.split(',').map((size) => positive('growth', size))
  return {
    seeds: { from, to: Number(match[2] ?? from) },
    minutes: positive('minutes', values.minutes),
    processes: positive('processes', values.processes),
    shrinkMinutes: positive('shrink-minutes', values['shrink-minutes']),
    ...(values.devices === undefined ? {} : { devices: positive('devices', values.devices) }),
    ...(values.hours === undefined ? {} : { hours: positive('hours', values.hours) }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(database === undefined ? {} : { database }),
    ...(calmDays === undefined ? {} : { calmDaysMax: positive('calm-days', calmDays) }),
    ...(growth === undefined ? {} : { growth }),
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (value > 0 && Number.isFinite(value)) return value
  throw new RangeError(`--${name} ${text}: a number above 0`)
}
