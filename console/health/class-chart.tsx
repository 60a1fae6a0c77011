// Open cases by class and age: a table that is its own chart. All bars have one scale, so that rows
// can be compared; the numbers stand beside them, and each leads to the list behind it.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { StrandedCountsShape } from '@holdfast/api/shapes/silence.ts'
import { formatAddress } from '../address/address.ts'
import { Go } from '../address/go.tsx'
import { Mark } from '../marks/mark.tsx'
import { Wide } from '../table/wide.tsx'
import { inSilenceOrder, lookOfSilence } from './silence-look.ts'

type Counts = ShapeOf<typeof StrandedCountsShape>

const ages = [
  { key: 'day', title: 'up to a day' },
  { key: 'week', title: 'up to a week' },
  { key: 'month', title: 'up to a month' },
  { key: 'older', title: 'longer' },
] as const

export function ClassChart({ counts }: { readonly counts: Counts }) {
  const rows = inSilenceOrder(counts.byClass)
  const most = Math.max(1, ...rows.map(([, count]) => count))
  return (
    <Wide label="open cases by class and age">
      <table className="plain class-chart">
        <caption className="hidden-text">open cases by class and by age</caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col" data-number>
              Devices
            </th>
            <th scope="col" className="chart-cell">
              <ul className="ages" aria-hidden="true">
                {ages.map(({ key, title }) => (
                  <li key={key} data-age={key}>
                    {title}
                  </li>
                ))}
              </ul>
              <span className="hidden-text">drawn</span>
            </th>
            {ages.map(({ key, title }) => (
              <th scope="col" key={key} data-number>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, count]) => (
            <ClassRow
              key={name}
              name={name}
              count={count}
              most={most}
              byAge={counts.byAge[name] ?? {}}
            />
          ))}
        </tbody>
      </table>
    </Wide>
  )
}

interface RowProps {
  readonly name: string
  readonly count: number
  readonly most: number
  readonly byAge: Readonly<Record<string, number>>
}

function ClassRow({ name, count, most, byAge }: RowProps) {
  const look = lookOfSilence(name)
  return (
    <tr>
      <th scope="row">
        <Go href={formatAddress('/health', { class: name })} className="quiet-link">
          <Mark look={look} />
        </Go>
        <p className="dim small">{look.meaning}</p>
      </th>
      <td data-number>
        <strong>{count.toLocaleString('en')}</strong>
      </td>
      <td className="chart-cell" aria-hidden="true">
        <div className="bar" data-tone={look.tone} style={{ width: `${(100 * count) / most}%` }}>
          {ages.map(({ key }) => {
            const part = byAge[key] ?? 0
            return part > 0 && <span key={key} data-age={key} style={{ flexGrow: part }} />
          })}
        </div>
      </td>
      {ages.map(({ key }) => (
        <td key={key} data-number>
          {byAge[key] ? byAge[key].toLocaleString('en') : <span className="nothing">–</span>}
        </td>
      ))}
    </tr>
  )
}
