// One incident: its cause in words, its clock, what to do in order, and its devices.

import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Go } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { exactInstant, spanShort } from '../clock/time-words.ts'
import { lookOfSilence } from '../health/silence-look.ts'
import { Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { devicesInWords } from '../start/number-words.ts'
import { StateMark } from './incidents-page.tsx'

const askEveryMs = 10_000
const devicesShown = 200

export function IncidentPage({ id }: { readonly id: string }) {
  const client = useClient()
  const now = useNow()
  const { data: incident, error } = useQuery({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => client.incident({ params: { id }, signal }),
    refetchInterval: askEveryMs,
  })
  if (incident === undefined) {
    return (
      <div className="page">
        <PageHead title="Incident" line={<code>{id}</code>} />
        {error ? <ProblemNote error={error} /> : <Skeleton height={160} />}
      </div>
    )
  }
  const { words, state, openedAt, endedAt, devices, devicesEver, runbook, about, eids } = incident
  const lasted = spanShort((endedAt ?? now) - openedAt)
  return (
    <div className="page incident">
      <PageHead
        title={words}
        line={
          <span className="counted">
            <Go href="/incidents" className="quiet-link">
              Incidents
            </Go>
            <StateMark state={state} />
            {incident.class && <Mark look={lookOfSilence(incident.class)} />}
          </span>
        }
      />
      <dl className="numbers">
        <div>
          <dt>{state === 'open' ? 'open for' : 'lasted'}</dt>
          <dd>
            <time title={exactInstant(openedAt)}>{lasted}</time>
          </dd>
        </div>
        <div>
          <dt>silent now because of it</dt>
          <dd>{devices.toLocaleString('en')}</dd>
        </div>
        <div>
          <dt>in all</dt>
          <dd>{devicesEver.toLocaleString('en')}</dd>
        </div>
      </dl>
      <div className="device-columns">
        <Part title="What to do">
          <ol className="runbook">
            {runbook.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </Part>
        <Part title="What they have in common">
          <dl className="facts">
            {Object.entries(about).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
            <div>
              <dt>code</dt>
              <dd>
                <code>{incident.cause}</code>
              </dd>
            </div>
          </dl>
        </Part>
      </div>
      <Part title={devicesInWords(eids.length)}>
        <ul className="eids">
          {eids.slice(0, devicesShown).map((eid) => (
            <li key={eid}>
              <Go href={`/devices/${eid}`}>…{eid.slice(-10)}</Go>
            </li>
          ))}
        </ul>
        {eids.length > devicesShown && (
          <p className="dim">
            and {(eids.length - devicesShown).toLocaleString('en')} more:{' '}
            <code>holdfast incidents</code> lists them all
          </p>
        )}
      </Part>
    </div>
  )
}
