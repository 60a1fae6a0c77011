// `npm run forecast`: twenty fleets of different sleep, coverage and window mixes, each forecast from
// what an operator knows and then lived through by counter devices, many times each. Which fleets
// count, and how: docs/decisions/0012-when-a-forecast-was-right.md. `--from 501` begins with another
// seed; `--product 3` lives the first three fleets through by the product itself as well (minutes
// each).

import { parseArgs } from 'node:util'
import { formatTable } from '@holdfast/cli/table.ts'
import { atShare, type Comparison, compare, finishesOf } from './compare.ts'
import { mixFleet } from './fleet-mix.ts'
import { ProductRig } from './product-rig.ts'

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '7001' },
    fleets: { type: 'string', default: '20' },
    lives: { type: 'string', default: '401' },
    product: { type: 'string', default: '0' },
  },
})
const [first, wanted, lives] = [values.from, values.fleets, values.lives].map(Number) as [
  number,
  number,
  number,
]
const aim = 0.1
/** Fleets before 7001 were judged by so many lives. */
const fewLives = 101
const hourMs = 3_600_000

const header = [
  ...['FLEET', 'DEVICES', 'FORECAST p10', 'p50', 'p90', 'LIVES p10', 'middle', 'p90'],
  ...['ERROR', 'INSIDE', '', 'MADE OF'],
]
const hours = (value: number | undefined): string => (value === undefined ? '—' : value.toFixed(1))
const isWithin = ({ error, isFinishTold }: Comparison): boolean =>
  isFinishTold && Math.abs(error) <= aim
const isNear = ({ predictedHours = Number.NaN }: Comparison, hours: number): boolean =>
  Math.abs(predictedHours / hours - 1) <= aim
/** By the middle of the first lives alone, as it was judged before. */
function isWithinFew(one: Comparison): boolean {
  const finishes = finishesOf(one.lives.slice(0, fewLives), one.mix.campaign.startAt)
  return one.isFinishTold && isNear(one, atShare(finishes, 0.5) ?? Number.NaN)
}
const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0)

const bound = ({ forecast, mix }: Comparison, key: 'p10' | 'p50' | 'p90'): number | undefined =>
  forecast.finish && (forecast.finish[key] - mix.campaign.startAt) / hourMs

function row(one: Comparison): readonly string[] {
  const { mix, forecast, error, livesInside, finishedHours } = one
  const lived = (share: number): number | undefined => atShare(finishedHours, share)
  return [
    ...[String(mix.seed), String(forecast.devices)],
    ...[hours(bound(one, 'p10')), hours(bound(one, 'p50')), hours(bound(one, 'p90'))],
    ...[hours(lived(0.1)), hours(one.simulatedHours), hours(lived(0.9))],
    Number.isNaN(error) ? '—' : `${error > 0 ? '+' : ''}${(error * 100).toFixed(1)} %`,
    ...[`${livesInside} of ${finishedHours.length}`, isWithin(one) ? 'ok' : 'OUT', mix.words],
  ]
}

function stoppedWords({ mix, forecast, finishedHours, isFinishTold }: Comparison): string {
  const { stopChance, cannotFinish } = forecast
  const told = `the forecast says it is stopped in ${Math.round(stopChance * 100)} of 100 runs`
  const who = cannotFinish.map(({ devices, code }) => `${Math.round(devices)} ${code}`).join(', ')
  return (
    `fleet ${mix.seed} finishes in ${finishedHours.length} of ${lives} lives: ${told}` +
    `${who ? `; cannot finish: ${who}` : ''}: ${isFinishTold ? 'ok' : 'OUT'} (${mix.words})`
  )
}

async function productWords({ mix, lives: lived }: Comparison): Promise<string> {
  const { finishedAt, succeeded, failed, expired } = await new ProductRig(mix, 0).run()
  const at = finishedAt === undefined ? undefined : (finishedAt - mix.campaign.startAt) / hourMs
  const [light] = lived
  return (
    `fleet ${mix.seed} by the product: ${hours(at)} h, ${succeeded} succeeded, ${failed} failed, ` +
    `${expired} expired; the first life: ${light?.succeeded}, ${light?.failed}, ${light?.expired}`
  )
}

const startedAt = performance.now()
const found: Comparison[] = []
const stopped: Comparison[] = []
const crossed: string[] = []
for (let seed = first; found.length < wanted; seed++) {
  const one = compare(mixFleet(seed), lives)
  const isCrossed = found.length + stopped.length < Number(values.product)
  ;(one.finishes ? found : stopped).push(one)
  const told = one.finishes ? row(one).slice(0, -1).join(' ') : stoppedWords(one)
  process.stderr.write(`${told}\n`)
  if (isCrossed) crossed.push(await productWords(one))
}

const count = (is: (one: Comparison, finish: number) => boolean): number =>
  sum(found.map((one) => one.finishedHours.filter((at) => is(one, at)).length))
const within = found.filter(isWithin).length
const withinFew = found.filter(isWithinFew).length
const told = stopped.filter(({ isFinishTold }) => isFinishTold).length
const lived = sum(found.map(({ finishedHours }) => finishedHours.length))
const inside = sum(found.map(({ livesInside }) => livesInside))
const sooner = count((one, at) => at < (bound(one, 'p10') ?? 0))
const later = count((one, at) => at > (bound(one, 'p90') ?? 0))
const near = count(isNear)
const lines = [
  formatTable(
    header,
    found.map((one) => [...row(one)]),
  ),
  `hours from the start; error: p50 against the middle of ${lives} lives`,
  '',
  ...stopped.map(stoppedWords),
  ...crossed,
  `lives between p10 and p90: ${inside} of ${lived}, ${((100 * inside) / lived).toFixed(0)} of 100 ` +
    `(should be about 80); sooner than p10: ${sooner}; later than p90: ${later}`,
  `single lives within ${aim * 100} % of p50: ${near} of ${lived}`,
  `fleets that do not finish: ${stopped.length}; of ${told} the forecast says so`,
  ...(lives > fewLives
    ? [`by the first ${fewLives} lives alone: ${withinFew} of ${found.length} fleets`]
    : []),
  `${within} of ${found.length} fleets within ${aim * 100} %; ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
]
process.stdout.write(`${lines.join('\n')}\n`)
process.exitCode = within === found.length && told === stopped.length ? 0 : 1
