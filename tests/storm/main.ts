// Runs storms: many seeds on all processes, says what broke with the shortest schedule that breaks
// it, and ends with an error when anything did.

import { readFileSync } from 'node:fs'
import {
  print,
  printFailure,
  printGrowth,
  printShrunk,
  printSummary,
  type Tally,
} from './report.ts'
import type { StormTask } from './run-one.ts'
import { parseStormOptions, type StormOptions, usage } from './storm-options.ts'
import { StormRunner } from './storm-runner.ts'
import { sizeOf } from './storm-size.ts'

async function runTask(runner: StormRunner, task: StormTask, options: StormOptions, tally: Tally) {
  const answer = await runner.ask({ kind: 'run', task })
  if (answer.kind === 'broke') {
    tally.broken.push(`seed ${task.seed}: ${answer.why}`)
    print(`seed ${task.seed} broke the storm itself: ${answer.why}`)
    return
  }
  if (answer.kind !== 'ran') return
  tally.outcomes.push(answer.outcome)
  const [first] = answer.outcome.violations
  if (!first) return
  printFailure(answer.outcome)
  const minutes = options.shrinkMinutes
  const shrunk = await runner.ask({ kind: 'shrink', task, violation: first, minutes })
  if (shrunk.kind === 'shrunk') printShrunk(shrunk.shrunk)
  if (shrunk.kind === 'broke') print(`  no shorter one was found: ${shrunk.why}`)
}

/** Calm of a run that only asks how the speed grows. */
const growthCalmDays = 4

function tasksOf(options: StormOptions): StormTask[] {
  const { seeds, devices, hours, schedule, database, growth, calmDaysMax } = options
  if (schedule !== undefined) return [JSON.parse(readFileSync(schedule, 'utf8')) as StormTask]
  const sized = (seed: number) => ({
    ...sizeOf(seed),
    ...(devices === undefined ? {} : { devices }),
    ...(hours === undefined ? {} : { hours }),
  })
  const more = {
    ...(database === undefined ? {} : { database }),
    ...(calmDaysMax === undefined ? {} : { calmDaysMax }),
  }
  if (growth) {
    const seed = seeds.from
    const calm = { calmDaysMax: growthCalmDays }
    return growth.map((size) => ({ seed, ...sized(seed), devices: size, ...calm, ...more }))
  }
  const count = seeds.to - seeds.from + 1
  return Array.from({ length: count }, (_, n) => {
    const seed = seeds.from + n
    return { seed, ...sized(seed), ...more }
  })
}

async function main(options: StormOptions): Promise<void> {
  const begun = performance.now()
  const tasks = tasksOf(options)
  const isOne = tasks.length === 1
  const tally: Tally = { outcomes: [], broken: [] }
  const left = tasks.values()
  const until = begun + options.minutes * 60_000
  const work = async (): Promise<void> => {
    const runner = new StormRunner()
    for (const task of left) {
      if (performance.now() > until) break
      await runTask(runner, task, options, tally)
    }
    runner.end()
  }
  const processes = options.growth ? 1 : Math.min(options.processes, tasks.length)
  await Promise.all(Array.from({ length: processes }, work))
  printSummary(tally, (performance.now() - begun) / 1000)
  if (options.growth) printGrowth(tally.outcomes)
  if (isOne) print(`digest ${tally.outcomes[0]?.digest}`)
  const hasFailed = tally.outcomes.some(({ violations }) => violations.length > 0)
  if (hasFailed || tally.broken.length > 0 || tally.outcomes.length === 0) process.exitCode = 1
}

try {
  await main(parseStormOptions(process.argv.slice(2)))
} catch (cause) {
  print(`${cause instanceof Error ? cause.message : cause}\n${usage}`)
  process.exitCode = 2
}
