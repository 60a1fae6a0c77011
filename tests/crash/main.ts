// Kills the server again and again in a running sandbox and holds the result against an undisturbed
// run of the same seed: same outcomes, nothing lost, nothing applied twice, a log that verifies and
// that fails when any byte of it is changed.
//
//   npm run crash -- --kills 100 --devices 60 --seed 7 [--database postgres://…]

import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { conductSandbox, type SandboxResult } from '../../cli/sandbox/conductor.ts'
import { checkLog, outcomesOf, readEvents } from './log-checks.ts'

const root = join(import.meta.dirname, '../..')
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '40' },
    devices: { type: 'string', default: '60' },
    seed: { type: 'string', default: '7' },
    scenario: { type: 'string', default: 'default' },
    database: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})
const work = mkdtempSync(join(tmpdir(), 'holdfast-crash-'))
let passed = 0
let failed = 0
let lastVerdict = ''

function check(isRight: boolean, words: string): void {
  if (isRight) passed += 1
  else failed += 1
  process.stdout.write(`${isRight ? 'ok  ' : 'FAIL'} ${words}\n`)
}

interface Run {
  readonly name: string
  readonly kills: number
  readonly database?: string
}

async function sandbox({ name, kills, database }: Run): Promise<SandboxResult> {
  const exported = join(work, `${name}.jsonl`)
  Object.assign(process.env, {
    HOLDFAST_CRASH_KILLS: String(kills),
    HOLDFAST_CRASH_SEED: values.seed,
    HOLDFAST_CRASH_SERVER: join(root, 'server/main.ts'),
    HOLDFAST_CRASH_EXPORT: exported,
    HOLDFAST_CRASH_DATABASE: database ? 'server' : 'bundled',
  })
  const result = await conductSandbox(
    {
      serverScript: join(root, 'tests/crash/mortal-server.ts'),
      worldScript: join(root, 'simulator/main.ts'),
      folder: join(work, name),
      worldArgs: [
        '--devices',
        values.devices,
        '--seed',
        values.seed,
        '--scenario',
        values.scenario,
      ],
      serverArgs: [
        '--esipa-listen',
        '127.0.0.1:0',
        '--listen',
        '127.0.0.1:0',
        ...(database ? ['--database', database] : []),
      ],
      untilDone: true,
      onProgress: () => undefined,
      onLine: (program, line) => {
        if (/error|did not|no export/i.test(line)) process.stderr.write(`${program}: ${line}\n`)
      },
      onEnded: () => undefined,
      stopped: new AbortController().signal,
    },
    () => undefined,
  )
  if (!result) throw new Error('the sandbox gave no result')
  return result
}

function verifies(file: string): boolean {
  const run = spawnSync(process.execPath, [join(root, 'server/audit/verify-main.ts'), file])
  if (run.status !== 0) lastVerdict = `${run.stdout}${run.stderr}`.trim()
  return run.status === 0
}

function checkTampering(file: string): void {
  const original = readFileSync(file)
  const copy = join(work, 'tampered.jsonl')
  const tries = 24
  let noticed = 0
  for (let i = 0; i < tries; i++) {
    const at = Math.floor((original.length * (i + 0.5)) / tries)
    const changed = Uint8Array.from(original)
    changed[at] = (changed[at] as number) ^ 1
    writeFileSync(copy, changed)
    if (!verifies(copy)) noticed += 1
  }
  check(noticed === tries, `${noticed} of ${tries} changed bytes were noticed`)
}

function compare(calm: string, crashed: string): void {
  const before = outcomesOf(readEvents(calm))
  const after = outcomesOf(readEvents(crashed))
  const different = [...new Set([...before.keys(), ...after.keys()])].filter(
    (eid) => before.get(eid) !== after.get(eid),
  )
  check(before.size > 0, `${before.size} devices have an outcome in the undisturbed run`)
  check(different.length === 0, `the outcome of ${different.length} devices differs`)
  for (const eid of different.slice(0, 10)) {
    process.stdout.write(`     ${eid}: ${before.get(eid)} became ${after.get(eid)}\n`)
  }
}

const kills = Number(values.kills)
const calm = await sandbox({ name: 'calm', kills: 0 })
const crashed = await sandbox({
  name: 'crashed',
  kills,
  ...(values.database ? { database: values.database } : {}),
})
const done = readFileSync(join(work, 'crashed', 'kills.txt'), 'utf8')
  .trim()
  .split('\n').length
process.stdout.write(`calm    ${JSON.stringify(calm)}\ncrashed ${JSON.stringify(crashed)}\n`)
check(done === kills, `the server was killed ${done} times of ${kills}`)
const log = join(work, 'crashed.jsonl')
for (const problem of checkLog(readEvents(log)).slice(0, 20)) check(false, problem)
check(checkLog(readEvents(log)).length === 0, 'the log shows nothing lost and nothing twice')
check(crashed['falseSuccess'] === 0, 'no false success')
check(verifies(log), `the exported log verifies ${lastVerdict}`)
checkTampering(log)
compare(join(work, 'calm.jsonl'), log)
if (values.keep) copyFileSync(log, join(tmpdir(), 'holdfast-crashed.jsonl'))
rmSync(work, { recursive: true, force: true })
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 ? 1 : 0
