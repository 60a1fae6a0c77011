// Causes that silence many devices at once: open ones first, each with its clock and its devices.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { IncidentShape } from '@holdfast/api/shapes/incident.ts'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Go } from '../address/go.tsx'
import { spanShort } from '../clock/time-words.ts'
import { Age, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx'

type Incident = ShapeOf<typeof IncidentShape>

const askEveryMs = 10_000

export function IncidentsPage() {
  const client = useClient()
  const { data, error } = useQuery({
    queryKey: ['incidents'],
    queryFn: ({ signal }) => client.listIncidents({ signal }),
    refetchInterval: askEveryMs,
  })
  return (
    <div className="page">
      <PageHead
        title="Incidents"
        line="One cause, the devices it hits, what to do about it, and how long it lasts."
      />
      {data === undefined && (error ? <ProblemNote error={error} /> : <Skeleton height={120} />)}
      {data?.items.length === 0 && (
        <Empty title="No incident">
          <p>An incident is opened when many devices fall silent for one cause.</p>
        </Empty>
      )}
      {data && data.items.length > 0 && <IncidentTable items={data.items} />}
    </div>
  )
}

const columns: readonly PlainColumn<Incident>[] = [
  {
    title: 'Incident',
    cell: ({ incidentId, words }) => (
      <Go href={`/incidents/${encodeURIComponent(incidentId)}`}>{words}</Go>
    ),
  },
  { title: 'State', cell: ({ state }) => <StateMark state={state} /> },
  { title: 'Devices now', isNumber: true, cell: ({ devices }) => devices.toLocaleString('en') },
  { title: 'In all', isNumber: true, cell: ({ devicesEver }) => devicesEver.toLocaleString('en') },
  { title: 'Opened', cell: ({ openedAt }) => <Age at={openedAt} /> },
  {
    title: 'Lasted',
    cell: ({ endedAt, updatedAt, openedAt }) => spanShort((endedAt ?? updatedAt) - openedAt),
  },
]

function IncidentTable({ items }: { readonly items: readonly Incident[] }) {
  const sorted = [...items].sort(
    (a, b) => Number(a.state === 'ended') - Number(b.state === 'ended') || b.openedAt - a.openedAt,
  )
  return (
    <PlainTable
      caption="incidents, open ones first"
      columns={columns}
      rows={sorted}
      keyOf={({ incidentId }) => incidentId}
    />
  )
}

export function StateMark({ state }: { readonly state: Incident['state'] }) {
  return state === 'open' ? (
    <Mark look={{ shape: 'bang', tone: 'bad', word: 'open' }} />
  ) : (
    <Mark look={{ shape: 'tick', tone: 'good', word: 'ended' }} />
  )
}
