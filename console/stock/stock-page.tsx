// The stock of activation codes: how many are left for each operator, and adding more.

import { Skeleton } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FileDrop } from '../import/file-drop.tsx'
import { RowProblems } from '../import/import-report-view.tsx'
import { useClient } from '../session/session.tsx'
import { useHolds } from '../session/who.ts'
import { Empty, Note, ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx'
import { HeldCodes } from './held-codes.tsx'
import { useStock } from './use-stock.ts'

export function StockPage() {
  const { data, error } = useStock()
  const mayAdd = useHolds('stock:write')
  return (
    <div className="page">
      <PageHead
        title="Stock"
        line="Activation codes that swaps and downloads take from. Codes go in and are never shown."
      />
      {data === undefined && (error ? <ProblemNote error={error} /> : <Skeleton height={120} />)}
      {data?.items.length === 0 && (
        <Empty title="The stock is empty">
          <p>Add activation codes from a file below; operators hand them out in bulk.</p>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <PlainTable
          caption="activation codes by operator"
          className="narrow"
          columns={levelColumns}
          rows={data.items}
          keyOf={({ operator, profileType }) => `${operator} ${profileType ?? ''}`}
        />
      )}
      <HeldCodes items={data?.items ?? []} mayFree={mayAdd} />
      {mayAdd && <AddCodes />}
    </div>
  )
}

type Level = NonNullable<ReturnType<typeof useStock>['data']>['items'][number]

const levelColumns: readonly PlainColumn<Level>[] = [
  { title: 'Operator', cell: ({ operator }) => operator },
  {
    title: 'Profile type',
    cell: ({ profileType }) => profileType ?? <span className="nothing">any</span>,
  },
  { title: 'Available', isNumber: true, cell: ({ available }) => available.toLocaleString('en') },
  { title: 'Reserved', isNumber: true, cell: ({ reserved }) => reserved.toLocaleString('en') },
  { title: 'Held', isNumber: true, cell: ({ held }) => held.toLocaleString('en') },
]

function AddCodes() {
  const client = useClient()
  const queries = useQueryClient()
  const [file, setFile] = useState<File>()
  const add = useMutation({
    mutationFn: (chosen: File) =>
      client.addStock({ body: { bytes: chosen, mediaType: 'text/csv' } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['stock'] }),
  })
  const report = add.data
  return (
    <Part title="Add codes">
      <FileDrop
        label="File of activation codes"
        hint="CSV with the columns iccid, operator, profileType, activationCode, confirmationCode. Nothing is added when any row has a problem."
        file={file}
        onFile={(chosen) => {
          setFile(chosen)
          add.mutate(chosen)
        }}
      />
      {add.isPending && <p className="dim">Adding…</p>}
      {add.error && <ProblemNote error={add.error} />}
      {report && !add.isPending && (
        <div className="after-form">
          {report.rejected > 0 ? (
            <Note tone="bad" title="Nothing was added." role="status">
              {report.rejected.toLocaleString('en')} of {report.rows.toLocaleString('en')} rows have
              a problem.
            </Note>
          ) : (
            <Note
              tone="good"
              title={`${report.added.toLocaleString('en')} codes added.`}
              role="status"
            >
              {report.known.toLocaleString('en')} were in stock already.
            </Note>
          )}
          <RowProblems problems={report.problems} omitted={report.problemsOmitted} />
        </div>
      )}
    </Part>
  )
}
