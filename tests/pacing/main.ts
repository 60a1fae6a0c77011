// `npm run attach-storm`: 375,000 devices fail in the same minute by several causes; the attaches a
// second that follow from Holdfast's decisions, with the ceiling, beside the same without a guard.

import { parseArgs } from 'node:util'
import { runStorm, type StormResult, type StormWish } from './attach-storm.ts'

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '375000' },
    seed: { type: 'string', default: '6' },
    hours: { type: 'string', default: '48' },
    'without-hours': { type: 'string', default: '1' },
  },
})
const wish: StormWish = {
  seed: Number(values.seed),
  devices: Number(values.devices),
  operators: 3,
  areasPerOperator: 40,
  ceilingPerSecond: 100,
  areaCeilingPerSecond: 10,
  hours: Number(values.hours),
  guard: 'on',
}
const hours = (value: number | undefined): string =>
  value === undefined ? 'not within the time' : `${value.toFixed(1)} h`

function tell(title: string, result: StormResult): void {
  const { peakPerSecond, ceilingPerSecond, secondsOverCeiling, congested, hoursTo } = result
  process.stdout.write(
    `${title}\n  offered at most ${peakPerSecond} attaches in a second, ceiling ${ceilingPerSecond}; ` +
      `${secondsOverCeiling} seconds over it, ${congested} attempts turned away by overload\n` +
      `  of the recoverable back: half after ${hours(hoursTo.half)}, 90 % after ${hours(hoursTo.most)}, 99 % after ${hours(hoursTo.nearlyAll)}\n`,
  )
  for (const row of result.byCause) {
    process.stdout.write(
      `  ${row.cause.padEnd(32)} ${String(row.devices).padStart(7)} devices, attempts a device ` +
        `${(row.attempts / row.devices).toFixed(2).padStart(7)} (most ${row.attemptsMax}), back ${row.recovered} of ${row.recoverable}\n`,
    )
  }
}

const begun = performance.now()
const guarded = runStorm(wish)
tell(`with the guard, ${values.hours} h`, guarded)
const bare = runStorm({ ...wish, guard: 'off', hours: Number(values['without-hours']) })
tell(`without any, again after 30 s, ${values['without-hours']} h`, bare)
const permanent = guarded.byCause.filter(({ recoverable }) => recoverable === 0)
const hammered = Math.max(...permanent.map(({ attemptsMax }) => attemptsMax))
const isMet = guarded.secondsOverCeiling === 0 && hammered <= 1
process.stdout.write(
  `${isMet ? 'met' : 'NOT met'}: seconds over the ceiling ${guarded.secondsOverCeiling} (without the guard ${bare.secondsOverCeiling}); ` +
    `most attempts of a permanently rejected device ${hammered} (without the guard ${Math.max(...bare.byCause.filter(({ recoverable }) => recoverable === 0).map(({ attemptsMax }) => attemptsMax))}); ` +
    `${((performance.now() - begun) / 1000).toFixed(0)} s\n`,
)
process.exitCode = isMet ? 0 : 1
