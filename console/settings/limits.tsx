// How many devices one start outside a campaign may change: more than that is a campaign's work.

import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Age } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { useHolds } from '../session/who.ts'
import { Acts, AskFirst, Reason } from '../shell/ask-first.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { Part } from '../shell/page-head.tsx'
import { devicesInWords } from '../start/number-words.ts'

export function Limits() {
  const client = useClient()
  const maySet = useHolds('rules:write')
  const [isAsked, setAsked] = useState(false)
  const { data, error } = useQuery({
    queryKey: ['limits'],
    queryFn: ({ signal }) => client.limits({ signal }),
  })
  if (data === undefined) return error ? <ProblemNote error={error} /> : null
  const { devicesPerStart, devicesForYou, isUsual, setAt, setBy, reason } = data
  return (
    <Part title="Starts outside a campaign">
      <p>
        One start may change at most <strong>{devicesInWords(devicesPerStart)}</strong>; more than
        that needs a campaign.
        {devicesForYou !== devicesPerStart &&
          ` Yours may change ${devicesInWords(devicesForYou)}: whoever raised the limit cannot use the raise.`}
      </p>
      <p className="dim">
        {isUsual ? (
          'Nobody has set it; this is the usual number.'
        ) : (
          <>
            set <Age at={setAt} /> by {setBy}
            {reason && `: “${reason}”`}
          </>
        )}
      </p>
      {maySet && (
        <Button variant="default" size="compact-sm" onClick={() => setAsked(true)}>
          Change the limit
        </Button>
      )}
      {isAsked && <SetLimit now={devicesPerStart} onClose={() => setAsked(false)} />}
    </Part>
  )
}

function SetLimit({ now, onClose }: { readonly now: number; readonly onClose: () => void }) {
  const client = useClient()
  const queries = useQueryClient()
  const [text, setText] = useState(String(now))
  const [reason, setReason] = useState('')
  const devicesPerStart = Number(text.trim())
  const isNumber = text.trim() !== '' && Number.isInteger(devicesPerStart) && devicesPerStart >= 0
  const set = useMutation({
    mutationFn: () => client.setLimits({ body: { devicesPerStart, reason: reason.trim() } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['limits'] })
      onClose()
    },
  })
  return (
    <AskFirst title="Change the limit of starts" onClose={onClose}>
      <TextInput
        label="Devices"
        description="that one start outside a campaign may change"
        inputMode="numeric"
        error={isNumber ? undefined : 'a whole number'}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      <Reason description="kept in the log beside who did it" value={reason} onChange={setReason} />
      {set.error && <ProblemNote error={set.error} />}
      <Acts
        onAct={() => set.mutate()}
        onClose={onClose}
        isBusy={set.isPending}
        isIncomplete={!isNumber || reason.trim() === ''}
      >
        Set the limit
      </Acts>
    </AskFirst>
  )
}
