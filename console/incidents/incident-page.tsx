// One incident: its cause in words, its clock, what to do in order, and its devices with what is
// tried for each.

import { Skeleton } from '@mantine/core'
import { Go } from '../address/go.tsx'
import { FactList } from '../device/device-facts.tsx'
import { lookOfSilence } from '../health/silence-look.ts'
import { StrandedList } from '../health/stranded-list.tsx'
import { Age, Mark } from '../marks/mark.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { devicesInWords } from '../start/number-words.ts'
import { type Incident, Lasted, StateMark } from './incident-table.tsx'
import { useIncident } from './use-incidents.ts'

export function IncidentPage({ id }: { readonly id: string }) {
  const { data: incident, error } = useIncident(id)
  if (incident === undefined) {
    return (
      <div className="page">
        <PageHead title="Incident" line={<code>{id}</code>} />
        {error ? <ProblemNote error={error} /> : <Skeleton height={160} />}
      </div>
    )
  }
  const { words, runbook, devices, endedAt } = incident
  return (
    <div className="page incident">
      <PageHead title={words} line={<Where incident={incident} />} />
      <Numbers incident={incident} />
      {endedAt !== undefined && (
        <Note tone="good" title="It is over.">
          The last device that was silent for this cause called <Age at={endedAt} />.
        </Note>
      )}
      <div className="device-columns">
        <Part title="What to do">
          <ol className="runbook">
            {runbook.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </Part>
        <Part title="What they have in common">
          <About incident={incident} />
        </Part>
      </div>
      {endedAt === undefined && (
        <Part title={`${devicesInWords(devices)}, and what is tried for each`}>
          <StrandedList state="open" incident={id} />
        </Part>
      )}
    </div>
  )
}

interface Props {
  readonly incident: Incident
}

function Where({ incident: { state, class: name } }: Props) {
  return (
    <span className="counted">
      <Go href="/incidents" className="quiet-link">
        Incidents
      </Go>
      <StateMark state={state} />
      {name && <Mark look={lookOfSilence(name)} />}
      {name && <span>{lookOfSilence(name).meaning}</span>}
    </span>
  )
}

function Numbers({ incident: { state, openedAt, endedAt, devices, devicesEver } }: Props) {
  return (
    <dl className="numbers">
      <div>
        <dt>{state === 'open' ? 'open for' : 'lasted'}</dt>
        <dd>
          <Lasted openedAt={openedAt} endedAt={endedAt} />
        </dd>
      </div>
      <div>
        <dt>silent now because of it</dt>
        <dd>{devices.toLocaleString('en')}</dd>
      </div>
      <div>
        <dt>called again</dt>
        <dd>{(devicesEver - devices).toLocaleString('en')}</dd>
      </div>
      <div>
        <dt>in all</dt>
        <dd>{devicesEver.toLocaleString('en')}</dd>
      </div>
    </dl>
  )
}

const commonParts: Readonly<Record<string, string>> = {
  operator: 'Operator',
  country: 'Country',
  plmn: 'Network',
}

function About({ incident: { about, cause } }: Props) {
  return (
    <FactList
      facts={[
        ...Object.entries(about).map(
          ([name, value]) => [commonParts[name] ?? name, value] as const,
        ),
        ['Code', <code key="code">{cause}</code>],
      ]}
    />
  )
}
