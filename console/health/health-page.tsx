// Who is stranded, for which cause, what is being tried, and who must be visited. Causes of many
// devices stand first: they are what somebody can do something about.

import { silenceClasses } from '@holdfast/fleet/silence/silence-class.ts'
import { Button, Skeleton, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useAddress } from '../address/go.tsx'
import { IncidentTable } from '../incidents/incident-table.tsx'
import { useIncidents } from '../incidents/use-incidents.ts'
import { Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { LinkButton } from '../shell/link-button.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { devicesInWords } from '../start/number-words.ts'
import { ClassChart } from './class-chart.tsx'
import { lookOfSilence } from './silence-look.ts'
import { SloFigures } from './slo-figures.tsx'
import { StrandedList } from './stranded-list.tsx'
import { VisitList } from './visit-list.tsx'

const askEveryMs = 15_000
const tabs = ['open', 'ended', 'visits', 'closed-visits'] as const
type Tab = (typeof tabs)[number]

export function HealthPage() {
  const client = useClient()
  const { data: counts, error } = useQuery({
    queryKey: ['stranded-counts'],
    queryFn: ({ signal }) => client.strandedCounts({ signal }),
    refetchInterval: askEveryMs,
  })
  return (
    <div className="page health">
      <PageHead
        title="Health"
        line={
          <span className="counted" role="status">
            <span>{counts ? `${devicesInWords(counts.open)} stranded now` : '…'}</span>
          </span>
        }
      >
        <LinkButton href="/incidents" isQuiet>
          Incidents
        </LinkButton>
        <LinkButton href="/bootstrap" isQuiet>
          Bootstrap lines
        </LinkButton>
      </PageHead>
      <SloFigures />
      <OpenIncidents />
      {counts === undefined && (error ? <ProblemNote error={error} /> : <Skeleton height={160} />)}
      {counts && counts.open > 0 && (
        <Part title="Stranded by class and age">
          <ClassChart counts={counts} />
        </Part>
      )}
      <Cases />
    </div>
  )
}

function OpenIncidents() {
  const { data } = useIncidents()
  const open = data?.items.filter(({ state }) => state === 'open') ?? []
  if (open.length === 0) return null
  return (
    <Part title={open.length === 1 ? '1 open incident' : `${open.length} open incidents`}>
      <IncidentTable items={open} />
    </Part>
  )
}

function Cases() {
  const { query, change } = useAddress()
  const tab: Tab = tabs.find((one) => one === query.tab) ?? 'open'
  const chosen = silenceClasses.find((one) => one === query.class)
  return (
    <Tabs
      value={tab}
      onChange={(next) => change({ tab: next === 'open' ? undefined : (next ?? '') }, 'replace')}
    >
      <Tabs.List>
        <Tabs.Tab value="open">Stranded</Tabs.Tab>
        <Tabs.Tab value="ended">Back again</Tabs.Tab>
        <Tabs.Tab value="visits">Visits to make</Tabs.Tab>
        <Tabs.Tab value="closed-visits">Visits made</Tabs.Tab>
      </Tabs.List>
      {chosen && (tab === 'open' || tab === 'ended') && (
        <p className="counted only">
          only <Mark look={lookOfSilence(chosen)} />
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => change({ class: undefined }, 'replace')}
          >
            all classes
          </Button>
        </p>
      )}
      <Tabs.Panel value={tab} pt="sm">
        {tab === 'visits' && <VisitList state="open" />}
        {tab === 'closed-visits' && <VisitList state="closed" />}
        {(tab === 'open' || tab === 'ended') && (
          <StrandedList state={tab} {...(chosen ? { class: chosen } : {})} />
        )}
      </Tabs.Panel>
    </Tabs>
  )
}
