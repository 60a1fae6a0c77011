// What to do with a checked file: import all of it, or only the rows without a problem.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { ImportReportShape } from '@holdfast/api/shapes/import-report.ts'
import { Button } from '@mantine/core'
import { LinkButton } from '../shell/link-button.tsx'
import { Note } from '../shell/note.tsx'
import { PossibleButton } from '../shell/possible-button.tsx'
import { devicesInWords } from '../start/number-words.ts'

export type ImportReport = ShapeOf<typeof ImportReportShape>

interface Props {
  readonly report: ImportReport
  readonly isImporting: boolean
  readonly onImport: (mode: 'all' | 'valid') => void
}

export function ImportChoice({ report, isImporting, onImport }: Props) {
  const { rows, rejected, added, updated } = report
  const changing = added + updated
  if (rows === 0 || (rejected === 0 && changing === 0)) {
    const why = rows === 0 ? 'The file has no rows.' : 'Every row is known already as it stands.'
    return (
      <Note tone="quiet" title="There is nothing to import.">
        {why}
      </Note>
    )
  }
  if (rejected === 0) {
    return (
      <div className="confirm">
        <Note tone="going" title="Every row can be imported." role="status">
          Nothing has been changed yet.
        </Note>
        <Button onClick={() => onImport('all')} loading={isImporting}>
          Import all {devicesInWords(changing)}
        </Button>
      </div>
    )
  }
  const why = `${rejected.toLocaleString('en')} of ${rows.toLocaleString('en')} rows have a problem`
  return (
    <div className="confirm">
      <Note tone="bad" title={`${why}.`} role="status">
        Nothing has been changed. Correct the file and drop it again, or leave those rows out.
      </Note>
      <div className="acts">
        <PossibleButton size="sm" can={{ allowed: false, why }} onAct={() => onImport('all')}>
          Import all {rows.toLocaleString('en')} rows
        </PossibleButton>
        {changing > 0 && (
          <Button variant="default" onClick={() => onImport('valid')} loading={isImporting}>
            Import only the {changing.toLocaleString('en')} valid rows
          </Button>
        )}
      </div>
    </div>
  )
}

export function ImportedNote({ report }: { readonly report: ImportReport }) {
  const { added, updated, unchanged, rejected } = report
  const left = rejected > 0 ? ` ${rejected.toLocaleString('en')} rows were left out.` : ''
  return (
    <div className="confirm">
      <Note tone="good" title={`Imported: ${devicesInWords(added)} added.`} role="status">
        {updated.toLocaleString('en')} updated, {unchanged.toLocaleString('en')} unchanged.{left}
      </Note>
      <LinkButton href="/fleet">See them in the fleet</LinkButton>
    </div>
  )
}
