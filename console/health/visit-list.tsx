// Visits that are left when nothing else is: where to, why, what is known, and closing them with
// what was found.

import type { ShapeOf } from '@holdfast/api/route.ts'
import { type FieldVisitShape, visitFindings } from '@holdfast/api/shapes/silence.ts'
import { Button, Select, Skeleton, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Go } from '../address/go.tsx'
import { Age, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { useHolds } from '../session/who.ts'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { MoreButton } from '../table/more-button.tsx'
import { useLiveRefresh } from '../table/use-live-refresh.ts'
import { usePages } from '../table/use-pages.ts'
import { findingInWords } from './recovery-words.ts'
import { lookOfSilence } from './silence-look.ts'

type Visit = ShapeOf<typeof FieldVisitShape>

const visitsAtOnce = 50

export function VisitList({ state }: { readonly state: 'open' | 'closed' }) {
  const client = useClient()
  const list = usePages<Visit, Awaited<ReturnType<typeof client.listFieldVisits>>>({
    queryKey: ['visits', state],
    ask: (cursor, signal) =>
      client.listFieldVisits({
        query: { state, limit: visitsAtOnce, ...(cursor === undefined ? {} : { cursor }) },
        signal,
      }),
  })
  useLiveRefresh(list)
  if (list.rows.length === 0) {
    if (list.error) return <ProblemNote error={list.error} />
    return list.isLoading ? <Skeleton height={120} /> : <NoVisit state={state} />
  }
  return (
    <>
      <ul className="visits">
        {list.rows.map((visit) => (
          <li key={visit.visitId}>
            <VisitCard visit={visit} />
          </li>
        ))}
      </ul>
      <MoreButton list={list} of="visits" />
    </>
  )
}

const NoVisit = ({ state }: { readonly state: 'open' | 'closed' }) => (
  <Empty title={state === 'open' ? 'Nobody has to be sent' : 'No visit was closed yet'}>
    <p>A visit is ordered only when everything that can be done from here was tried.</p>
  </Empty>
)

/** Each fact once, in its order, with how often it stands there. */
function factsOnce(evidence: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const fact of evidence) counts.set(fact, (counts.get(fact) ?? 0) + 1)
  return [...counts].map(([fact, count]) => (count > 1 ? `${fact} (${count} times)` : fact))
}

function VisitCard({ visit }: { readonly visit: Visit }) {
  const { eid, serial, model, site, country, reason, evidence, orderedAt } = visit
  const where = [site, country].filter(Boolean).join(', ')
  return (
    <article className="visit">
      <h3>
        <Go href={`/devices/${eid}`}>{serial ?? `…${eid.slice(-10)}`}</Go>
        <span className="dim"> {[model, where].filter(Boolean).join(' · ')}</span>
      </h3>
      <p className="counted">
        <Mark look={lookOfSilence(visit.class)} />
        <span className="dim">
          ordered <Age at={orderedAt} />
        </span>
      </p>
      <p>{reason}</p>
      <ul className="visit-facts">
        {factsOnce(evidence).map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {visit.state === 'closed' ? <Found visit={visit} /> : <CloseForm visitId={visit.visitId} />}
    </article>
  )
}

function Found({ visit: { finding, words, closedAt } }: { readonly visit: Visit }) {
  return (
    <p>
      <strong>{finding ? findingInWords(finding) : 'closed'}</strong> {words}{' '}
      <span className="dim">
        <Age at={closedAt} />
      </span>
    </p>
  )
}

function CloseForm({ visitId }: { readonly visitId: string }) {
  const client = useClient()
  const queries = useQueryClient()
  const mayClose = useHolds('operations:write')
  const [isOpen, setOpen] = useState(false)
  const [finding, setFinding] = useState<(typeof visitFindings)[number]>()
  const [words, setWords] = useState('')
  const close = useMutation({
    mutationFn: () =>
      client.closeFieldVisit({
        params: { id: visitId },
        body: { finding: finding ?? 'not-mended', words },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['visits'] }),
  })
  if (!mayClose) return null
  if (!isOpen) {
    return (
      <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>
        Say what was found
      </Button>
    )
  }
  return (
    <form
      className="visit-form"
      onSubmit={(event) => {
        event.preventDefault()
        close.mutate()
      }}
    >
      <Select
        label="Found"
        data={visitFindings.map((value) => ({ value, label: findingInWords(value) }))}
        value={finding ?? null}
        onChange={(value) => setFinding(value ?? undefined)}
        allowDeselect={false}
      />
      <Textarea
        label="In words"
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        autosize
        maxLength={2000}
      />
      {close.error && <ProblemNote error={close.error} />}
      <div className="acts">
        <Button
          type="submit"
          size="compact-md"
          disabled={finding === undefined}
          loading={close.isPending}
        >
          Close the visit
        </Button>
        <Button variant="default" size="compact-md" onClick={() => setOpen(false)}>
          Not yet
        </Button>
      </div>
    </form>
  )
}
