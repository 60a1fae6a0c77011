// Which address shows which page.

import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  redirect,
} from '@tanstack/react-router'
import { formatQuery, parseQuery } from './address/address.ts'
import { Go } from './address/go.tsx'
import { AuditPage } from './audit/audit-page.tsx'
import { BootstrapPage } from './bootstrap/bootstrap-page.tsx'
import { CampaignPage } from './campaigns/campaign-page.tsx'
import { CampaignsPage } from './campaigns/campaigns-page.tsx'
import { CombinationsPage } from './campaigns/combinations-page.tsx'
import { PlanPage } from './campaigns/plan-page.tsx'
import { CountryRulesPage } from './country-rules/country-rules-page.tsx'
import { DecodePage } from './decode/decode-page.tsx'
import { DevicePage } from './device/device-page.tsx'
import { FleetPage } from './fleet/fleet-page.tsx'
import { HealthPage } from './health/health-page.tsx'
import { ImportPage } from './import/import-page.tsx'
import { IncidentPage } from './incidents/incident-page.tsx'
import { IncidentsPage } from './incidents/incidents-page.tsx'
import { BatchPage } from './operations/batch-page.tsx'
import { OperationPage } from './operations/operation-page.tsx'
import { OperationsPage } from './operations/operations-page.tsx'
import { SettingsPage } from './settings/settings-page.tsx'
import { ProblemNote } from './shell/note.tsx'
import { PageHead } from './shell/page-head.tsx'
import { Shell } from './shell/shell.tsx'
import { StartPage } from './start/start-page.tsx'
import { StockPage } from './stock/stock-page.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
const page = (path: string, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => root, path, component })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/fleet', replace: true })
  },
})

const device = createRoute({
  getParentRoute: () => root,
  path: '/devices/$eid',
  component: () => <DevicePage eid={device.useParams().eid} />,
})

const operation = createRoute({
  getParentRoute: () => root,
  path: '/operations/$id',
  component: () => <OperationPage id={operation.useParams().id} />,
})

const batch = createRoute({
  getParentRoute: () => root,
  path: '/batches/$batchId',
  component: () => <BatchPage batchId={batch.useParams().batchId} />,
})

const campaign = createRoute({
  getParentRoute: () => root,
  path: '/campaigns/$id',
  component: () => <CampaignPage id={campaign.useParams().id} />,
})

const incident = createRoute({
  getParentRoute: () => root,
  path: '/incidents/$id',
  component: () => <IncidentPage id={incident.useParams().id} />,
})

export const consoleRouter = createRouter({
  routeTree: root.addChildren([
    home,
    page('/fleet', FleetPage),
    device,
    page('/start', StartPage),
    page('/operations', OperationsPage),
    operation,
    batch,
    page('/campaigns', CampaignsPage),
    page('/campaigns/plan', PlanPage),
    campaign,
    page('/combinations', CombinationsPage),
    page('/health', HealthPage),
    page('/incidents', IncidentsPage),
    incident,
    page('/bootstrap', BootstrapPage),
    page('/import', ImportPage),
    page('/stock', StockPage),
    page('/audit', AuditPage),
    page('/decode', DecodePage),
    page('/settings', SettingsPage),
    page('/country-rules', CountryRulesPage),
  ]),
  parseSearch: parseQuery,
  stringifySearch: formatQuery,
  defaultErrorComponent: Broken,
})

function NotFound() {
  return (
    <div className="page">
      <PageHead title="There is nothing at this address" />
      <p>
        Go to the <Go href="/fleet">fleet</Go>.
      </p>
    </div>
  )
}

function Broken({ error }: ErrorComponentProps) {
  return <ProblemNote error={error} />
}
