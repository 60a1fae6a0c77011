// Cases of stranded devices, open or ended, newest first: the class and the facts it rests on, what
// was tried, what is next.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { StrandedCaseShape } from '@holdfast/api/shapes/silence.ts'
import type { SilenceClass } from '@holdfast/fleet/silence/silence-class.ts'
import { Go } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { spanShort } from '../clock/time-words.ts'
import { Age, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { type Column, RowTable } from '../table/row-table.tsx'
import { useLiveRefresh } from '../table/use-live-refresh.ts'
import { usePages } from '../table/use-pages.ts'
import { outcomeOfTry, recoveryWords, triedInWords } from './recovery-words.ts'
import { lookOfSilence } from './silence-look.ts'

export type StrandedCase = ShapeOf<typeof StrandedCaseShape>

interface Which {
  readonly state: 'open' | 'ended'
  readonly class?: SilenceClass
  /** Those of this incident alone. */
  readonly incident?: string
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
    if (which.incident !== undefined) return <p className="dim">All of them have called again.</p>
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
      columns={columnsOf(which)}
      rows={list.rows}
      keyOf={({ caseId }) => caseId}
      hasMore={list.hasMore}
      isLoading={list.isLoading}
      onEnd={list.more}
    />
  )
}

const columnsOf = ({ state, incident }: Which): readonly Column<StrandedCase>[] => {
  if (incident !== undefined) return incidentColumns
  return state === 'open' ? openColumns : endedColumns
}

const device: Column<StrandedCase> = {
  id: 'device',
  title: 'Device',
  width: 135,
  cell: ({ eid }) => <Go href={`/devices/${eid}`}>…{eid.slice(-10)}</Go>,
}

const silenceClass: Column<StrandedCase> = {
  id: 'class',
  title: 'Class',
  width: 195,
  cell: (one) => <Mark look={lookOfSilence(one.class)} />,
}

const silent: Column<StrandedCase> = {
  id: 'silent',
  title: 'Silent, × usual',
  width: 150,
  cell: ({ since, intervalMs }) => <SilentFor since={since} intervalMs={intervalMs} />,
}

const next: Column<StrandedCase> = {
  id: 'next',
  title: 'Next',
  width: 130,
  cell: (one) => <Next one={one} />,
}

const noticed: Column<StrandedCase> = {
  id: 'noticed',
  title: 'Noticed',
  width: 115,
  cell: ({ raisedAt }) => <Age at={raisedAt} />,
}

const openColumns: readonly Column<StrandedCase>[] = [
  device,
  silenceClass,
  silent,
  { id: 'cause', title: 'Most likely', width: 290, cell: ({ causes }) => causeWords(causes) },
  { id: 'tried', title: 'Last tried', width: 340, cell: (one) => <LastTried one={one} /> },
  next,
  noticed,
]

/** Their class and cause are the same. */
const incidentColumns: readonly Column<StrandedCase>[] = [
  device,
  { id: 'country', title: 'Country', width: 80, cell: ({ country }) => country ?? notKnown },
  silent,
  { id: 'tried', title: 'Last tried', width: 360, cell: (one) => <LastTried one={one} /> },
  {
    id: 'outcome',
    title: 'What became of it',
    width: 320,
    cell: ({ rungs }) => {
      const last = rungs.at(-1)
      return last ? <Cut words={outcomeOfTry(last.outcome)} /> : <span className="nothing">–</span>
    },
  },
  next,
  noticed,
]

const notKnown = <span className="nothing">not known</span>

/** Words that may be cut by the width of their column; whole when pointed at. */
const Cut = ({ words }: { readonly words: string }) => <span title={words}>{words}</span>

const causeWords = ([first]: StrandedCase['causes']) =>
  first ? <Cut words={first.words} /> : notKnown

const endedColumns: readonly Column<StrandedCase>[] = [
  device,
  silenceClass,
  {
    id: 'first',
    title: 'Judged at first',
    width: 170,
    cell: ({ firstClass, class: last }) =>
      firstClass === last ? (
        <span className="nothing">the same</span>
      ) : (
        <Mark look={lookOfSilence(firstClass)} />
      ),
  },
  {
    id: 'lasted',
    title: 'Silent for',
    width: 100,
    cell: ({ since, endedAt }) =>
      endedAt === undefined ? <span className="nothing">–</span> : spanShort(endedAt - since),
  },
  {
    id: 'tried',
    title: 'What was tried before it called',
    width: 420,
    cell: ({ rungs }) =>
      rungs.length > 0 ? (
        <Cut words={triedInWords(rungs)} />
      ) : (
        <span className="nothing">nothing</span>
      ),
  },
  { id: 'ended', title: 'Called', width: 100, cell: ({ endedAt }) => <Age at={endedAt} /> },
]

interface SilentProps {
  readonly since: number
  readonly intervalMs: number | undefined
}

/** How long, and how many of its own contact intervals that is. */
function SilentFor({ since, intervalMs }: SilentProps) {
  const silentMs = useNow() - since
  return (
    <>
      {spanShort(silentMs)}
      {intervalMs !== undefined && intervalMs > 0 && (
        <span className="dim" title={`it calls every ${spanShort(intervalMs)}`}>
          , {timesUsual(silentMs / intervalMs)} ×
        </span>
      )}
    </>
  )
}

const timesUsual = (times: number): string =>
  times < 10 ? times.toFixed(1) : Math.round(times).toLocaleString('en')

function LastTried({ one: { rungs } }: { readonly one: StrandedCase }) {
  const last = rungs.at(-1)
  if (last === undefined) return <span className="nothing">nothing yet</span>
  return (
    <span title={recoveryWords(last.action)}>
      <Age at={last.at} />: {recoveryWords(last.action)}
    </span>
  )
}

function Next({ one }: { readonly one: StrandedCase }) {
  const { isStopped, visitId, exhaustedAt, nextAt } = one
  if (isStopped) return 'stopped by a person'
  if (visitId !== undefined) return <Go href="/health?tab=visits">a visit</Go>
  if (exhaustedAt !== undefined) return 'a person decides'
  if (nextAt === undefined) return <span className="nothing">its own call</span>
  return <Age at={nextAt} isToCome />
}
