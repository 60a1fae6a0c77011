// One operation: what was wished, how far it is, why it is there, and cancelling it.

import { Button, Modal, Skeleton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Go } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { ageInWords } from '../clock/time-words.ts'
import { FactList } from '../device/device-facts.tsx'
import { StepPath } from '../device/step-path.tsx'
import type { Operation } from '../device/use-device.ts'
import { Age, OperationMark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { useHolds } from '../session/who.ts'
import { Note, ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { PossibleButton } from '../shell/possible-button.tsx'
import { ExplanationView } from '../why/explanation-view.tsx'
import { wishWords } from './wish-words.ts'

export function OperationPage({ id }: { readonly id: string }) {
  const client = useClient()
  const { data: operation, error } = useQuery({
    queryKey: ['operation', id],
    queryFn: ({ signal }) => client.operation({ params: { id }, signal }),
  })
  const why = useQuery({
    queryKey: ['operation', id, 'why'],
    queryFn: ({ signal }) => client.explainOperation({ params: { id }, signal }),
  })
  if (operation === undefined) {
    return (
      <div className="page">
        <PageHead title="Operation" line={<code>{id}</code>} />
        {error ? <ProblemNote error={error} /> : <Skeleton height={200} />}
      </div>
    )
  }
  return (
    <div className="page operation">
      <PageHead title={wishWords(operation.wish)} line={<OperationMark operation={operation} />}>
        <CancelAct operation={operation} />
      </PageHead>
      <div className="device-columns">
        <div>
          <Part title="Path">
            <StepPath operation={operation} />
          </Part>
          <Part
            title={operation.endedAt === undefined ? 'Why it is where it is' : 'Why it ended so'}
          >
            <ExplanationView explanation={why.data?.explanation} error={why.error} />
          </Part>
        </div>
        <Part title="Facts">
          <OperationFacts operation={operation} />
        </Part>
      </div>
    </div>
  )
}

function OperationFacts({ operation }: { readonly operation: Operation }) {
  const now = useNow()
  const { eid, createdAt, createdBy, deadlineAt, endedAt, batchId, reason } = operation
  const code = (text: string | undefined) => text && <code>{text}</code>
  return (
    <FactList
      facts={[
        [
          'Device',
          <Go key="device" href={`/devices/${eid}`}>
            …{eid.slice(-10)}
          </Go>,
        ],
        ['Asked', <Age key="asked" at={createdAt} />],
        ['By', createdBy],
        ['Ended', endedAt === undefined ? undefined : <Age key="ended" at={endedAt} />],
        ['Deadline', endedAt === undefined ? ageInWords(deadlineAt, now) : undefined],
        ['Goal', operation.plan.goal === 'serving' ? 'the device serves' : 'the card proves it'],
        ['New profile', code(operation.targetIccid)],
        ['Former profile', code(operation.formerIccid)],
        ['Reason', reason?.why],
        ['Reason code', code(reason?.code)],
        [
          'Batch',
          batchId && (
            <Go key="batch" href={`/batches/${batchId}`}>
              {batchId}
            </Go>
          ),
        ],
        ['Id', code(operation.operationId)],
      ]}
    />
  )
}

function CancelAct({ operation }: { readonly operation: Operation }) {
  const client = useClient()
  const queries = useQueryClient()
  const mayCancel = useHolds('operations:write')
  const [isAsking, setAsking] = useState(false)
  const { operationId, eid, can } = operation
  const cancel = useMutation({
    mutationFn: () => client.cancelOperation({ params: { id: operationId } }),
    onSettled: () => {
      setAsking(false)
      void queries.invalidateQueries({ queryKey: ['operation'] })
      void queries.invalidateQueries({ queryKey: ['device', eid] })
    },
  })
  const noScope = { allowed: false, why: 'this token lacks the scope operations:write' }
  return (
    <div className="cancel-act">
      <PossibleButton can={mayCancel ? can.cancel : noScope} onAct={() => setAsking(true)}>
        Cancel operation
      </PossibleButton>
      <Modal opened={isAsking} onClose={() => setAsking(false)} title="Cancel this operation?">
        <p>{can.cancel.why}</p>
        <div className="acts">
          <Button variant="default" onClick={() => setAsking(false)}>
            Keep it
          </Button>
          <Button onClick={() => cancel.mutate()} loading={cancel.isPending}>
            Cancel 1 operation
          </Button>
        </div>
      </Modal>
      {cancel.error && <ProblemNote error={cancel.error} />}
      {cancel.data?.result === 'asked' && operation.endedAt === undefined && (
        <Note tone="warn" role="status">
          Asked for. The card may have the package already; it ends when the card tells.
        </Note>
      )}
    </div>
  )
}
