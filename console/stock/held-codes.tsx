// Codes that are held since the database was replaced by a backup: it cannot tell which of them were
// used since, so a person says so, with the reason, one operator at a time.

import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useClient } from '../session/session.tsx'
import { Acts, AskFirst, Reason } from '../shell/ask-first.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'
import { Part } from '../shell/page-head.tsx'

interface Props {
  readonly items: readonly { readonly operator: string; readonly held: number }[]
  readonly mayFree: boolean
}

export function HeldCodes({ items, mayFree }: Props) {
  const [asked, setAsked] = useState<string>()
  const held = new Map<string, number>()
  for (const { operator, held: count } of items) {
    if (count > 0) held.set(operator, (held.get(operator) ?? 0) + count)
  }
  if (held.size === 0) return null
  return (
    <Part title="Held codes">
      <Note tone="warn" title="These codes are not given out.">
        The database was replaced by a backup, which cannot tell whether they were used since. Ask
        each operator which of its codes were downloaded.
      </Note>
      {mayFree && (
        <div className="act-row">
          {[...held].map(([operator, count]) => (
            <Button
              key={operator}
              variant="default"
              size="compact-sm"
              onClick={() => setAsked(operator)}
            >
              Free {codesInWords(count)} of {operator}
            </Button>
          ))}
        </div>
      )}
      {asked !== undefined && (
        <Free operator={asked} count={held.get(asked) ?? 0} onClose={() => setAsked(undefined)} />
      )}
    </Part>
  )
}

const codesInWords = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'code' : 'codes'}`

interface FreeProps {
  readonly operator: string
  readonly count: number
  readonly onClose: () => void
}

function Free({ operator, count, onClose }: FreeProps) {
  const client = useClient()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const free = useMutation({
    mutationFn: () => client.freeStock({ body: { operator, reason: reason.trim() } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['stock'] })
      onClose()
    },
  })
  return (
    <AskFirst title={`Free the held codes of ${operator}`} onClose={onClose}>
      <p>They are given out again. A code that was used already fails on the second device.</p>
      <Reason
        description="why they are known to be unused; kept in the log"
        value={reason}
        onChange={setReason}
      />
      {free.error && <ProblemNote error={free.error} />}
      <Acts
        onAct={() => free.mutate()}
        onClose={onClose}
        isBusy={free.isPending}
        isIncomplete={reason.trim() === ''}
      >
        Free {codesInWords(count)}
      </Acts>
    </AskFirst>
  )
}
