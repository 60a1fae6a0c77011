// A campaign's course: devices that succeeded, and those that ended otherwise, over time, under the
// line of all. The numbers behind the drawing stand in a table below it.

import { exactInstant } from '../clock/time-words.ts'
import { Age } from '../marks/mark.tsx'
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx'
import { devicesOf, settledOf } from './campaign-look.ts'
import type { Series } from './use-campaign.ts'

const width = 760
const height = 220
const left = 44
const bottom = 24
const top = 16
const ticks = 4
/** A forecast made so soon after the first device is one of the start. */
const soonMs = 600_000
const rowsMax = 24

interface Point {
  readonly at: number
  readonly succeeded: number
  readonly settled: number
}

interface Props {
  readonly series: Series
  readonly total: number
  /** What a forecast said, and when it was made. */
  readonly expected?: readonly { readonly at: number; readonly succeeded: number }[]
  readonly expectedAt?: number
}

export function BurnUp({ series, total, expected = [], expectedAt }: Props) {
  const points = pointsOf(series)
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 2) {
    return <p className="dim">The course is drawn once the first devices have ended.</p>
  }
  const until = Math.max(last.at, expected.at(-1)?.at ?? 0)
  const place = placing({ from: first.at, until, total })
  const words = `${last.succeeded} of ${total} succeeded, ${last.settled - last.succeeded} ended otherwise`
  return (
    <figure className="burn-up">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`course: ${words}`}>
        <Axes from={first.at} until={until} total={total} place={place} />
        <path className="area" data-tone="bad" d={area(points, place, ({ settled }) => settled)} />
        <path
          className="area"
          data-tone="good"
          d={area(points, place, ({ succeeded }) => succeeded)}
        />
        {expected.length > 1 && <path className="expected" d={lineOf(expected, place)} />}
      </svg>
      <figcaption>
        <ul className="bar-words">
          <li>
            <span className="swatch" data-tone="good" /> succeeded
          </li>
          <li>
            <span className="swatch" data-tone="bad" /> ended otherwise
          </li>
          {expected.length > 1 && (
            <li>
              <span className="swatch dashed" /> succeeded, as forecast{' '}
              {expectedAt === undefined || expectedAt <= first.at + soonMs ? (
                'at the start'
              ) : (
                <Age at={expectedAt} />
              )}
            </li>
          )}
        </ul>
        <details>
          <summary>The numbers</summary>
          <Numbers points={points} total={total} />
        </details>
      </figcaption>
    </figure>
  )
}

/** Many points may lie on one pixel; the last of each is kept. */
function pointsOf({ points, now }: Series): readonly Point[] {
  const all = points.map(({ at, tally }) => ({
    at,
    succeeded: tally.succeeded ?? 0,
    settled: settledOf(tally),
  }))
  const end = all.at(-1)
  const isOver =
    points.at(-1) !== undefined &&
    settledOf(points.at(-1)?.tally ?? {}) === devicesOf(points.at(-1)?.tally ?? {})
  return end && !isOver && now > end.at ? [...all, { ...end, at: now }] : all
}

interface Frame {
  readonly from: number
  readonly until: number
  readonly total: number
}

interface Place {
  readonly x: (at: number) => number
  readonly y: (count: number) => number
}

function placing({ from, until, total }: Frame): Place {
  const span = Math.max(1, until - from)
  return {
    x: (at) => left + ((at - from) / span) * (width - left - 8),
    // A forecast counts in parts of devices and may say a little more than there are.
    y: (count) =>
      height - bottom - Math.min(1, count / Math.max(1, total)) * (height - bottom - top),
  }
}

function lineOf(
  expected: readonly { readonly at: number; readonly succeeded: number }[],
  { x, y }: Place,
): string {
  const points = expected.map(
    ({ at, succeeded }) => `${x(at).toFixed(1)},${y(succeeded).toFixed(1)}`,
  )
  return `M${points.join(' L')}`
}

/** A stepped area: a count holds until the next point. */
function area(
  points: readonly Point[],
  { x, y }: Place,
  countOf: (point: Point) => number,
): string {
  const steps = points.flatMap((point, i) => {
    const before = points[i - 1]
    const to = `${x(point.at).toFixed(1)},${y(countOf(point)).toFixed(1)}`
    return before ? [`${x(point.at).toFixed(1)},${y(countOf(before)).toFixed(1)}`, to] : [to]
  })
  const [first, last] = [points[0], points.at(-1)]
  const base = y(0).toFixed(1)
  return `M${x(first?.at ?? 0).toFixed(1)},${base} L${steps.join(' L')} L${x(last?.at ?? 0).toFixed(1)},${base}Z`
}

function Axes({ from, until, total, place }: Frame & { readonly place: Place }) {
  const counts = Array.from({ length: ticks + 1 }, (_, i) => Math.round((total * i) / ticks))
  const times = Array.from({ length: ticks + 1 }, (_, i) => from + ((until - from) * i) / ticks)
  return (
    <g className="axes">
      {[...new Set(counts)].map((count) => (
        <g key={count}>
          <line x1={left} x2={width - 8} y1={place.y(count)} y2={place.y(count)} />
          <text x={left - 6} y={place.y(count) + 4} textAnchor="end">
            {count.toLocaleString('en')}
          </text>
        </g>
      ))}
      {times.map((at, i) => (
        <text
          key={at}
          className={i % 2 === 1 ? 'between' : undefined}
          x={place.x(at)}
          y={height - 6}
          textAnchor={i === 0 ? 'start' : i === ticks ? 'end' : 'middle'}
        >
          {exactInstant(at).slice(5, 16)}
        </text>
      ))}
    </g>
  )
}

function Numbers({ points, total }: { readonly points: readonly Point[]; readonly total: number }) {
  const every = Math.max(1, Math.ceil(points.length / rowsMax))
  const columns: readonly PlainColumn<Point>[] = [
    { title: 'When', cell: ({ at }) => exactInstant(at) },
    count('Succeeded', ({ succeeded }) => succeeded),
    count('Ended otherwise', ({ settled, succeeded }) => settled - succeeded),
    count('Still open', ({ settled }) => total - settled),
  ]
  return (
    <PlainTable
      caption="the course in numbers"
      className="narrow"
      columns={columns}
      rows={points.filter((_, i) => i % every === 0 || i === points.length - 1)}
      keyOf={({ at }) => String(at)}
    />
  )
}

const count = (title: string, countOf: (point: Point) => number): PlainColumn<Point> => ({
  title,
  isNumber: true,
  cell: (point) => countOf(point).toLocaleString('en'),
})
