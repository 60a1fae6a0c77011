// Importing an inventory: drop a file, see how its columns were read and every row that has a
// problem, then import all rows or the ones that have none. Nothing is changed before that.

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useClient } from '../session/session.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { FileDrop } from './file-drop.tsx'
import { ImportChoice, ImportedNote } from './import-choice.tsx'
import { ImportReportView } from './import-report-view.tsx'

export function ImportPage() {
  const client = useClient()
  const [file, setFile] = useState<File>()
  const check = useMutation({
    mutationFn: (chosen: File) =>
      client.importInventory({
        body: { bytes: chosen, mediaType: 'text/csv' },
        query: { dryRun: true, mode: 'valid' },
      }),
  })
  const load = useMutation({
    mutationFn: (wish: { readonly file: File; readonly mode: 'all' | 'valid' }) =>
      client.importInventory({
        body: { bytes: wish.file, mediaType: 'text/csv' },
        query: { mode: wish.mode, reason: `file ${wish.file.name}`.slice(0, 500) },
      }),
  })
  const choose = (chosen: File) => {
    setFile(chosen)
    load.reset()
    check.mutate(chosen)
  }
  const report = load.data ?? check.data
  return (
    <div className="page import">
      <PageHead
        title="Import"
        line="An inventory as CSV, from a spreadsheet or a factory: every row is checked first."
      />
      <FileDrop
        label="Inventory file"
        hint="CSV, UTF-8 or UTF-16, any separator; up to 512 MB. A column of EIDs is enough: serial, IMEI, model, firmware, module, country, site, owner, form and ICCID are read too."
        file={file}
        onFile={choose}
      />
      {check.isPending && file && (
        <p className="dim after-form" role="status">
          Checking {file.name}…
        </p>
      )}
      {(load.error ?? check.error) && (
        <div className="after-form">
          <ProblemNote error={load.error ?? check.error} />
        </div>
      )}
      {report && file && !check.isPending && (
        <div className="after-form">
          {load.data?.imported ? (
            <ImportedNote report={load.data} />
          ) : (
            <ImportChoice
              report={report}
              isImporting={load.isPending}
              onImport={(mode) => load.mutate({ file, mode })}
            />
          )}
          <ImportReportView report={report} />
        </div>
      )}
    </div>
  )
}
