// `npm run bench`: speeds as ratios against named yardsticks, measured in one run in alternating
// rounds, with the figures behind them. Absolute numbers mean little on a shared machine.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { walk } from '@holdfast/asn1/der.ts'
import { summaryOf } from '@holdfast/fleet/device-summary.ts'
import { evolve } from '@holdfast/fleet/evolve.ts'
import { needsAttention } from '@holdfast/fleet/needs-attention.ts'
import { parseIccid } from '@holdfast/gsma/ids/iccid.ts'
import { startBundledPostgres } from '@holdfast/server/database/bundled-postgres.ts'
import { benchCommit } from '@holdfast/server/store/bench-commit.ts'
import { buildProfilePackage } from '@holdfast/simulator/smdp/profile-package.ts'
import { fromBER } from 'asn1js'
import { benchEid } from './bench-eid.ts'
import { ask, type LoadResult, load, pollRequest, serve, stop } from './load.ts'

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

const cycle = (count: number): (() => Buffer) => {
  const requests = Array.from({ length: Math.min(count, 2000) }, (_, i) =>
    pollRequest(benchEid(Math.floor((i * count) / Math.min(count, 2000)))),
  )
  let at = 0
  return () => requests[at++ % requests.length] as Buffer
}

async function emptyPolls(): Promise<void> {
  const bare = await serve(['--kind', 'bare', '--folder', join(folder, 'a')])
  const small = await serve(['--cards', '2000', '--folder', join(folder, 'b')])
  const large = await serve([
    ...['--cards', '1000000', '--ready', '20000'],
    ...['--folder', join(folder, 'c')],
  ])
  const measured: Record<'bare' | 'small' | 'large', LoadResult[]> = {
    bare: [],
    small: [],
    large: [],
  }
  const few = cycle(2000)
  const many = cycle(1_000_000)
  for (let round = 0; round < 6; round++) {
    for (const [name, served, next] of [
      ['bare', bare, few],
      ['small', small, few],
      ['large', large, many],
    ] as const) {
      const result = await load({ served, sockets: 50, next, durationMs: 2500 })
      // The first round warms up.
      if (round > 0) measured[name].push(result)
    }
  }
  for (const served of [bare, small, large]) stop(served)
  const rate = (name: keyof typeof measured): number =>
    median(measured[name].map((result) => result.perCpuSecond))
  const figures = (name: keyof typeof measured): string => `${whole(rate(name))} ${name}`
  tell({
    what: 'empty ESipa polls over HTTPS keep-alive ÷ a bare node:https server, same bodies',
    ratio: rate('small') / rate('bare'),
    aim: '≥ 0.7',
    met: rate('small') / rate('bare') >= 0.7,
    figures: `per second of server CPU: ${figures('small')}, ${figures('bare')}`,
    growth: 'flat: a look-up in memory, 17 octets a slot',
  })
  tell({
    what: '1,000,000 cards with 20,000 operations pending for other cards ÷ an empty table',
    ratio: rate('large') / rate('small'),
    aim: '≥ 0.9',
    met: rate('large') / rate('small') >= 0.9,
    figures: `per second of server CPU: ${figures('large')}, ${figures('small')}`,
    growth: 'flat but for cache misses in the table',
  })
}

async function signedPackages(): Promise<void> {
  const rates: number[] = []
  const signatures: number[] = []
  for (let round = 0; round < 3; round++) {
    const ready = 8000
    const served = await serve(['--ready', String(ready), '--folder', join(folder, `s${round}`)])
    signatures.push((await ask<{ perSecond: number }>(served.child, 'sign')).perSecond)
    let at = 0
    const next = (): Buffer | undefined => (at < ready ? pollRequest(benchEid(at++)) : undefined)
    rates.push((await load({ served, sockets: 50, next, durationMs: 60_000 })).perCpuSecond)
    stop(served)
  }
  tell({
    what: 'packages fetched, with choosing, signing and recording ÷ raw P-256 signatures',
    ratio: median(rates) / median(signatures),
    aim: 'stated',
    met: true,
    figures: `per second of server CPU: ${whole(median(rates))} packages over HTTPS, ${whole(median(signatures))} bare signatures`,
    growth: 'flat: one card’s state per package',
  })
}

async function commits(): Promise<void> {
  const database = await startBundledPostgres({
    folder: join(folder, 'postgres'),
    log: () => undefined,
    onFailure: (cause) => {
      throw cause
    },
  })
  const result = await benchCommit({
    address: database.connection,
    rules: { evolve, summaryOf, needsAttention },
    concurrency: 128,
    cards: 2000,
    roundMs: 3000,
    rounds: 4,
  })
  await database.stop()
  tell({
    what: 'results verified and committed ÷ bare single-row commits, same database',
    ratio: result.ratio,
    aim: '> 1',
    met: result.ratio > 1,
    figures: `per second: ${whole(result.verifiedAndCommittedPerSecond)} results, ${whole(result.bareCommitsPerSecond)} bare commits, ${result.concurrency} at once`,
    growth: 'with the logarithm of the fleet (index depth, Merkle frontier)',
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

decoding()
await emptyPolls()
await signedPackages()
await commits()
rmSync(folder, { recursive: true, force: true })
const missed = rows.filter((row) => !row.met)
process.stdout.write(`${JSON.stringify({ rows })}\n`)
process.stdout.write(`${rows.length - missed.length} aims met, ${missed.length} not met\n`)
