// What happened, in words, newest first. It grows by itself while it is looked at.

import { Button, Skeleton } from '@mantine/core'
import { useState } from 'react'
import { Go } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { clockTime, exactInstant } from '../clock/time-words.ts'
import { EvidenceMark, LevelMark } from '../marks/mark.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { useTimeline } from './use-device.ts'

const shownAtFirst = 60

export function DeviceTimeline({ eid }: { readonly eid: string }) {
  const now = useNow()
  const [shown, setShown] = useState(shownAtFirst)
  const { data: entries, error } = useTimeline(eid)
  if (entries === undefined) {
    return error ? <ProblemNote error={error} /> : <Skeleton height={160} />
  }
  if (entries.length === 0) return <p className="dim">Nothing has happened yet.</p>
  return (
    <>
      <ol className="timeline" aria-label="timeline, newest first">
        {entries
          .slice(0, shown)
          .map(({ at, position, level, words, evidence, actor, operationId }) => (
            <li key={position} data-level={level}>
              <LevelMark level={level} />
              <time
                className="number"
                dateTime={new Date(at).toISOString()}
                title={exactInstant(at)}
              >
                {clockTime(at, now)}
              </time>
              <div>
                <span>{words}</span>
                <span className="entry-more">
                  {evidence && <EvidenceMark evidence={evidence} />}
                  <span className="dim small">{actor}</span>
                  {operationId && (
                    <Go href={`/operations/${operationId}`} className="quiet-link small">
                      operation
                    </Go>
                  )}
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
