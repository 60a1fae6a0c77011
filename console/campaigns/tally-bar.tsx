// The devices of a wave or a campaign by state: a bar, and the same in words with numbers.

import { formatAddress } from '../address/address.ts'
import { Go } from '../address/go.tsx'
import { Mark } from '../marks/mark.tsx'
import { shareInWords } from '../start/number-words.ts'
import { devicesOf, inStateOrder, lookOfState, type Tally } from './campaign-look.ts'

interface Props {
  readonly tally: Tally
  /** The campaign to which the words lead, and the wave of it. */
  readonly campaignId?: string
  readonly wave?: number
}

export function TallyBar({ tally }: Pick<Props, 'tally'>) {
  return (
    <div className="bar" aria-hidden="true">
      {inStateOrder(tally).map(([state, count]) => (
        <span
          key={state}
          data-tone={lookOfState(state).tone}
          data-state={state}
          style={{ flexGrow: count }}
        />
      ))}
    </div>
  )
}

export function TallyWords({ tally, campaignId, wave }: Props) {
  const total = devicesOf(tally)
  return (
    <ul className="bar-words">
      {inStateOrder(tally).map(([state, count]) => {
        const look = lookOfState(state)
        const words = (
          <Mark look={look}>
            {look.word} {count.toLocaleString('en')}{' '}
            <span className="dim">({shareInWords(count, total)})</span>
          </Mark>
        )
        const more = wave === undefined ? {} : { wave: String(wave) }
        return (
          <li key={state}>
            {campaignId === undefined ? (
              words
            ) : (
              <Go
                className="quiet-link"
                href={formatAddress(`/campaigns/${campaignId}`, { ...more, state })}
              >
                {words}
              </Go>
            )}
          </li>
        )
      })}
    </ul>
  )
}
