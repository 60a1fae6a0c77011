// Why a device is silent: since when, by which facts it was judged, what was tried, what is next, and
// taking that in hand. Of a device that is not silent, when it is expected.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { DeviceSilenceShape } from '@holdfast/api/shapes/silence.ts'
import { useQuery } from '@tanstack/react-query'
import { Go } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { ageInWords, exactInstant, spanShort } from '../clock/time-words.ts'
import {
  confidenceInWords,
  outcomeOfTry,
  recoveryWords,
  sideInWords,
  triedInWords,
} from '../health/recovery-words.ts'
import { lookOfSilence } from '../health/silence-look.ts'
import type { StrandedCase } from '../health/stranded-list.tsx'
import { Age, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { FactList } from './device-facts.tsx'
import { RecoveryActs } from './recovery-acts.tsx'

type Silence = ShapeOf<typeof DeviceSilenceShape>

export function DeviceSilence({ eid }: { readonly eid: string }) {
  const client = useClient()
  const { data } = useQuery({
    queryKey: ['device', eid, 'silence'],
    queryFn: ({ signal }) => client.deviceSilence({ params: { eid }, signal }),
  })
  if (data === undefined) return null
  const one = data.case
  if (one?.state === 'open') return <OpenCase one={one} next={data.next} />
  return (
    <div className="dim">
      <Expected expected={data.expected} />
      {one && <EndedCase one={one} />}
    </div>
  )
}

function Expected({ expected }: Pick<Silence, 'expected'>) {
  const now = useNow()
  if (expected?.by === undefined) return null
  const { by, intervalMs, from, why } = expected
  return (
    <p>
      {by < now ? 'was expected ' : 'expected again '}
      <time title={exactInstant(by)}>{ageInWords(by, now)}</time>: calls about every{' '}
      {spanShort(intervalMs)} ({from}; {why})
    </p>
  )
}

function EndedCase({ one }: { readonly one: StrandedCase }) {
  const { since, endedAt, rungs } = one
  return (
    <p>
      was silent for {spanShort((endedAt ?? since) - since)} until <Age at={endedAt} />,{' '}
      <Mark look={lookOfSilence(one.class)} />
      {rungs.length > 0 && `; last tried: ${recoveryWords(rungs.at(-1)?.action ?? '')}`}
    </p>
  )
}

interface CaseProps {
  readonly one: StrandedCase
  readonly next: Silence['next']
}

function OpenCase({ one, next }: CaseProps) {
  const look = lookOfSilence(one.class)
  return (
    <section className="silence" data-tone={look.tone} aria-label="this device is silent">
      <h2>
        <Mark look={look}>Silent: {look.word}</Mark>
      </h2>
      <p>{look.meaning}.</p>
      <div className="silence-columns">
        <Judged one={one} />
        <div className="silence-tried">
          <Tried one={one} />
          <h3>What is next</h3>
          <Next one={one} next={next} />
          <RecoveryActs one={one} />
        </div>
      </div>
    </section>
  )
}

function Judged({ one }: { readonly one: StrandedCase }) {
  const now = useNow()
  const { since, intervalMs, raisedAt, judgedAt, causes, firstClass, iccid, operator } = one
  const [first, ...others] = causes
  const where = [one.country, one.plmn && `network ${one.plmn}`].filter(Boolean).join(', ')
  return (
    <FactList
      facts={[
        [
          'Silent for',
          <span key="for">
            <time title={exactInstant(since)}>{spanShort(now - since)}</time>
            {intervalMs !== undefined && `; it calls every ${spanShort(intervalMs)}`}
          </span>,
        ],
        [
          'Noticed',
          <span key="noticed">
            <Age at={raisedAt} />
            {firstClass !== one.class && `, judged “${lookOfSilence(firstClass).word}” at first`}
          </span>,
        ],
        [
          'Judged',
          <span key="judged">
            <Age at={judgedAt} />
            <span className="dim">; the facts below are as of then</span>
          </span>,
        ],
        [
          'Most likely',
          first && (
            <Cause key="cause" cause={first} certainty={confidenceInWords(one.confidence)} />
          ),
        ],
        ['What helps', first?.helps],
        [
          'Or perhaps',
          others.length > 0
            ? others.map((cause) => <Cause key={cause.code} cause={cause} />)
            : undefined,
        ],
        ['Line', iccid && [operator, iccid].filter(Boolean).join(', ')],
        ['Last seen in', where],
      ]}
    />
  )
}

interface CauseProps {
  readonly cause: StrandedCase['causes'][number]
  readonly certainty?: string
}

/** A cause, how sure it is, and the facts as they were when it was judged. */
function Cause({ cause: { words, side, facts }, certainty }: CauseProps) {
  return (
    <div className="cause">
      {words}{' '}
      <span className="dim">({[certainty, sideInWords(side)].filter(Boolean).join('; ')})</span>
      <ul className="dim small" aria-label="facts, as they were when it was judged">
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </div>
  )
}

const triesShown = 3

function Tried({ one: { rungs } }: { readonly one: StrandedCase }) {
  const earlier = rungs.slice(0, -triesShown)
  return (
    <>
      <h3>What was tried</h3>
      {rungs.length === 0 && <p className="dim">Nothing yet.</p>}
      {earlier.length > 0 && (
        <details>
          <summary>before: {triedInWords(earlier)}</summary>
          <Tries rungs={earlier} from={1} />
        </details>
      )}
      <Tries rungs={rungs.slice(-triesShown)} from={earlier.length + 1} />
    </>
  )
}

interface TriesProps {
  readonly rungs: StrandedCase['rungs']
  readonly from: number
}

function Tries({ rungs, from }: TriesProps) {
  return (
    <ol className="rungs" start={from}>
      {rungs.map(({ action, at, outcome, why, by, operator }) => (
        <li key={`${action} ${at}`}>
          {recoveryWords(action)}
          {operator && <span className="dim"> ({operator})</span>}
          <p className="dim small">
            <Age at={at} />
            {by && `, asked for by ${by}`}: {outcomeOfTry(outcome)}
            {why && `: ${why}`}
          </p>
        </li>
      ))}
    </ol>
  )
}

function Next({ one: { stopped, visitId, exhaustedAt }, next }: CaseProps) {
  if (stopped) {
    return (
      <p>
        <strong>Nothing: {stopped.by} stopped the recovery</strong> <Age at={stopped.at} />
        {stopped.reason && `: “${stopped.reason}”`}
      </p>
    )
  }
  if (visitId !== undefined) {
    return (
      <p>
        Somebody visits it: <Go href="/health?tab=visits">the visit</Go>
      </p>
    )
  }
  if (exhaustedAt !== undefined) {
    return <p>Nothing more can be tried from here since {<Age at={exhaustedAt} />}.</p>
  }
  if (next?.at === undefined) return <p>{next?.words ?? 'It waits for a call of the device.'}</p>
  return (
    <p>
      <Age at={next.at} isToCome />: {next.words}
    </p>
  )
}
