// `npm run bench`: speeds as ratios against named yardsticks, measured in one run in alternating
// rounds, with the figures behind them. Absolute numbers mean little on a shared machine.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { walk } from '@holdfast/asn1/der.ts'
import { parseIccid } from '@holdfast/gsma/ids/iccid.ts'
import { startBundledPostgres } from '@holdfast/server/database/bundled-postgres.ts'
import { benchCommit } from '@holdfast/server/store/bench-commit.ts'
import { fleetRules as rules } from '@holdfast/server/store/fleet-rules.ts'
import { openPool, type PostgresAddress } from '@holdfast/server/store/postgres-connection.ts'
import { openPostgresStore } from '@holdfast/server/store/postgres-store.ts'
import { buildProfilePackage } from '@holdfast/simulator/smdp/profile-package.ts'
import { fromBER } from 'asn1js'
import { benchEid } from './bench-eid.ts'
import { ask, Devices, type NextRequest, pollRequest, type Served, serve, stop } from './load.ts'
import { benchPlanning } from './plan-campaign.ts'
import { putReadyCards } from './ready-cards.ts'

interface Row {
  readonly what: string
  readonly ratio: number
  readonly aim: string
  readonly met: boolean
  readonly figures: string
  readonly growth: string
}

const rows: Row[] = []
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
const postgres = await startBundledPostgres({
  folder: join(folder, 'postgres'),
  log: () => undefined,
  onFailure: (cause) => {
    throw cause
  },
})
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const whole = (value: number): string => Math.round(value).toLocaleString('en')

function tell(row: Row): void {
  rows.push(row)
  const mark = row.met ? 'met' : 'NOT met'
  process.stdout.write(
    `${row.what}\n  ratio ${row.ratio.toFixed(2)} (aim ${row.aim}: ${mark})\n` +
      `  ${row.figures}\n  as the fleet grows: ${row.growth}\n`,
  )
}

/** Polls of as many different cards as a busy server sees between two writes of contacts. */
const polledCards = 20_000

const pollsOf = (cards: number): NextRequest => {
  const requests = Array.from({ length: polledCards }, (_, i) =>
    pollRequest(benchEid(Math.floor((i * cards) / polledCards))),
  )
  let at = 0
  return () => requests[at++ % polledCards] as Buffer
}

interface Polled {
  readonly served: Served
  readonly devices: Devices
  readonly next: NextRequest
  readonly rates: number[]
}

async function polled(args: readonly string[], cards: number): Promise<Polled> {
  const served = await serve(args)
  const devices = await Devices.connect(served, 50)
  return { served, devices, next: pollsOf(cards), rates: [] }
}

/** An empty database for the cards of one server. */
async function newDatabase(name: string): Promise<PostgresAddress> {
  const pool = openPool(postgres.connection, 1)
  await pool.query(`CREATE DATABASE ${name}`)
  await pool.end()
  return { ...postgres.connection, database: name }
}

/** Short slices in turn, there and back: what else the machine does meets all alike. */
async function inTurn(contestants: readonly Polled[]): Promise<void> {
  for (const { devices, next } of contestants) await devices.send(next, 2500)
  for (let round = 0; round < 24; round++) {
    for (const { devices, next, rates } of round % 2 ? contestants.toReversed() : contestants) {
      rates.push((await devices.send(next, 400)).perCpuSecond)
    }
  }
  for (const { devices, served } of contestants) {
    devices.hangUp()
    stop(served)
  }
}

async function emptyPolls(): Promise<void> {
  const [empty, full] = [await newDatabase('few'), await newDatabase('many')]
  const filled = await openPostgresStore({ address: full, rules })
  await putReadyCards(filled, 1_000_000, 20_000)
  await filled.close()
  const place = (name: string): string[] => ['--folder', join(folder, name)]
  const on = (address: PostgresAddress): string[] => ['--database', JSON.stringify(address)]
  const bare = await polled(['--kind', 'bare', ...place('a')], polledCards)
  const small = await polled(
    ['--cards', String(polledCards), ...place('b'), ...on(empty)],
    polledCards,
  )
  const large = await polled(['--cards', '1000000', ...place('c'), ...on(full)], 1_000_000)
  await inTurn([bare, small, large])
  const [toBare, toSmall] = [
    median(small.rates.map((rate, i) => rate / (bare.rates[i] as number))),
    median(large.rates.map((rate, i) => rate / (small.rates[i] as number))),
  ]
  const figures = `per second of the server process’s CPU, medians of 24 slices (the ratio is the median of neighbouring slices): ${whole(median(bare.rates))} bare, ${whole(median(small.rates))} with ${whole(polledCards)} cards, ${whole(median(large.rates))} with 1,000,000`
  tell({
    what: 'empty ESipa polls over HTTPS keep-alive ÷ a bare node:https server, same bodies',
    ratio: toBare,
    aim: '≥ 0.7',
    met: toBare >= 0.7,
    figures,
    growth: 'flat: a look-up in memory, 17 octets a slot',
  })
  tell({
    what: '1,000,000 cards with 20,000 operations pending for other cards ÷ an empty table',
    ratio: toSmall,
    aim: '≥ 0.9',
    met: toSmall >= 0.9,
    figures: `${figures}; ${whole(polledCards)} different cards poll in both`,
    growth: 'flat but for cache misses in the table',
  })
}

async function signedPackages(): Promise<void> {
  const rates: number[] = []
  const signatures: number[] = []
  for (let round = 0; round < 3; round++) {
    const ready = 8000
    const served = await serve(['--ready', String(ready), '--folder', join(folder, `s${round}`)])
    const devices = await Devices.connect(served, 50)
    signatures.push((await ask<{ perSecond: number }>(served.child, 'sign')).perSecond)
    let at = 0
    const next = (): Buffer | undefined => (at < ready ? pollRequest(benchEid(at++)) : undefined)
    rates.push((await devices.send(next, 60_000)).perCpuSecond)
    devices.hangUp()
    stop(served)
  }
  tell({
    what: 'packages fetched, with choosing, signing and recording ÷ raw P-256 signatures',
    ratio: median(rates) / median(signatures),
    aim: 'stated',
    met: true,
    figures: `per second of server CPU: ${whole(median(rates))} packages over HTTPS (memory store), ${whole(median(signatures))} bare signatures`,
    growth: 'flat: one card’s state per package',
  })
}

async function commits(): Promise<void> {
  const result = await benchCommit({
    address: postgres.connection,
    rules,
    concurrency: 128,
    cards: 2000,
    roundMs: 1000,
    rounds: 12,
  })
  const growth = 'with the logarithm of the fleet (index depth, Merkle frontier)'
  const results = `per second: ${whole(result.verifiedAndCommittedPerSecond)} results of ${result.concurrency} cards at once`
  tell({
    what: 'results verified and committed ÷ bare single-row commits, one after another',
    ratio: result.ratioOneByOne,
    aim: '> 1',
    met: result.ratioOneByOne > 1,
    figures: `${results}, ${whole(result.bareCommitsOneByOnePerSecond)} bare commits on one connection`,
    growth,
  })
  tell({
    what: 'results verified and committed ÷ bare single-row commits on up to 32 connections at once',
    ratio: result.ratio,
    aim: '> 1',
    met: result.ratio > 1,
    figures: `${results}, ${whole(result.bareCommitsPerSecond)} bare commits, whose waits for the disk the database shares too`,
    growth,
  })
}

function timesPerSecond(action: () => void): number {
  const until = performance.now() + 1500
  let count = 0
  const startedAt = performance.now()
  while (performance.now() < until) {
    action()
    count += 1
  }
  return count / ((performance.now() - startedAt) / 1000)
}

function walkWith(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const read = fromBER(bytes.slice(at).buffer as ArrayBuffer)
    if (read.offset <= 0) throw new Error('asn1js could not read the profile')
    at += read.offset
  }
}

function decoding(): void {
  const iccid = parseIccid('89330100000000001234')
  if (!iccid.ok) throw new Error(iccid.why)
  const profile = buildProfilePackage(iccid.value, 12_200)
  const ours: number[] = []
  const theirs: number[] = []
  let seen = 0
  for (let round = 0; round < 4; round++) {
    ours.push(timesPerSecond(() => walk(profile, () => void seen++)))
    theirs.push(timesPerSecond(() => walkWith(profile)))
  }
  const ratio = median(ours) / median(theirs)
  tell({
    what: `DER decode of a profile package of ${profile.length} octets ÷ asn1js`,
    ratio,
    aim: '≥ 100',
    met: ratio >= 100,
    figures: `profiles a second: ${whole(median(ours))} ours, ${whole(median(theirs))} asn1js`,
    growth: 'does not',
  })
}

const plannedDevices = 1_000_000

async function planning(): Promise<void> {
  const address = await newDatabase('planning')
  const { rounds, ratio } = await benchPlanning(address, { devices: plannedDevices, rounds: 3 })
  const planned = median(rounds.map((round) => round.planned))
  const bare = median(rounds.map((round) => round.bare))
  tell({
    what: `planning a campaign over ${whole(plannedDevices)} devices ÷ a bare INSERT … SELECT`,
    ratio,
    aim: '≤ 4',
    met: ratio <= 4,
    figures: `seconds: ${planned.toFixed(1)} planned in three waves, ${bare.toFixed(1)} bare`,
    growth: 'with the number of devices, a little more for ranking them',
  })
}

/** By name, so that one of them can be run alone: `npm run bench -- planning`. */
const benches = { decoding, planning, emptyPolls, signedPackages, commits }
const wanted = process.argv.slice(2)
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench()
}
await postgres.stop()
rmSync(folder, { recursive: true, force: true })
const missed = rows.filter((row) => !row.met)
process.stdout.write(`${JSON.stringify({ rows })}\n`)
process.stdout.write(`${rows.length - missed.length} aims met, ${missed.length} not met\n`)
