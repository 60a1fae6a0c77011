// Causes that silence many devices at once: open ones first, each with its clock and its devices.

import { Skeleton } from '@mantine/core'
import { Go } from '../address/go.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { IncidentTable } from './incident-table.tsx'
import { useIncidents } from './use-incidents.ts'

const shown = 200

export function IncidentsPage() {
  const { data, error } = useIncidents()
  return (
    <div className="page">
      <PageHead
        title="Incidents"
        line={
          <span className="counted">
            <Go href="/health" className="quiet-link">
              Health
            </Go>
            <span>One cause, the devices it concerns, what to do, and how long it lasts.</span>
          </span>
        }
      />
      {data === undefined && (error ? <ProblemNote error={error} /> : <Skeleton height={120} />)}
      {data?.items.length === 0 && (
        <Empty title="No incident">
          <p>
            An incident is opened when many devices fall silent for one cause within a day, or when
            something stops a campaign.
          </p>
        </Empty>
      )}
      {data && data.items.length > 0 && <IncidentTable items={data.items} rowsMax={shown} />}
      {data && data.items.length > shown && (
        <p className="dim">
          and {(data.items.length - shown).toLocaleString('en')} older ones:{' '}
          <code>holdfast incidents --ended</code> lists them all
        </p>
      )}
    </div>
  )
}
