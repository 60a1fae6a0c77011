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
      {data && data.items.length > 0 && <Levels items={data.items} />}
      {mayAdd && <AddCodes />}
    </div>
  )
}

type Level = NonNullable<ReturnType<typeof useStock>['data']>['items'][number]

function Levels({ items }: { readonly items: readonly Level[] }) {
  return (
    <table className="plain narrow">
      <caption className="hidden-text">activation codes by operator</caption>
      <thead>
        <tr>
          <th scope="col">Operator</th>
          <th scope="col">Profile type</th>
          <th scope="col" data-number>
            Available
          </th>
          <th scope="col" data-number>
            Reserved
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ operator, profileType, available, reserved }) => (
          <tr key={`${operator} ${profileType ?? ''}`}>
            <th scope="row">{operator}</th>
            <td>{profileType ?? <span className="nothing">any</span>}</td>
            <td data-number>{available.toLocaleString('en')}</td>
            <td data-number>{reserved.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

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
