// What a check of a file found: numbers, how each column was read, and every problem by row and
// column with a suggestion.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { RowProblemShape } from '@holdfast/api/shapes/import-report.ts'
import { Part } from '../shell/page-head.tsx'
import type { ImportReport } from './import-choice.tsx'

type RowProblem = ShapeOf<typeof RowProblemShape>

export function ImportReportView({ report }: { readonly report: ImportReport }) {
  const numbers = [
    ['rows', report.rows],
    ['new', report.added],
    ['updated', report.updated],
    ['unchanged', report.unchanged],
    ['with a problem', report.rejected],
  ] as const
  return (
    <>
      <dl className="numbers">
        {numbers.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      <RowProblems problems={report.problems} omitted={report.problemsOmitted} />
      <Columns report={report} />
    </>
  )
}

interface ProblemsProps {
  readonly problems: readonly RowProblem[]
  readonly omitted: number
}

/** Problems as a table, in the order of the file. */
export function RowProblems({ problems, omitted }: ProblemsProps) {
  if (problems.length === 0) return null
  return (
    <Part title="Problems">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard */}
      <section className="wide tall" aria-label="problems of the file" tabIndex={0}>
        <table className="plain problems">
          <caption className="hidden-text">problems by row and column</caption>
          <thead>
            <tr>
              <th scope="col" data-number>
                Row
              </th>
              <th scope="col">Column</th>
              <th scope="col">What stands there</th>
              <th scope="col">What is wrong</th>
              <th scope="col">Suggestion</th>
            </tr>
          </thead>
          <tbody>
            {problems.map((problem) => (
              <tr key={`${problem.row} ${problem.column} ${problem.code}`}>
                <td data-number>{problem.row === 0 ? 'file' : problem.row}</td>
                <td>{problem.column ?? <span className="nothing">row</span>}</td>
                <td>
                  <code>{problem.value}</code>
                </td>
                <td>{problem.reason}</td>
                <td>{problem.suggestion}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {omitted > 0 && (
        <p className="dim small">and {omitted.toLocaleString('en')} more that are not listed</p>
      )}
    </Part>
  )
}

function Columns({ report: { columns, ignoredColumns } }: { readonly report: ImportReport }) {
  const read = Object.entries(columns)
  if (read.length === 0 && ignoredColumns.length === 0) return null
  return (
    <Part title="How the columns were read">
      <table className="plain narrow">
        <caption className="hidden-text">columns of the file</caption>
        <thead>
          <tr>
            <th scope="col">In the file</th>
            <th scope="col">Read as</th>
          </tr>
        </thead>
        <tbody>
          {read.map(([header, field]) => (
            <tr key={header}>
              <td>{header}</td>
              <td>{field}</td>
            </tr>
          ))}
          {ignoredColumns.map((header) => (
            <tr key={header}>
              <td>{header}</td>
              <td className="dim">not read</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  )
}
