// `holdfast campaign forecast ID`: when it will be through and how sure that is, what it takes from
// devices, who cannot finish and why; the grade of the first forecast when it is over.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CampaignForecastShape, ForecastShape } from '@holdfast/api/shapes/forecast.ts'
import { Command } from 'commander'
import { act, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'
import { formatTable } from '../table.ts'
import { formatInstant } from '../time-words.ts'

type Forecast = ShapeOf<typeof ForecastShape>
type Shown = ShapeOf<typeof CampaignForecastShape>
type Span = NonNullable<Forecast['finish']>

export function forecastCommand(cli: Cli): Command {
  return new Command('forecast')
    .description('when it will be through, what it takes, who cannot finish')
    .argument('<id>')
    .action(
      act(cli, async (call) => {
        const id = call.args[0] ?? ''
        const shown = await call.client().campaignForecast({ params: { id } })
        call.report(shown, formatShown(shown))
        return exitCodes.done
      }),
    )
}

function formatShown({ forecast, atStart, grade }: Shown): string {
  const one = forecast ?? atStart
  if (!one) return 'there is no forecast of it'
  return [gradeLine(grade), ...formatForecast(one)].filter((text) => text !== '').join('\n')
}

function gradeLine(grade: Shown['grade']): string {
  if (!grade) return ''
  const percent = Math.abs(grade.finishError * 100).toFixed(1)
  const way = grade.finishError > 0 ? 'too long' : 'too short'
  const inside = grade.isInsideInterval ? 'inside' : 'outside'
  return `It is over. The forecast was ${percent} % ${way}, ${inside} its interval. It said:`
}

/** What a forecast says, as lines for people. */
export function formatForecast(forecast: Forecast): readonly string[] {
  const { finish, succeeded, failed, overDeadline, stopChance, bytes, joules } = forecast
  const whole = (value: number): string => Math.round(value).toLocaleString('en')
  return [
    finish ? `through ${spanWords(finish)}` : 'in no run all of its waves got through',
    `${whole(succeeded)} succeed, ${whole(failed)} fail, ${whole(overDeadline)} run out of time`,
    stopChance > 0 ? `the thresholds stop it in ${(stopChance * 100).toFixed(0)} of 100 runs` : '',
    `${whole(bytes / 1000)} kB and ${whole(joules)} J in all`,
    '',
    formatTable(
      ['wave', 'devices', 'ends'],
      forecast.waves.map(({ name, devices, ends }) => [
        ...[name, whole(devices)],
        ends ? spanWords(ends) : 'not known',
      ]),
    ),
    '',
    formatTable(
      ['devices', 'like', 'joules each', 'days of life'],
      forecast.classes.map((of) => [
        ...[whole(of.devices), of.name],
        ...[of.joules.toFixed(1), of.daysOfLife.toFixed(1)],
      ]),
    ),
    ...cannotWords(forecast),
    '',
    ...forecast.restsOn.map((words) => `rests on: ${words}`),
  ]
}

function cannotWords({ cannotFinish }: Forecast): readonly string[] {
  if (cannotFinish.length === 0) return []
  return [
    '',
    'cannot finish:',
    ...cannotFinish.map(
      ({ devices, why, remedy, samples }) =>
        `  ${devices.toFixed(0)}: ${why}; ${remedy}${samples[0] ? ` (e.g. ${samples[0]})` : ''}`,
    ),
  ]
}

const spanWords = ({ p10, p50, p90 }: Span): string =>
  p10 === p90
    ? formatInstant(p50)
    : `${formatInstant(p50)}, 8 of 10 times between ${formatInstant(p10)} and ${formatInstant(p90)}`
