// Kills the server again and again in a running sandbox and holds the result against an undisturbed
// run of the same seed: same outcomes, nothing lost, nothing applied twice, a log that verifies and
// that fails when any byte of it is changed.
//
//   npm run crash -- --kills 100 --devices 60 --seed 7 [--database postgres://…] [--keep FOLDER]

import { randomInt } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkAcknowledged } from './acknowledged.ts'
import { checkLog, outcomesOf, readEvents } from './log-checks.ts'
import { runSandbox } from './run-sandbox.ts'
import { spareDatabase } from './spare-database.ts'
import { verifyFile, verifyTampered } from './tampering.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '40' },
    devices: { type: 'string', default: '60' },
    seed: { type: 'string', default: '7' },
    scenario: { type: 'string', default: 'default' },
    /** Mean life of a server in milliseconds; by default the kills spread over the whole run. */
    every: { type: 'string' },
    /** A PostgreSQL server where a database may be made; bundled when absent. */
    database: { type: 'string' },
    /** The log of an undisturbed run that was made before, with the same seed. */
    calm: { type: 'string' },
    tries: { type: 'string', default: '500' },
    /** A folder for the logs and the diary of kills. */
    keep: { type: 'string' },
  },
})
const kills = Number(values.kills)
const work = mkdtempSync(join(tmpdir(), 'holdfast-crash-'))
const begunAt = performance.now()
let passed = 0
let failed = 0

function check(isRight: boolean, words: string): void {
  if (isRight) passed += 1
  else failed += 1
  process.stdout.write(`${isRight ? 'ok  ' : 'FAIL'} ${words}\n`)
}

function say(words: string): void {
  const seconds = Math.round((performance.now() - begunAt) / 1000)
  process.stdout.write(`     [${seconds} s] ${words}\n`)
}

const world = { work, devices: values.devices, seed: values.seed, scenario: values.scenario, say }

async function calmLog(): Promise<{ readonly log: string; readonly seconds: number }> {
  if (values.calm !== undefined) return { log: values.calm, seconds: Number.NaN }
  const { result, log } = await runSandbox({ ...world, name: 'calm', kills: 0, everyMs: 0 })
  say(`undisturbed: ${JSON.stringify(result)}`)
  return { log, seconds: Number(result['wallSeconds']) }
}

function compare(calm: string, crashed: string): void {
  const before = outcomesOf(readEvents(calm))
  const after = outcomesOf(readEvents(crashed))
  const different = [...new Set([...before.keys(), ...after.keys()])].filter(
    (eid) => before.get(eid) !== after.get(eid),
  )
  check(before.size > 0, `${before.size} devices have an outcome in the undisturbed run`)
  check(different.length === 0, `the outcome of ${different.length} devices differs`)
  for (const eid of different.slice(0, 20)) {
    process.stdout.write(`     ${eid}: ${before.get(eid)} became ${after.get(eid)}\n`)
  }
}

const numbersIn = (file: string): readonly number[] =>
  readFileSync(file, 'utf8').trim().split('\n').map(Number)

function checkKills(folder: string): void {
  const file = join(folder, 'kills.txt')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  const counted = (words: string) => lines.filter((line) => line.includes(words)).length
  check(lines.length === kills, `the server was killed ${lines.length} times of ${kills}`)
  say(`${counted('and database')} times together with its database`)
  say(`${counted('while starting')} times while starting, ${counted('in clock')} in clock work`)
  const instants = new Set(lines.map((line) => line.split(', ')[1]))
  say(`at ${instants.size} different instants of the world`)
  const starts = [...numbersIn(join(folder, 'starts.txt'))].sort((a, b) => a - b)
  const at = (share: number) => starts[Math.floor((starts.length - 1) * share)]
  say(`ready again after ms: median ${at(0.5)}, 95 % ${at(0.95)}, longest ${at(1)}`)
}

function checkRecovered(log: string, record: string): void {
  const events = readEvents(log)
  const problems = [...checkLog(events), ...checkAcknowledged(record, events, say)]
  for (const problem of problems.slice(0, 20)) check(false, problem)
  check(problems.length === 0, `nothing lost and nothing twice among ${events.length} events`)
}

async function run(database: string | undefined): Promise<void> {
  const calm = await calmLog()
  const everyMs = Number(values.every ?? Math.max(250, (calm.seconds * 900) / kills))
  const on = database === undefined ? {} : { database }
  say(`now with ${kills} kills, one about every ${Math.round(everyMs)} ms of life`)
  const crashed = await runSandbox({ ...world, ...on, name: 'crashed', kills, everyMs })
  say(`crashed: ${JSON.stringify(crashed.result)}`)
  checkKills(join(work, 'crashed'))
  check(crashed.result['falseSuccess'] === 0, 'no false success')
  check(crashed.result['strandedByHoldfast'] === 0, 'no device stranded by Holdfast')
  checkRecovered(crashed.log, crashed.record)
  compare(calm.log, crashed.log)
  const verdict = verifyFile(crashed.log)
  check(verdict.isGood, `audit verify: ${verdict.words}`)
  const { tries, noticed } = await verifyTampered(crashed.log, Number(values.tries), randomInt)
  check(noticed === tries, `${noticed} of ${tries} changed bytes were noticed`)
  if (values.keep === undefined) return
  copyFileSync(calm.log, join(values.keep, 'calm.jsonl'))
  copyFileSync(crashed.log, join(values.keep, 'crashed.jsonl'))
  copyFileSync(join(work, 'crashed', 'kills.txt'), join(values.keep, 'kills.txt'))
}

try {
  if (values.database === undefined) await run(undefined)
  else await spareDatabase(values.database, run)
} catch (cause) {
  check(false, `the run broke: ${cause instanceof Error ? cause.stack : String(cause)}`)
}
if (failed > 0) say(`what the programs printed is in ${work}`)
else rmSync(work, { recursive: true, force: true })
say(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
