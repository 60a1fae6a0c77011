// The figures by which the fleet's service is judged, each with its denominator in words. One of
// which nothing is counted yet is not shown.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { SloShape } from '@holdfast/api/shapes/incident.ts'
import { useQuery } from '@tanstack/react-query'
import { spanShort } from '../clock/time-words.ts'
import { useClient } from '../session/session.tsx'
import { shareInWords } from '../start/number-words.ts'

type Slo = ShapeOf<typeof SloShape>

const askEveryMs = 30_000

export function SloFigures() {
  const client = useClient()
  const { data } = useQuery({
    queryKey: ['slo'],
    queryFn: ({ signal }) => client.slo({ signal }),
    refetchInterval: askEveryMs,
  })
  if (data === undefined) return null
  return (
    <dl className="numbers figures">
      <Share name="Swaps that serve" share={data.swapSuccess} />
      <Span name="Time to service" span={data.timeToService} />
      <Share name="Stranded" share={data.strandedShare} />
      <Span name="Time to recovery" span={data.recoveryTime} />
    </dl>
  )
}

function Share({ name, share }: { readonly name: string; readonly share: Slo['swapSuccess'] }) {
  const { numerator, denominator, words } = share
  if (denominator === 0) return null
  return (
    <div>
      <dt title={words}>
        {name}
        <br />
        <span className="small">
          {numerator.toLocaleString('en')} of {denominator.toLocaleString('en')}
        </span>
      </dt>
      <dd>{shareInWords(numerator, denominator)}</dd>
    </div>
  )
}

function Span({ name, span }: { readonly name: string; readonly span: Slo['timeToService'] }) {
  const { count, medianSeconds, p95Seconds, words } = span
  if (count === 0 || medianSeconds === undefined) return null
  return (
    <div>
      <dt title={words}>
        {name}, median
        <br />
        <span className="small">
          {p95Seconds === undefined ? '' : `95 % within ${spanShort(p95Seconds * 1000)}, `}
          {count.toLocaleString('en')} counted
        </span>
      </dt>
      <dd>{spanShort(medianSeconds * 1000)}</dd>
    </div>
  )
}
