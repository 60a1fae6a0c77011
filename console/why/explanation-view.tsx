// The answer to "why?" as fleet gives it: what is going on, which rules with which facts, and what
// would change it.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { ExplanationShape } from '@holdfast/api/shapes/explanation.ts'
import { Skeleton } from '@mantine/core'
import { ProblemNote } from '../shell/note.tsx'

interface Props {
  readonly explanation: ShapeOf<typeof ExplanationShape> | undefined
  readonly error: unknown
}

export function ExplanationView({ explanation, error }: Props) {
  if (explanation === undefined) {
    return error ? <ProblemNote error={error} /> : <Skeleton height={120} />
  }
  return (
    <div className="why">
      <p className="why-summary">{explanation.summary}</p>
      {explanation.because.length > 0 && (
        <>
          <h3>Because</h3>
          <dl className="grounds">
            {explanation.because.map(({ rule, facts }) => (
              <div key={`${rule} ${facts.join()}`}>
                <dt>{rule}</dt>
                {facts.map((fact) => (
                  <dd key={fact}>{fact}</dd>
                ))}
              </div>
            ))}
          </dl>
        </>
      )}
      {explanation.wouldChange.length > 0 && (
        <>
          <h3>What would change it</h3>
          <ul>
            {explanation.wouldChange.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
