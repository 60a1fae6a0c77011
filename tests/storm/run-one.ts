// One storm as a task with an outcome: what was run, how long it was, what broke.

import { createHash } from 'node:crypto'
import { checkAll } from './checkers/all-checkers.ts'
import type { Violation } from './checkers/checker.ts'
import { openStormDatabase } from './rig/database.ts'
import type { Evidence } from './rig/evidence.ts'
import type { Happening } from './rig/happening.ts'
import type { Identity } from './rig/identity.ts'
import { planStorm } from './rig/plan-storm.ts'
import { Storm } from './rig/storm.ts'

export interface StormTask {
  readonly seed: number
  readonly devices: number
  readonly hours: number
  /** What happens; drawn from the seed when absent. */
  readonly happenings?: readonly Happening[]
  /** Only these devices live; all when absent. */
  readonly lives?: readonly number[]
  /** The calm ends after so long, whatever is open. */
  readonly calmDaysMax?: number
  /** `bundled`, or the URL of a PostgreSQL server; absent: the store in memory. */
  readonly database?: string
}

export interface StormOutcome {
  readonly seed: number
  readonly deviceYears: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly devices: number
  /** Sessions of devices with their eIM that came to their end. */
  readonly contacts: number
  /** Messages that crossed a wire and were answered, or should have been. */
  readonly exchanges: number
  readonly operations: number
  readonly events: number
  readonly faults: Readonly<Record<string, number>>
  readonly violations: readonly Violation[]
  /** Of all logs and of the ground truth: the same for the same task, always. */
  readonly digest: string
}

const yearMs = 365.25 * 86_400_000

/** Runs the storm and asks every checker. */
export async function runOne(task: StormTask, identity: Identity): Promise<StormOutcome> {
  const { seed, devices, hours } = task
  const begun = performance.now()
  const cpuBefore = process.cpuUsage()
  const happenings = task.happenings ?? planStorm({ seed, devices, hours })
  const opened = task.database === undefined ? undefined : await openStormDatabase(task.database)
  const { lives, calmDaysMax } = task
  const storm = new Storm({
    ...{ seed, devices, hours, happenings, identity },
    ...(lives ? { lives } : {}),
    ...(calmDaysMax === undefined ? {} : { calmDaysMax }),
    ...(opened ? { store: opened.store } : {}),
  })
  const evidence = await watched(storm)
  await opened?.close()
  const violations = checkAll(evidence)
  const cpu = process.cpuUsage(cpuBefore)
  const living = task.lives?.length ?? devices
  return {
    seed,
    deviceYears: (living * (evidence.endedAt - evidence.startAt)) / yearMs,
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    devices: living,
    contacts: evidence.devices.reduce((sum, { contacts }) => sum + contacts.length, 0),
    exchanges: evidence.exchangeCount,
    operations: evidence.operations.length,
    events: [...evidence.logs.values()].reduce((sum, log) => sum + log.length, 0),
    faults: evidence.faultCounts,
    violations,
    digest: digestOf(evidence),
  }
}

const stuckMs = 60_000

/** A storm whose time stands still for a minute waits for something that will never come. */
async function watched(storm: Storm): Promise<Evidence> {
  let last = storm.timeline.now
  let stop: NodeJS.Timeout | undefined
  const stuck = new Promise<never>((_, reject) => {
    stop = setInterval(() => {
      const at = new Date(last).toISOString()
      if (storm.timeline.now === last) reject(new Error(`time stands still at ${at}`))
      last = storm.timeline.now
    }, stuckMs)
  })
  // It would end the true process: a failure of the product, whatever it was about.
  const escaped = (cause: unknown): void => storm.noteEscaped(cause)
  process.on('unhandledRejection', escaped)
  try {
    return await Promise.race([storm.run(), stuck])
  } finally {
    clearInterval(stop)
    process.off('unhandledRejection', escaped)
  }
}

/** SHA-256 over what the product recorded and what truly was. */
export function digestOf({ logs, devices }: Evidence): string {
  const hash = createHash('sha256')
  for (const [tenant, log] of logs) hash.update(`${tenant} ${JSON.stringify(log)}\n`)
  for (const { truth } of devices) hash.update(`${JSON.stringify(truth.moments)}\n`)
  return hash.digest('hex')
}
