// A table of operations, newest first.

import type { OutcomeName } from '@holdfast/fleet/operation.ts'
import { Go } from '../address/go.tsx'
import type { Operation } from '../device/use-device.ts'
import { Age, OperationMark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { LinkButton } from '../shell/link-button.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { type Column, RowTable } from '../table/row-table.tsx'
import { useLiveRefresh } from '../table/use-live-refresh.ts'
import { usePages } from '../table/use-pages.ts'
import { wishShort } from './wish-words.ts'

export interface Which {
  readonly outcome?: readonly OutcomeName[]
  readonly open?: boolean
  readonly batchId?: string
  readonly eid?: string
  readonly total?: number
}

const rowsAtOnce = 100

export function OperationList({ total, ...which }: Which) {
  const list = useOperations(which)
  if (list.error && list.rows.length === 0) return <ProblemNote error={list.error} />
  if (!list.isLoading && list.rows.length === 0) {
    return (
      <Empty title="No operations here">
        <p>Operations are started on a device, or on all devices of a filter.</p>
        <LinkButton href="/start">Start an operation</LinkButton>
      </Empty>
    )
  }
  return (
    <RowTable
      label="operations"
      columns={columns}
      rows={list.rows}
      keyOf={({ operationId }) => operationId}
      total={total}
      hasMore={list.hasMore}
      isLoading={list.isLoading}
      onEnd={list.more}
    />
  )
}

function useOperations(which: Omit<Which, 'total'>) {
  const client = useClient()
  const list = usePages<Operation, Awaited<ReturnType<typeof client.listOperations>>>({
    queryKey: ['operation-pages', which],
    ask: (cursor, signal) =>
      client.listOperations({
        query: { ...which, limit: rowsAtOnce, ...(cursor === undefined ? {} : { cursor }) },
        signal,
      }),
  })
  useLiveRefresh(list)
  return list
}

const columns: readonly Column<Operation>[] = [
  {
    id: 'what',
    title: 'Operation',
    width: 210,
    cell: ({ operationId, wish }) => <Go href={`/operations/${operationId}`}>{wishShort(wish)}</Go>,
  },
  {
    id: 'outcome',
    title: 'Outcome',
    width: 130,
    cell: (operation) => <OperationMark operation={operation} />,
  },
  {
    id: 'step',
    title: 'Step',
    width: 250,
    cell: ({ stepIndex, plan, endedAt }) => stepOf({ stepIndex, plan, endedAt }),
  },
  {
    id: 'why',
    title: 'Why',
    width: 220,
    cell: ({ reason }) => reason?.why ?? <span className="nothing">–</span>,
  },
  {
    id: 'device',
    title: 'Device',
    width: 130,
    cell: ({ eid }) => <Go href={`/devices/${eid}`}>…{eid.slice(-10)}</Go>,
  },
  { id: 'asked', title: 'Asked', width: 100, cell: ({ createdAt }) => <Age at={createdAt} /> },
  {
    id: 'ended',
    title: 'Ended',
    width: 100,
    cell: ({ endedAt }) =>
      endedAt === undefined ? <span className="nothing">open</span> : <Age at={endedAt} />,
  },
]

function stepOf(
  operation: Pick<Operation, 'stepIndex' | 'plan'> & { endedAt: number | undefined },
) {
  const { stepIndex, plan, endedAt } = operation
  const count = plan.steps.length
  const step = plan.steps[stepIndex]
  if (step === undefined) return `all ${count} done`
  const place = `${stepIndex + 1} of ${count}`
  return `${endedAt === undefined ? '' : 'ended at '}${place}: ${step.words}`
}
