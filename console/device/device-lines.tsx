// What the operators say of a device's lines: their state, what is left of them, and when the
// network last saw them.

import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import type { LineState } from '@holdfast/fleet/lines/line.ts'
import { rejectInWords, rejectOf } from '@holdfast/fleet/lines/reject-cause.ts'
import { useQuery } from '@tanstack/react-query'
import { exactInstant } from '../clock/time-words.ts'
import type { Look } from '../marks/look.ts'
import { Age, EvidenceMark, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { Part } from '../shell/page-head.tsx'
import { bytesInWords } from '../start/number-words.ts'
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx'

type Line = ReplyOf<RouteNamed<'deviceLines'>>['items'][number]

const stateLooks: Readonly<Record<LineState, Look>> = {
  active: { shape: 'disc', tone: 'going', word: 'active' },
  'not-yet-active': { shape: 'clock', tone: 'warn', word: 'not active yet' },
  suspended: { shape: 'bang', tone: 'bad', word: 'suspended' },
  barred: { shape: 'slash', tone: 'bad', word: 'barred' },
  terminated: { shape: 'cross', tone: 'bad', word: 'terminated' },
  unknown: { shape: 'question', tone: 'quiet', word: 'not told' },
}

export function DeviceLines({ eid }: { readonly eid: string }) {
  const client = useClient()
  const { data } = useQuery({
    queryKey: ['device', eid, 'lines'],
    queryFn: ({ signal }) => client.deviceLines({ params: { eid }, signal }),
  })
  if (data === undefined || data.items.length === 0) return null
  return (
    <Part title="Lines">
      <PlainTable
        caption="what the operators say of its lines"
        className="profiles"
        columns={columns}
        rows={data.items}
        keyOf={({ iccid }) => iccid}
      />
    </Part>
  )
}

const columns: readonly PlainColumn<Line>[] = [
  {
    title: 'ICCID',
    cell: ({ iccid, operator }) => (
      <>
        <code>{iccid}</code>
        {operator && <p className="dim small">{operator}</p>}
      </>
    ),
  },
  {
    title: 'State',
    cell: ({ state, rejectCause }) => (
      <>
        <Mark look={stateLooks[state]} />
        {rejectCause !== undefined && (
          <p className="dim small">last refused: {rejectInWords(rejectOf(rejectCause))}</p>
        )}
      </>
    ),
  },
  {
    title: 'Known how',
    cell: ({ evidence, at }) => <EvidenceMark evidence={evidence} at={at} />,
  },
  { title: 'Left', cell: (line) => leftOf(line) || <span className="nothing">not told</span> },
  {
    title: 'In the network',
    cell: ({ lastSeenInNetworkAt: at }) =>
      at === undefined ? <span className="nothing">not told</span> : <Age at={at} />,
  },
]

const leftOf = ({ bytesLeft, smsLeft, validUntil }: Line): string =>
  [
    bytesLeft === undefined ? undefined : bytesInWords(bytesLeft),
    smsLeft === undefined ? undefined : `${smsLeft} SMS`,
    validUntil === undefined ? undefined : `until ${exactInstant(validUntil).slice(0, 10)}`,
  ]
    .filter(Boolean)
    .join(', ')
