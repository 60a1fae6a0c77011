// An incident as it is listed: open or over, and its clock.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { IncidentShape } from '@holdfast/api/shapes/incident.ts'
import { Go } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { exactInstant, spanShort } from '../clock/time-words.ts'
import { lookOfSilence } from '../health/silence-look.ts'
import { Age, Mark } from '../marks/mark.tsx'
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx'

export type Incident = ShapeOf<typeof IncidentShape>

export function StateMark({ state }: { readonly state: Incident['state'] }) {
  return state === 'open' ? (
    <Mark look={{ shape: 'bang', tone: 'bad', word: 'open' }} />
  ) : (
    <Mark look={{ shape: 'tick', tone: 'good', word: 'over' }} />
  )
}

/** How long it lasts or lasted, by the server's clock. */
export function Lasted({ openedAt, endedAt }: Pick<Incident, 'openedAt' | 'endedAt'>) {
  const now = useNow()
  return <time title={exactInstant(openedAt)}>{spanShort((endedAt ?? now) - openedAt)}</time>
}

const columns: readonly PlainColumn<Incident>[] = [
  {
    title: 'Incident',
    cell: ({ incidentId, words }) => (
      <Go href={`/incidents/${encodeURIComponent(incidentId)}`}>{words}</Go>
    ),
  },
  { title: 'State', cell: ({ state }) => <StateMark state={state} /> },
  { title: 'Class', cell: (one) => one.class && <Mark look={lookOfSilence(one.class)} /> },
  { title: 'Devices now', isNumber: true, cell: ({ devices }) => devices.toLocaleString('en') },
  { title: 'In all', isNumber: true, cell: ({ devicesEver }) => devicesEver.toLocaleString('en') },
  { title: 'Began', cell: ({ openedAt }) => <Age at={openedAt} /> },
  { title: 'Lasts', cell: (one) => <Lasted openedAt={one.openedAt} endedAt={one.endedAt} /> },
]

interface Props {
  readonly items: readonly Incident[]
  readonly rowsMax?: number
}

/** Open ones first, of these the one with the most devices. */
export function IncidentTable({ items, rowsMax }: Props) {
  const sorted = items.toSorted(
    (a, b) =>
      Number(a.state === 'ended') - Number(b.state === 'ended') ||
      b.devices - a.devices ||
      b.openedAt - a.openedAt,
  )
  return (
    <PlainTable
      caption="incidents, open ones first"
      className="incidents"
      columns={columns}
      rows={sorted.slice(0, rowsMax)}
      keyOf={({ incidentId }) => incidentId}
    />
  )
}
