// What the storms of a run are told as: each failing seed with the shortest schedule that breaks
// it, the sum at the end, and how the speed changes with the number of devices.

import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StormOutcome } from './run-one.ts'
import type { Shrunk } from './shrink.ts'

/** Happenings of a schedule that are printed; the file holds all. */
const shownMax = 20
const violationsShownMax = 10

export const print = (text: string): void => void process.stdout.write(`${text}\n`)

export interface Tally {
  readonly outcomes: StormOutcome[]
  readonly broken: string[]
}

export function printFailure({ seed, violations }: StormOutcome): void {
  print(`seed ${seed}: ${violations.length} violations`)
  for (const { invariant, what, at } of violations.slice(0, violationsShownMax)) {
    print(`  ${invariant} ${new Date(at).toISOString()} ${what}`)
  }
}

export function printShrunk({ task, violation, runs, isMinimal }: Shrunk): void {
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

export function printSummary({ outcomes, broken }: Tally, seconds: number): void {
  const sum = (read: (outcome: StormOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + read(outcome), 0)
  const cpuSeconds = sum((outcome) => outcome.cpuSeconds)
  const rate = (name: string, count: number, digits: number): string =>
    `${name} ${(count / seconds).toFixed(digits)} a wall second, ` +
    `${(count / cpuSeconds).toFixed(digits)} a CPU second`
  const failed = outcomes.filter(({ violations }) => violations.length > 0)
  const years = sum(({ deviceYears }) => deviceYears)
  const contacts = sum((outcome) => outcome.contacts)
  const operations = sum((outcome) => outcome.operations)
  const simulated = sum(({ devices }) => devices)
  print(`seeds ${outcomes.length}, devices ${simulated}, device-years ${years.toFixed(1)}`)
  print(`wall ${seconds.toFixed(0)} s, CPU ${cpuSeconds.toFixed(0)} s`)
  print(rate('device-years', years, 2))
  print(rate(`contacts ${contacts}:`, contacts, 0))
  print(rate(`operations ${operations}:`, operations, 1))
  print(`exchanges ${sum(({ exchanges }) => exchanges)}, events ${sum(({ events }) => events)}`)
  const faults = countFaults(outcomes)
  const injected = Object.entries(faults).filter(([kind]) => !kind.startsWith('deed-'))
  const all = injected.reduce((total, [, count]) => total + count, 0)
  print(`faults ${all} of ${injected.length} kinds: ${JSON.stringify(faults)}`)
  print(`violations ${sum(({ violations }) => violations.length)} in ${failed.length} seeds`)
  if (failed.length > 0) print(`failed seeds: ${failed.map(({ seed }) => seed).join(' ')}`)
  if (broken.length > 0) print(`storms that broke by themselves: ${broken.length}`)
}

function countFaults(outcomes: readonly StormOutcome[]): Readonly<Record<string, number>> {
  const faults: Record<string, number> = {}
  for (const outcome of outcomes) {
    for (const [kind, count] of Object.entries(outcome.faults)) {
      faults[kind] = (faults[kind] ?? 0) + count
    }
  }
  return Object.fromEntries(Object.entries(faults).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** One line for each size of the fleet. */
export function printGrowth(outcomes: readonly StormOutcome[]): void {
  print(
    'devices  device-years  contacts  operations  wall s   CPU s  device-years/CPU s  ms/contact',
  )
  for (const { devices, deviceYears, contacts, operations, seconds, cpuSeconds } of outcomes) {
    const columns = [
      String(devices).padStart(7),
      deviceYears.toFixed(1).padStart(12),
      String(contacts).padStart(8),
      String(operations).padStart(10),
      seconds.toFixed(1).padStart(6),
      cpuSeconds.toFixed(1).padStart(6),
      (deviceYears / cpuSeconds).toFixed(3).padStart(18),
      ((cpuSeconds * 1000) / contacts).toFixed(2).padStart(10),
    ]
    print(columns.join('  '))
  }
}
