// When a campaign will be through, how surely, what it takes and who cannot finish; and afterwards
// how good the forecast at its start was.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CampaignForecastShape, ForecastShape } from '@holdfast/api/shapes/forecast.ts'
import { useNow } from '../clock/server-clock.tsx'
import { ageInWords, exactInstant } from '../clock/time-words.ts'
import { Note } from '../shell/note.tsx'
import { bytesInWords, devicesInWords } from '../start/number-words.ts'
import { Wide } from '../table/wide.tsx'

export type Forecast = ShapeOf<typeof ForecastShape>
type Grade = NonNullable<ShapeOf<typeof CampaignForecastShape>['grade']>

export function ForecastView({ forecast }: { readonly forecast: Forecast }) {
  const { finish, stopChance, bytes, joules, cost, cannotFinish, restsOn } = forecast
  const now = useNow()
  return (
    <>
      <p>
        {finish === undefined ? (
          'It does not finish in any run.'
        ) : (
          <>
            <strong>
              through <time title={exactInstant(finish.p50)}>{ageInWords(finish.p50, now)}</time>
            </strong>
            ; in eight of ten runs between {exactInstant(finish.p10).slice(0, 16)} and{' '}
            {exactInstant(finish.p90).slice(0, 16)} UTC
          </>
        )}
      </p>
      {stopChance >= 0.01 && (
        <Note tone="warn">
          In {Math.round(100 * stopChance)} of 100 runs its own thresholds stop it.
        </Note>
      )}
      <p className="dim">
        {bytesInWords(bytes)} over the air, {energyInWords(joules)}
        {cost && `, ${cost.amount.toLocaleString('en')} ${cost.currency}`}
      </p>
      <CannotFinish forecast={forecast} isEmpty={cannotFinish.length === 0} />
      <details>
        <summary>By class of device, and what it rests on</summary>
        <Classes forecast={forecast} />
        <ul className="lines">
          {restsOn.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </details>
    </>
  )
}

const energyInWords = (joules: number): string =>
  joules < 10_000 ? `${joules.toFixed(0)} J` : `${(joules / 1000).toFixed(0)} kJ`

interface CannotProps {
  readonly forecast: Forecast
  readonly isEmpty: boolean
}

function CannotFinish({ forecast: { cannotFinish }, isEmpty }: CannotProps) {
  if (isEmpty) return null
  return (
    <ul className="refusals">
      {cannotFinish.map(({ code, why, remedy, devices, className }) => (
        <li key={`${code} ${className ?? ''}`}>
          <strong>{devicesInWords(Math.round(devices))}</strong> cannot finish: {why}
          <p>What helps: {remedy}</p>
        </li>
      ))}
    </ul>
  )
}

function Classes({ forecast: { classes } }: { readonly forecast: Forecast }) {
  return (
    <Wide label="what it takes, by class">
      <table className="plain">
        <caption className="hidden-text">what the campaign takes, by class of device</caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col" data-number>
              Devices
            </th>
            <th scope="col" data-number>
              Each, data
            </th>
            <th scope="col" data-number>
              Each, energy
            </th>
            <th scope="col" data-number>
              Days of battery
            </th>
          </tr>
        </thead>
        <tbody>
          {classes.map((one) => (
            <tr key={one.name}>
              <th scope="row">
                {one.name}
                <p className="dim small">rhythm {one.intervalFrom}</p>
              </th>
              <td data-number>{Math.round(one.devices).toLocaleString('en')}</td>
              <td data-number>{bytesInWords(one.bytes)}</td>
              <td data-number>{energyInWords(one.joules)}</td>
              <td data-number>{one.daysOfLife.toFixed(1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}

export function GradeView({ grade }: { readonly grade: Grade }) {
  const { finishError, isInsideInterval } = grade
  const percent = Math.abs(100 * finishError).toFixed(0)
  const words = finishError >= 0 ? 'too long' : 'too short'
  return (
    <Note tone={isInsideInterval ? 'good' : 'warn'} title="How good the forecast was">
      The forecast at its start was {percent} % {words}; the end lay{' '}
      {isInsideInterval ? 'inside' : 'outside'} its interval.
    </Note>
  )
}
