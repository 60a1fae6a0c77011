// Codes that are held since the database was replaced by a backup: it cannot tell which of them were
// used since, so a person says so, with the reason: of one operator at a time, or code by code.

import { Button, Checkbox, Skeleton } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Age } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { Acts, AskFirst, Reason } from '../shell/ask-first.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'
import { Part } from '../shell/page-head.tsx'
import { MoreButton } from '../table/more-button.tsx'
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx'
import { type HeldCode, useHeldCodes } from './use-stock.ts'

interface Props {
  readonly items: readonly { readonly operator: string; readonly held: number }[]
  readonly mayFree: boolean
}

/** What is to be freed: all of an operator, or some by their ICCIDs. */
type Asked =
  | { readonly kind: 'operator'; readonly operator: string; readonly count: number }
  | { readonly kind: 'chosen'; readonly iccids: readonly string[]; readonly count: number }

export function HeldCodes({ items, mayFree }: Props) {
  const [asked, setAsked] = useState<Asked>()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const held = new Map<string, number>()
  for (const { operator, held: count } of items) {
    if (count > 0) held.set(operator, (held.get(operator) ?? 0) + count)
  }
  if (held.size === 0) return null
  return (
    <Part title="Held codes">
      <Note tone="warn" title="These codes are not given out.">
        The database was replaced by a backup, which cannot tell whether they were used since. Ask
        each operator which of its codes were downloaded, then free the others.
      </Note>
      {mayFree ? (
        <div className="act-row">
          <Button
            variant="default"
            size="compact-sm"
            disabled={chosen.length === 0}
            onClick={() => setAsked({ kind: 'chosen', iccids: chosen, count: chosen.length })}
          >
            Free the chosen: {codesInWords(chosen.length)}
          </Button>
          {[...held].map(([operator, count]) => (
            <Button
              key={operator}
              variant="default"
              size="compact-sm"
              onClick={() => setAsked({ kind: 'operator', operator, count })}
            >
              Free {codesInWords(count)} of {operator}
            </Button>
          ))}
        </div>
      ) : (
        <p className="dim">This token may look but not free codes: it lacks stock:write.</p>
      )}
      <HeldList mayChoose={mayFree} chosen={chosen} onChosen={setChosen} />
      {asked && (
        <Free asked={asked} onFreed={() => setChosen([])} onClose={() => setAsked(undefined)} />
      )}
    </Part>
  )
}

const codesInWords = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'code' : 'codes'}`

interface ListProps {
  readonly mayChoose: boolean
  readonly chosen: readonly string[]
  readonly onChosen: (iccids: readonly string[]) => void
}

function HeldList({ mayChoose, chosen, onChosen }: ListProps) {
  const list = useHeldCodes()
  if (list.pages === 0) {
    return list.error ? <ProblemNote error={list.error} /> : <Skeleton height={120} />
  }
  const iccidColumn: PlainColumn<HeldCode> = {
    title: 'ICCID',
    cell: ({ iccid }) =>
      mayChoose ? (
        <Checkbox size="xs" value={iccid} label={<code>{iccid}</code>} />
      ) : (
        <code>{iccid}</code>
      ),
  }
  return (
    <>
      <Checkbox.Group
        aria-label="held codes to free"
        value={[...chosen]}
        onChange={(iccids) => onChosen(iccids)}
      >
        <PlainTable
          caption="held codes by ICCID"
          className="narrow"
          columns={[iccidColumn, ...heldColumns]}
          rows={list.rows}
          keyOf={({ iccid }) => iccid}
        />
      </Checkbox.Group>
      {list.error && <ProblemNote error={list.error} />}
      <MoreButton list={list} of="held codes" />
    </>
  )
}

const heldColumns: readonly PlainColumn<HeldCode>[] = [
  { title: 'Operator', cell: ({ operator }) => operator },
  {
    title: 'Profile type',
    cell: ({ profileType }) => profileType ?? <span className="nothing">any</span>,
  },
  { title: 'Held', cell: ({ heldAt }) => <Age at={heldAt} /> },
]

interface FreeProps {
  readonly asked: Asked
  readonly onFreed: () => void
  readonly onClose: () => void
}

function Free({ asked, onFreed, onClose }: FreeProps) {
  const client = useClient()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const which =
    asked.kind === 'operator' ? { operator: asked.operator } : { iccids: [...asked.iccids] }
  const free = useMutation({
    mutationFn: () => client.freeStock({ body: { reason: reason.trim(), ...which } }),
    onSuccess: async () => {
      onFreed()
      await queries.invalidateQueries({ queryKey: ['stock'] })
      onClose()
    },
  })
  const title =
    asked.kind === 'operator' ? `Free the held codes of ${asked.operator}` : 'Free the chosen codes'
  return (
    <AskFirst title={title} onClose={onClose}>
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
        Free {codesInWords(asked.count)}
      </Acts>
    </AskFirst>
  )
}
