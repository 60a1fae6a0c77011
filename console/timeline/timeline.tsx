// What happened, as a list in words: a mark for how good it is, when, what, and who caused it. A long
// one shows its first entries and asks before it shows the rest.

import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useNow } from '../clock/server-clock.tsx'
import { clockTime, exactInstant } from '../clock/time-words.ts'
import { LevelMark } from '../marks/mark.tsx'

export interface TimelineEntry {
  readonly at: number
  readonly position: number
  readonly level: string
  readonly words: string
  readonly actor: string
  /** What else is said of it, before and after who caused it. */
  readonly before?: ReactNode
  readonly after?: ReactNode
}

interface Props {
  /** For those who do not see it; says also in which order. */
  readonly label: string
  readonly entries: readonly TimelineEntry[]
  readonly shownAtFirst: number
}

export function Timeline({ label, entries, shownAtFirst }: Props) {
  const now = useNow()
  const [shown, setShown] = useState(shownAtFirst)
  return (
    <>
      <ol className="timeline" aria-label={label}>
        {entries.slice(0, shown).map(({ at, position, level, words, actor, before, after }) => (
          <li key={position} data-level={level}>
            <LevelMark level={level} />
            <time className="number" dateTime={new Date(at).toISOString()} title={exactInstant(at)}>
              {clockTime(at, now)}
            </time>
            <div>
              <span>{words}</span>
              <span className="entry-more">
                {before}
                <span className="dim small">{actor}</span>
                {after}
              </span>
            </div>
          </li>
        ))}
      </ol>
      {entries.length > shown && (
        <Button variant="default" size="compact-sm" onClick={() => setShown(entries.length)}>
          Show all {entries.length.toLocaleString('en')}
        </Button>
      )}
    </>
  )
}
