// When a campaign will be through, how surely, what it takes and who cannot finish; and afterwards
// how good the forecast at its start was.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CampaignForecastShape, ForecastShape } from '@holdfast/api/shapes/forecast.ts'
import { useNow } from '../clock/server-clock.tsx'
import { ageInWords, exactInstant } from '../clock/time-words.ts'
import { Note } from '../shell/note.tsx'
import { bytesInWords, devicesInWords } from '../start/number-words.ts'
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx'

export type Forecast = ShapeOf<typeof ForecastShape>
type Grade = NonNullable<ShapeOf<typeof CampaignForecastShape>['grade']>

export function ForecastView({ forecast }: { readonly forecast: Forecast }) {
  const { finish, stopChance, bytes, joules, cost, cannotFinish, restsOn, classes } = forecast
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
        <PlainTable
          caption="what the campaign takes, by class of device"
          columns={classColumns}
          rows={classes}
          keyOf={({ name }) => name}
        />
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

type ClassOf = Forecast['classes'][number]

const classColumns: readonly PlainColumn<ClassOf>[] = [
  {
    title: 'Class',
    cell: ({ name, intervalFrom }) => (
      <>
        {name}
        <p className="dim small">rhythm {intervalFrom}</p>
      </>
    ),
  },
  {
    title: 'Devices',
    isNumber: true,
    cell: ({ devices }) => Math.round(devices).toLocaleString('en'),
  },
  { title: 'Each, data', isNumber: true, cell: ({ bytes }) => bytesInWords(bytes) },
  { title: 'Each, energy', isNumber: true, cell: ({ joules }) => energyInWords(joules) },
  { title: 'Days of battery', isNumber: true, cell: ({ daysOfLife }) => daysOfLife.toFixed(1) },
]

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
