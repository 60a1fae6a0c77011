// What happened to a device, newest first. It grows by itself while it is looked at.

import { Skeleton } from '@mantine/core'
import { Go } from '../address/go.tsx'
import { EvidenceMark } from '../marks/mark.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { Timeline } from '../timeline/timeline.tsx'
import { useTimeline } from './use-device.ts'

const shownAtFirst = 60

export function DeviceTimeline({ eid }: { readonly eid: string }) {
  const { data: entries, error } = useTimeline(eid)
  if (entries === undefined) {
    return error ? <ProblemNote error={error} /> : <Skeleton height={160} />
  }
  if (entries.length === 0) return <p className="dim">Nothing has happened yet.</p>
  const shown = entries.map(({ evidence, operationId, ...entry }) => ({
    ...entry,
    before: evidence && <EvidenceMark evidence={evidence} />,
    after: operationId && (
      <Go href={`/operations/${operationId}`} className="quiet-link small">
        operation
      </Go>
    ),
  }))
  return <Timeline label="timeline, newest first" entries={shown} shownAtFirst={shownAtFirst} />
}
