// `npm run forecast`: twenty fleets of different sleep, coverage and window mixes, each forecast from
// what an operator knows and then lived through by counter devices, a few times each. Prints fleet
// by fleet, then the counts. `--product 3` lives the first three fleets through by the product
// itself as well (minutes each).

import { parseArgs } from 'node:util'
import { formatTable } from '@holdfast/cli/table.ts'
import { type Comparison, compare } from './compare.ts'
import { mixFleet } from './fleet-mix.ts'
import { ProductRig } from './product-rig.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1001..1020' },
    lives: { type: 'string', default: '5' },
    product: { type: 'string', default: '0' },
  },
})
const [first = 1001, last = first] = values.seeds.split('..').map(Number)
const aim = 0.1
const hourMs = 3_600_000

const header = [
  ...['FLEET', 'DEVICES', 'FORECAST p10', 'p50', 'p90', 'LIVES from', 'middle', 'to'],
  ...['ERROR', 'INSIDE', '', 'MADE OF'],
]
const hours = (value: number | undefined): string => (value === undefined ? '—' : value.toFixed(1))
const isWithin = ({ error }: Comparison): boolean => Math.abs(error) <= aim

function finishesOf({ mix, lives }: Comparison): readonly number[] {
  return lives
    .flatMap(({ finishedAt }) => finishedAt ?? [])
    .map((at) => (at - mix.campaign.startAt) / hourMs)
    .toSorted((a, b) => a - b)
}

function row(one: Comparison): readonly string[] {
  const { mix, forecast, error, livesInside, lives } = one
  const { finish } = forecast
  const since = (at: number | undefined): string =>
    hours(at === undefined ? undefined : (at - mix.campaign.startAt) / hourMs)
  const lived = finishesOf(one)
  return [
    ...[String(mix.seed), String(forecast.devices)],
    ...[since(finish?.p10), since(finish?.p50), since(finish?.p90)],
    ...[hours(lived[0]), hours(one.simulatedHours), hours(lived.at(-1))],
    Number.isNaN(error) ? '—' : `${error > 0 ? '+' : ''}${(error * 100).toFixed(1)} %`,
    ...[`${livesInside} of ${lives.length}`, isWithin(one) ? 'ok' : 'OUT', mix.words],
  ]
}

const startedAt = performance.now()
const found: Comparison[] = []
const crossed: string[] = []
for (let seed = first; seed <= last; seed++) {
  const mix = mixFleet(seed)
  const one = compare(mix, Number(values.lives))
  found.push(one)
  process.stderr.write(`${row(one).slice(0, -1).join(' ')}\n`)
  if (seed - first >= Number(values.product)) continue
  const { finishedAt, succeeded, failed, expired } = await new ProductRig(mix, 0).run()
  const at = finishedAt === undefined ? undefined : (finishedAt - mix.campaign.startAt) / hourMs
  const [light] = one.lives
  crossed.push(
    `fleet ${seed} by the product: ${hours(at)} h, ${succeeded} succeeded, ${failed} failed, ` +
      `${expired} expired; the first life: ${light?.succeeded}, ${light?.failed}, ${light?.expired}`,
  )
}

const count = (is: (one: Comparison, finish: number) => boolean): number =>
  found.reduce((sum, one) => sum + finishesOf(one).filter((at) => is(one, at)).length, 0)
const bound = ({ forecast, mix }: Comparison, key: 'p10' | 'p90'): number =>
  ((forecast.finish?.[key] ?? Number.NaN) - mix.campaign.startAt) / hourMs
const within = found.filter(isWithin).length
const lives = found.reduce((sum, one) => sum + one.lives.length, 0)
const inside = found.reduce((sum, one) => sum + one.livesInside, 0)
const near = count(
  ({ predictedHours = Number.NaN }, at) => Math.abs(predictedHours / at - 1) <= aim,
)
const lines = [
  formatTable(
    header,
    found.map((one) => [...row(one)]),
  ),
  'hours from the start; error: p50 against the middle of the lives',
  '',
  ...crossed,
  `lives between p10 and p90: ${inside} of ${lives} (should be about 80 of 100); sooner than p10: ` +
    `${count((one, at) => at < bound(one, 'p10'))}; later than p90: ${count((one, at) => at > bound(one, 'p90'))}`,
  `single lives within ${aim * 100} % of p50: ${near} of ${lives}`,
  `${within} of ${found.length} fleets within ${aim * 100} %; ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
]
process.stdout.write(`${lines.join('\n')}\n`)
process.exitCode = within === found.length ? 0 : 1
