// Cases of stranded devices, open or ended, newest first: the class and the facts it rests on, what
// was tried, what is next.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { SilenceClassShape, StrandedCaseShape } from '@holdfast/api/shapes/silence.ts'
import { Go } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { spanShort } from '../clock/time-words.ts'
import { Age, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { type Column, RowTable } from '../table/row-table.tsx'
import { useLiveRefresh } from '../table/use-live-refresh.ts'
import { usePages } from '../table/use-pages.ts'
import { recoveryWords } from './recovery-words.ts'
import { lookOfSilence } from './silence-look.ts'

export type StrandedCase = ShapeOf<typeof StrandedCaseShape>

interface Which {
  readonly state: 'open' | 'ended'
  readonly class?: ShapeOf<typeof SilenceClassShape>
}

const rowsAtOnce = 100

export function StrandedList(which: Which) {
  const client = useClient()
  const list = usePages<StrandedCase, Awaited<ReturnType<typeof client.listStranded>>>({
    queryKey: ['stranded', which],
    ask: (cursor, signal) =>
      client.listStranded({
        query: { ...which, limit: rowsAtOnce, ...(cursor === undefined ? {} : { cursor }) },
        signal,
      }),
  })
  useLiveRefresh(list)
  if (list.error && list.rows.length === 0) return <ProblemNote error={list.error} />
  if (!list.isLoading && list.rows.length === 0) {
    return (
      <Empty title={which.state === 'open' ? 'No device is stranded' : 'No case has ended yet'}>
        <p>
          A case is opened when a device has not called for 1.2 times its own contact interval, and
          ends with its next contact.
        </p>
      </Empty>
    )
  }
  return (
    <RowTable
      label={`${which.state} cases of stranded devices`}
      columns={which.state === 'open' ? openColumns : endedColumns}
      rows={list.rows}
      keyOf={({ caseId }) => caseId}
      hasMore={list.hasMore}
      isLoading={list.isLoading}
      onEnd={list.more}
    />
  )
}

const device: Column<StrandedCase> = {
  id: 'device',
  title: 'Device',
  width: 130,
  cell: ({ eid }) => <Go href={`/devices/${eid}`}>…{eid.slice(-10)}</Go>,
}

const silenceClass: Column<StrandedCase> = {
  id: 'class',
  title: 'Class',
  width: 170,
  cell: (one) => <Mark look={lookOfSilence(one.class)} />,
}

const because: Column<StrandedCase> = {
  id: 'because',
  title: 'Because',
  width: 330,
  cell: ({ because: facts }) => facts[0] ?? <span className="nothing">–</span>,
}

const openColumns: readonly Column<StrandedCase>[] = [
  device,
  silenceClass,
  {
    id: 'silent',
    title: 'Silent for',
    width: 150,
    cell: ({ since, intervalMs }) => <SilentFor since={since} intervalMs={intervalMs} />,
  },
  because,
  {
    id: 'tried',
    title: 'Last tried',
    width: 240,
    cell: (one) => <LastTried one={one} />,
  },
  {
    id: 'left',
    title: 'Left to',
    width: 130,
    cell: ({ visitId, isStopped, recoverable }) => {
      if (isStopped) return 'stopped by a person'
      if (visitId !== undefined) return <Go href="/health?tab=visits">a person</Go>
      return recoverable ? 'Holdfast' : <span className="nothing">nobody</span>
    },
  },
]

const endedColumns: readonly Column<StrandedCase>[] = [
  device,
  { ...silenceClass, title: 'Class at the end' },
  {
    id: 'first',
    title: 'First class',
    width: 170,
    cell: ({ firstClass }) => <Mark look={lookOfSilence(firstClass)} />,
  },
  {
    id: 'lasted',
    title: 'Lasted',
    width: 100,
    cell: ({ since, endedAt }) =>
      endedAt === undefined ? <span className="nothing">–</span> : spanShort(endedAt - since),
  },
  {
    id: 'by',
    title: 'Ended by',
    width: 230,
    cell: ({ endedBy }) => endedBy ?? <span className="nothing">–</span>,
  },
  {
    id: 'tried',
    title: 'Tried',
    width: 260,
    cell: ({ rungs }) =>
      rungs.length === 0 ? (
        <span className="nothing">nothing</span>
      ) : (
        rungs.map(({ action }) => recoveryWords(action)).join(', ')
      ),
  },
  { id: 'ended', title: 'Ended', width: 100, cell: ({ endedAt }) => <Age at={endedAt} /> },
]

interface SilentProps {
  readonly since: number
  readonly intervalMs: number | undefined
}

function SilentFor({ since, intervalMs }: SilentProps) {
  const silentMs = useNow() - since
  return (
    <>
      {spanShort(silentMs)}
      {intervalMs !== undefined && intervalMs > 0 && (
        <span className="dim"> ({(silentMs / intervalMs).toFixed(1)} × its rhythm)</span>
      )}
    </>
  )
}

function LastTried({ one: { rungs } }: { readonly one: StrandedCase }) {
  const last = rungs.at(-1)
  if (last === undefined) return <span className="nothing">nothing yet</span>
  return (
    <>
      {recoveryWords(last.action)}
      <Age at={last.at} prefix=", " />
    </>
  )
}
