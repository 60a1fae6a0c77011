// What happened to a campaign: who planned, approved, started, paused and ended it and why, how its
// waves were judged, what it held, and which breakers its devices met. Newest first.

import { Skeleton } from '@mantine/core'
import { Go } from '../address/go.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { Timeline, type TimelineEntry } from '../timeline/timeline.tsx'
import { type Campaign, type HistoryEvent, useCampaignHistory } from './use-campaign.ts'

const shownAtFirst = 12

export function CampaignHistory({ campaign }: { readonly campaign: Campaign }) {
  const { data: events, error } = useCampaignHistory(campaign)
  if (events === undefined) {
    return error ? <ProblemNote error={error} /> : <Skeleton height={160} />
  }
  if (events.length === 0) return <p className="dim">Nothing has happened yet.</p>
  return (
    <>
      {error && <ProblemNote error={error} />}
      <Timeline
        label="history of the campaign, newest first"
        entries={events.map(entryOf).toReversed()}
        shownAtFirst={shownAtFirst}
      />
    </>
  )
}

/** What the campaign or a round of the server decided has nobody's name. */
const actorInWords = (actor: string): string =>
  actor === 'campaign' || actor === 'holdfast' ? 'by itself' : actor

function entryOf({ at, position, level, words, actor, subject }: HistoryEvent): TimelineEntry {
  const isIncident = subject.kind === 'incident'
  return {
    ...{ at, position, level, actor: actorInWords(actor) },
    words: isIncident ? `breaker ${words}` : words,
    after: isIncident && (
      <Go href={`/incidents/${encodeURIComponent(subject.id)}`} className="quiet-link small">
        incident
      </Go>
    ),
  }
}
