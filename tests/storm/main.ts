// Runs storms: many seeds on all processes, says what broke with the shortest schedule that breaks
// it, and ends with an error when anything did.

import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StormOutcome, StormTask } from './run-one.ts'
import type { Shrunk } from './shrink.ts'
import { parseStormOptions, type StormOptions, usage } from './storm-options.ts'
import { StormRunner } from './storm-runner.ts'

/** Happenings of a schedule that are printed; the file holds all. */
const shownMax = 20

const print = (text: string): void => void process.stdout.write(`${text}\n`)

interface Tally {
  readonly outcomes: StormOutcome[]
  readonly broken: string[]
}

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
  print(`seed ${task.seed}: ${answer.outcome.violations.length} violations`)
  for (const { invariant, what, at } of answer.outcome.violations.slice(0, 10)) {
    print(`  ${invariant} ${new Date(at).toISOString()} ${what}`)
  }
  const minutes = options.shrinkMinutes
  const shrunk = await runner.ask({ kind: 'shrink', task, violation: first, minutes })
  if (shrunk.kind === 'shrunk') printShrunk(shrunk.shrunk)
  if (shrunk.kind === 'broke') print(`  no shorter one was found: ${shrunk.why}`)
}

function printShrunk({ task, violation, runs, isMinimal }: Shrunk): void {
  const how = isMinimal ? 'the shortest' : 'the shortest found in time'
  print(`  ${how}, after ${runs} runs: ${violation.invariant} ${violation.what}`)
  const file = join(tmpdir(), `holdfast-storm-${task.seed}-${violation.invariant}.json`)
  writeFileSync(file, `${JSON.stringify(task)}\n`)
  print(`  to see it again: npm run storm -- --schedule ${file}`)
  for (const happening of task.happenings.slice(0, shownMax)) {
    print(`    ${JSON.stringify(happening)}`)
  }
  const more = task.happenings.length - shownMax
  if (more > 0) print(`    and ${more} more`)
}

function printSummary({ outcomes, broken }: Tally, seconds: number): void {
  const sum = (read: (outcome: StormOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + read(outcome), 0)
  const years = sum(({ deviceYears }) => deviceYears)
  const faults: Record<string, number> = {}
  for (const outcome of outcomes) {
    for (const [kind, count] of Object.entries(outcome.faults)) {
      faults[kind] = (faults[kind] ?? 0) + count
    }
  }
  const failed = outcomes.filter(({ violations }) => violations.length > 0)
  const perSecond = years / seconds
  const perCpu = years / sum(({ cpuSeconds }) => cpuSeconds)
  print(`seeds ${outcomes.length}, device-years ${years.toFixed(1)}`)
  print(`device-years per wall second ${perSecond.toFixed(2)}, per CPU second ${perCpu.toFixed(2)}`)
  print(`operations ${sum(({ operations }) => operations)}, events ${sum(({ events }) => events)}`)
  print(`faults ${JSON.stringify(faults)}`)
  print(`violations ${sum(({ violations }) => violations.length)} in ${failed.length} seeds`)
  if (failed.length > 0) print(`failed seeds: ${failed.map(({ seed }) => seed).join(' ')}`)
  if (broken.length > 0) print(`storms that broke by themselves: ${broken.length}`)
}

function tasksOf({ seeds, devices, hours, schedule }: StormOptions): StormTask[] {
  if (schedule !== undefined) return [JSON.parse(readFileSync(schedule, 'utf8')) as StormTask]
  const count = seeds.to - seeds.from + 1
  return Array.from({ length: count }, (_, n) => ({ seed: seeds.from + n, devices, hours }))
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
  await Promise.all(Array.from({ length: Math.min(options.processes, tasks.length) }, work))
  printSummary(tally, (performance.now() - begun) / 1000)
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
