// Taking the recovery of a device in hand: stopping it, letting it go on, or asking for one step now.
// Each says first what will and what will not happen.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { RecoveryOrderShape } from '@holdfast/api/shapes/silence.ts'
import { isRecoveryAction } from '@holdfast/api/shapes/silence.ts'
import { NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { actionsToTry } from '../health/recovery-words.ts'
import type { StrandedCase } from '../health/stranded-list.tsx'
import { useClient } from '../session/session.tsx'
import { useHolds } from '../session/who.ts'
import { Acts, AskFirst, Reason } from '../shell/ask-first.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { PossibleButton } from '../shell/possible-button.tsx'

type Order = ShapeOf<typeof RecoveryOrderShape>
type Act = Order['action']

const actWords: Readonly<
  Record<Act, { readonly name: string; readonly title: string; readonly says: string }>
> = {
  stop: {
    name: 'Stop its recovery',
    title: 'Stop the recovery',
    says:
      'Nothing more is tried for this device until somebody lets it go on. What was asked of an ' +
      'operator already is not taken back. The case stays open; a call of the device ends it.',
  },
  resume: {
    name: 'Go on with its recovery',
    title: 'Go on with the recovery',
    says: 'Holdfast goes on with the steps where they were stopped.',
  },
  try: {
    name: 'Try a step now',
    title: 'Try a step now',
    says:
      'It is judged like every other step: it is not taken when it would overdraw what the line, ' +
      'the battery or the card can give, or while another one is under way.',
  },
}

const noScope = { allowed: false, why: 'this token lacks the scope operations:write' }
const possible = { allowed: true, why: '' }

export function RecoveryActs({ one }: { readonly one: StrandedCase }) {
  const maySteer = useHolds('operations:write')
  const [asked, setAsked] = useState<Act>()
  const acts: readonly Act[] = one.isStopped ? ['resume', 'try'] : ['stop', 'try']
  return (
    <div className="act-row">
      {acts.map((act) => (
        <PossibleButton key={act} can={maySteer ? possible : noScope} onAct={() => setAsked(act)}>
          {actWords[act].name}
        </PossibleButton>
      ))}
      {asked && <Confirm eid={one.eid} act={asked} onClose={() => setAsked(undefined)} />}
    </div>
  )
}

interface ConfirmProps {
  readonly eid: string
  readonly act: Act
  readonly onClose: () => void
}

function Confirm({ eid, act, onClose }: ConfirmProps) {
  const client = useClient()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const [step, setStep] = useState('')
  const { title, says } = actWords[act]
  const steer = useMutation({
    mutationFn: (body: Order) => client.steerRecovery({ params: { eid }, body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['device', eid] })
      onClose()
    },
  })
  const order: Order = {
    action: act,
    ...(act === 'try' && isRecoveryAction(step) ? { rung: step } : {}),
    ...(act === 'stop' && reason.trim() !== '' ? { reason: reason.trim() } : {}),
  }
  return (
    <AskFirst title={title} onClose={onClose}>
      <p>{says}</p>
      {act === 'try' && (
        <NativeSelect
          label="Step"
          value={step}
          onChange={(event) => setStep(event.currentTarget.value)}
          data={[{ value: '', label: 'the one that Holdfast would take next' }, ...actionsToTry]}
        />
      )}
      {act === 'stop' && (
        <Reason
          description="kept in the log beside who did it; may be empty"
          value={reason}
          onChange={setReason}
        />
      )}
      {steer.error && <ProblemNote error={steer.error} />}
      <Acts onAct={() => steer.mutate(order)} onClose={onClose} isBusy={steer.isPending}>
        {title}: 1 device
      </Acts>
    </AskFirst>
  )
}
