// Outcomes as a bar and as words with numbers; each leads to the list behind it.

import { formatAddress } from '../address/address.ts'
import { Go } from '../address/go.tsx'
import { Mark } from '../marks/mark.tsx'
import { inLadderOrder, lookOf } from '../marks/outcome-look.ts'

interface Props {
  readonly outcomes: Readonly<Record<string, number>>
  readonly total: number
  readonly batchId?: string
}

export function OutcomeBar({ outcomes, total, batchId }: Props) {
  const counted = inLadderOrder(outcomes)
  return (
    <div className="outcome-bar">
      <div className="bar" aria-hidden="true">
        {counted.map(([name, count]) => (
          <span key={name} data-tone={lookOf(name).tone} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul className="bar-words">
        {counted.map(([name, count]) => (
          <li key={name}>
            <Go
              href={formatAddress('/operations', { outcome: name, batch: batchId })}
              className="quiet-link"
            >
              <Mark look={lookOf(name)}>
                {lookOf(name).word} {count.toLocaleString('en')}
                {total > 0 && (
                  <span className="dim"> ({((100 * count) / total).toFixed(1)} %)</span>
                )}
              </Mark>
            </Go>
          </li>
        ))}
      </ul>
    </div>
  )
}
