// The waves of a campaign in their order: how far each is, and what it waits for.

import { Age, Mark } from '../marks/mark.tsx'
import { shareInWords } from '../start/number-words.ts'
import { lookOfPhase, settledOf } from './campaign-look.ts'
import { TallyBar, TallyWords } from './tally-bar.tsx'
import type { Campaign, Wave } from './use-campaign.ts'

export function WaveTable({ campaign }: { readonly campaign: Campaign }) {
  return (
    <ol className="waves">
      {campaign.waves.map((wave) => (
        <li key={wave.index} data-phase={wave.phase}>
          <WaveRow wave={wave} campaignId={campaign.campaignId} />
        </li>
      ))}
    </ol>
  )
}

interface RowProps {
  readonly wave: Wave
  readonly campaignId: string
}

function WaveRow({ wave, campaignId }: RowProps) {
  const { name, devices, phase, tally, waitsFor, reason, openedAt, endedAt } = wave
  const ended = settledOf(tally)
  return (
    <section aria-label={`wave ${name}`}>
      <p className="counted">
        <strong>{name}</strong>
        <Mark look={lookOfPhase(phase)} />
        <span>
          {ended.toLocaleString('en')} of {devices.toLocaleString('en')} ended{' '}
          <span className="dim">({shareInWords(ended, devices)})</span>
        </span>
        {openedAt !== undefined && (
          <span className="dim">
            {endedAt === undefined ? 'opened ' : 'ended '}
            <Age at={endedAt ?? openedAt} />
          </span>
        )}
      </p>
      <TallyBar tally={tally} />
      <TallyWords tally={tally} campaignId={campaignId} wave={wave.index} />
      {reason && <p>{reason.why}</p>}
      {phase === 'open' && waitsFor.length > 0 && (
        <ul className="lines">
          {waitsFor.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
    </section>
  )
}
