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
import { Wide } from '../table/wide.tsx'

type Incident = ShapeOf<typeof IncidentShape>

const askEveryMs = 5_000

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

function IncidentTable({ items }: { readonly items: readonly Incident[] }) {
  const sorted = [...items].sort(
    (a, b) => Number(a.state === 'ended') - Number(b.state === 'ended') || b.openedAt - a.openedAt,
  )
  return (
    <Wide label="incidents">
      <table className="plain">
        <caption className="hidden-text">incidents, open ones first</caption>
        <thead>
          <tr>
            <th scope="col">Incident</th>
            <th scope="col">State</th>
            <th scope="col" data-number>
              Devices now
            </th>
            <th scope="col" data-number>
              In all
            </th>
            <th scope="col">Opened</th>
            <th scope="col">Lasted</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((incident) => (
            <tr key={incident.incidentId}>
              <th scope="row">
                <Go href={`/incidents/${encodeURIComponent(incident.incidentId)}`}>
                  {incident.words}
                </Go>
              </th>
              <td>
                <StateMark state={incident.state} />
              </td>
              <td data-number>{incident.devices.toLocaleString('en')}</td>
              <td data-number>{incident.devicesEver.toLocaleString('en')}</td>
              <td>
                <Age at={incident.openedAt} />
              </td>
              <td>{spanShort((incident.endedAt ?? incident.updatedAt) - incident.openedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}

export function StateMark({ state }: { readonly state: Incident['state'] }) {
  return state === 'open' ? (
    <Mark look={{ shape: 'bang', tone: 'bad', word: 'open' }} />
  ) : (
    <Mark look={{ shape: 'tick', tone: 'good', word: 'ended' }} />
  )
}
