// All campaigns, newest first: how far, how well, what each waits for.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CampaignRowShape } from '@holdfast/api/shapes/campaign.ts'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Go } from '../address/go.tsx'
import { Age, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { LinkButton } from '../shell/link-button.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { Wide } from '../table/wide.tsx'
import { lookOfPhase, settledOf } from './campaign-look.ts'
import { TallyBar } from './tally-bar.tsx'

type Row = ShapeOf<typeof CampaignRowShape>

const askEveryMs = 10_000
const rowsAtOnce = 200

export function CampaignsPage() {
  const client = useClient()
  const { data, error } = useQuery({
    queryKey: ['campaigns'],
    queryFn: ({ signal }) => client.listCampaigns({ query: { limit: rowsAtOnce }, signal }),
    refetchInterval: askEveryMs,
  })
  return (
    <div className="page">
      <PageHead title="Campaigns" line="One plan for many devices, in waves; the first is small.">
        <LinkButton href="/campaigns/plan">Plan a campaign</LinkButton>
        <LinkButton href="/combinations" isQuiet>
          What worked together
        </LinkButton>
      </PageHead>
      {data === undefined && (error ? <ProblemNote error={error} /> : <Skeleton height={160} />)}
      {data?.items.length === 0 && (
        <Empty title="No campaign yet">
          <p>A campaign brings many devices to a new profile and stops by itself when it hurts.</p>
          <LinkButton href="/campaigns/plan">Plan one</LinkButton>
        </Empty>
      )}
      {data && data.items.length > 0 && <CampaignTable rows={data.items} />}
    </div>
  )
}

function CampaignTable({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <Wide label="campaigns">
      <table className="plain campaigns">
        <caption className="hidden-text">campaigns, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Campaign</th>
            <th scope="col">Phase</th>
            <th scope="col" className="bar-cell">
              Devices
            </th>
            <th scope="col" data-number>
              Settled
            </th>
            <th scope="col">Waits for</th>
            <th scope="col">Begun</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.campaignId}>
              <th scope="row">
                <Go href={`/campaigns/${row.campaignId}`}>{row.name}</Go>
                <p className="dim small">by {row.createdBy}</p>
              </th>
              <td>
                <Mark look={lookOfPhase(row.phase)} />
              </td>
              <td className="bar-cell">
                <TallyBar tally={row.tally} />
              </td>
              <td data-number>
                {settledOf(row.tally).toLocaleString('en')} of {row.devices.toLocaleString('en')}
              </td>
              <td>{row.waitsFor[0] ?? <span className="nothing">nothing</span>}</td>
              <td>
                <Age at={row.startedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}
