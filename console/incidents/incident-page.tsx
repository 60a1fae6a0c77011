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
  const { words, runbook, eids, endedAt } = incident
  return (
    <div className="page incident">
      <PageHead title={words} line={<Where incident={incident} />} />
      <Numbers incident={incident} />
      {endedAt !== undefined && (
        <Note tone="good" title="It is over.">
          It ended <Age at={endedAt} />.
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
        <Part title={titleOfDevices(incident)}>
          {incident.class ? <StrandedList state="open" incident={id} /> : <Devices eids={eids} />}
        </Part>
      )}
    </div>
  )
}

interface Props {
  readonly incident: Incident
}

const titleOfDevices = ({ devices, class: name }: Incident): string =>
  name ? `${devicesInWords(devices)}, and what is tried for each` : devicesInWords(devices)

const devicesShown = 200

/** Devices of a cause that silences nobody: no case is open for them. */
function Devices({ eids }: { readonly eids: readonly string[] }) {
  return (
    <>
      <ul className="eids">
        {eids.slice(0, devicesShown).map((eid) => (
          <li key={eid}>
            <Go href={`/devices/${eid}`}>…{eid.slice(-10)}</Go>
          </li>
        ))}
      </ul>
      {eids.length > devicesShown && (
        <p className="dim">
          and {devicesInWords(eids.length - devicesShown)} more: <code>holdfast incident</code>{' '}
          lists them
        </p>
      )}
    </>
  )
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
        <dt>devices it concerns now</dt>
        <dd>{devices.toLocaleString('en')}</dd>
      </div>
      <div>
        <dt>not any more</dt>
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
  campaign: 'Campaign',
  wave: 'Wave',
  combination: 'Combination',
  smdp: 'SM-DP+',
}

const Campaigns = ({ incident: { campaigns } }: Props) =>
  campaigns.map(({ campaignId, name }) => (
    <div key={campaignId}>
      <Go href={`/campaigns/${campaignId}`}>{name}</Go>
    </div>
  ))

function About({ incident }: Props) {
  const { about, cause, campaigns } = incident
  return (
    <FactList
      facts={[
        ...Object.entries(about).map(
          ([name, value]) => [commonParts[name] ?? name, value] as const,
        ),
        [
          'Campaigns',
          campaigns.length > 0 ? <Campaigns key="campaigns" incident={incident} /> : undefined,
        ],
        ['Code', <code key="code">{cause}</code>],
      ]}
    />
  )
}
