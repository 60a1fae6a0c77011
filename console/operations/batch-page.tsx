// One start and all its operations: how far, how fast, when it will end, who was left alone.

import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { formatAddress } from '../address/address.ts'
import { Go } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { ageInWords, exactInstant } from '../clock/time-words.ts'
import { Age } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { devicesInWords } from '../start/number-words.ts'
import { forecast, type Sample, withSample } from './batch-progress.ts'
import { OperationList } from './operation-list.tsx'
import { OutcomeBar } from './outcome-bar.tsx'
import { wishWords } from './wish-words.ts'

export function BatchPage({ batchId }: { readonly batchId: string }) {
  const client = useClient()
  const { data: batch, error } = useQuery({
    queryKey: ['batch', batchId],
    queryFn: ({ signal }) => client.batch({ params: { batchId }, signal }),
    refetchInterval: (query) => (query.state.data?.open === 0 ? false : 2000),
  })
  if (batch === undefined) {
    return (
      <div className="page">
        <PageHead title="Batch" line={<code>{batchId}</code>} />
        {error ? <ProblemNote error={error} /> : <Skeleton height={160} />}
      </div>
    )
  }
  const { wish, total, accepted, open, createdBy, createdAt, reason } = batch
  const ended = accepted - open
  return (
    <div className="page batch">
      <PageHead
        title={wishWords(wish)}
        line={
          <span className="counted">
            <span>
              asked by {createdBy} <Age at={createdAt} /> for {devicesInWords(total)}
            </span>
            {reason && <span>“{reason}”</span>}
          </span>
        }
      />
      <Part title="Progress">
        <p className="big-number" role="status">
          {ended.toLocaleString('en')} of {accepted.toLocaleString('en')} ended
          {accepted > 0 && (
            <span className="dim"> ({((100 * ended) / accepted).toFixed(1)} %)</span>
          )}
        </p>
        <OutcomeBar outcomes={batch.outcomes} total={accepted} batchId={batchId} />
        <Rate ended={ended} open={open} createdAt={createdAt} />
      </Part>
      <LeftAlone refused={batch.refused} refusals={batch.refusals} />
      <Part title="Operations">
        <OperationList batchId={batchId} />
      </Part>
    </div>
  )
}

interface RateProps {
  readonly ended: number
  readonly open: number
  readonly createdAt: number
}

function Rate({ ended, open, createdAt }: RateProps) {
  const now = useNow()
  const [samples, setSamples] = useState<readonly Sample[]>([{ at: createdAt, ended: 0 }])
  useEffect(() => setSamples((before) => withSample(before, { at: now, ended })), [now, ended])
  if (open === 0) return <p className="dim">All have ended.</p>
  const seen = forecast(samples, open)
  if (seen === undefined) {
    return <p className="dim">{open} open; too few have ended to say how long the rest takes.</p>
  }
  return (
    <p className="dim">
      {open.toLocaleString('en')} open; {seen.perHour.toFixed(seen.perHour < 10 ? 1 : 0)} end per
      hour; at this rate the last ends{' '}
      <time dateTime={new Date(seen.endsAt).toISOString()} title={exactInstant(seen.endsAt)}>
        {ageInWords(seen.endsAt, now)}
      </time>
    </p>
  )
}

interface LeftAloneProps {
  readonly refused: number
  readonly refusals: Readonly<Record<string, number>>
}

function LeftAlone({ refused, refusals }: LeftAloneProps) {
  const client = useClient()
  const { data } = useQuery({
    queryKey: ['reasons'],
    queryFn: ({ signal }) => client.reasons({ signal }),
    enabled: refused > 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (refused === 0) return null
  return (
    <Part title={`${devicesInWords(refused)} left alone`}>
      <ul className="refusals">
        {Object.entries(refusals).map(([code, count]) => {
          const reason = data?.items.find((one) => one.code === code)
          return (
            <li key={code}>
              <strong>{devicesInWords(count)}</strong> {reason?.words ?? code}
              {reason?.remedy && <p>What helps: {reason.remedy}</p>}
              <p className="dim small">
                code <code>{code}</code>
              </p>
            </li>
          )
        })}
      </ul>
      <p className="dim small">
        <Go href={formatAddress('/start')}>Start another operation</Go>
      </p>
    </Part>
  )
}
