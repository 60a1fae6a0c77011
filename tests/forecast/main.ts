// `npm run forecast`: twenty fleets of different sleep, coverage and window mixes, each forecast from
// what an operator knows and then lived through by counter devices. Prints fleet by fleet.

import { parseArgs } from 'node:util'
import { type Comparison, compare } from './compare.ts'
import { mixFleet } from './fleet-mix.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1001..1020' },
    lives: { type: 'string', default: '5' },
  },
})
const [first = 1001, last = first] = values.seeds.split('..').map(Number)
const aim = 0.1

const hours = (value: number | undefined): string => (value === undefined ? '—' : value.toFixed(1))
const columns = (texts: readonly string[]): string =>
  texts
    .map((text, at) =>
      at === texts.length - 1 ? text : text.padStart([5, 7, 24, 9, 7, 6, 6][at] ?? 8),
    )
    .join(' ')

function row({
  mix,
  forecast,
  predictedHours,
  simulatedHours,
  error,
  livesInside,
  lives,
}: Comparison): string {
  const since = (at: number): string => hours((at - mix.campaign.startAt) / 3_600_000)
  const { finish } = forecast
  const devices = mix.campaign.waves.reduce((sum, wave) => sum + wave.devices, 0)
  return columns([
    String(mix.seed),
    String(devices),
    finish ? `${since(finish.p10)} ${hours(predictedHours)} ${since(finish.p90)}` : '—',
    hours(simulatedHours),
    `${(error * 100).toFixed(1)} %`,
    `${livesInside}/${lives.length}`,
    Math.abs(error) <= aim ? 'ok' : 'OUT',
    mix.words,
  ])
}

const startedAt = performance.now()
process.stdout.write(
  `${columns(['seed', 'devices', 'predicted p10 p50 p90 h', 'simulated', 'error', 'inside', '', 'fleet'])}\n`,
)
const found: Comparison[] = []
for (let seed = first; seed <= last; seed++) {
  const comparison = compare(mixFleet(seed), Number(values.lives))
  found.push(comparison)
  process.stdout.write(`${row(comparison)}\n`)
}
const within = found.filter(({ error }) => Math.abs(error) <= aim).length
const inside = found.reduce((sum, one) => sum + one.livesInside, 0)
const lives = found.reduce((sum, one) => sum + one.lives.length, 0)
process.stdout.write(
  `${within} of ${found.length} within ${aim * 100} %; ${inside} of ${lives} lives between p10 and p90; ` +
    `${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`,
)
process.exitCode = within === found.length ? 0 : 1
