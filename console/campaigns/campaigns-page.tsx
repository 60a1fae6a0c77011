// All campaigns, newest first: how far, how well, what each waits for.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CampaignRowShape } from '@holdfast/api/shapes/campaign.ts'
import { Skeleton } from '@mantine/core'
import { Go } from '../address/go.tsx'
import { Age, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { LinkButton } from '../shell/link-button.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { MoreButton } from '../table/more-button.tsx'
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx'
import { usePages } from '../table/use-pages.ts'
import { lookOfPhase, settledOf } from './campaign-look.ts'
import { TallyBar } from './tally-bar.tsx'

type Row = ShapeOf<typeof CampaignRowShape>

const askEveryMs = 10_000
const rowsAtOnce = 50

export function CampaignsPage() {
  const client = useClient()
  const list = usePages<Row, Awaited<ReturnType<typeof client.listCampaigns>>>({
    queryKey: ['campaigns'],
    ask: (cursor, signal) =>
      client.listCampaigns({
        query: { limit: rowsAtOnce, ...(cursor === undefined ? {} : { cursor }) },
        signal,
      }),
    refetchInterval: askEveryMs,
  })
  const { rows, error, isLoading } = list
  return (
    <div className="page">
      <PageHead title="Campaigns" line="One plan for many devices, in waves; the first is small.">
        <LinkButton href="/campaigns/plan">Plan a campaign</LinkButton>
        <LinkButton href="/combinations" isQuiet>
          What worked together
        </LinkButton>
      </PageHead>
      {rows.length === 0 && isLoading && <Skeleton height={160} />}
      {rows.length === 0 && !isLoading && error && <ProblemNote error={error} />}
      {rows.length === 0 && !isLoading && !error && (
        <Empty title="No campaign yet">
          <p>A campaign brings many devices to a new profile and stops by itself when it hurts.</p>
          <LinkButton href="/campaigns/plan">Plan one</LinkButton>
        </Empty>
      )}
      {rows.length > 0 && (
        <PlainTable
          caption="campaigns, newest first"
          className="campaigns"
          columns={columns}
          rows={rows}
          keyOf={({ campaignId }) => campaignId}
        />
      )}
      <MoreButton list={list} of="campaigns" />
    </div>
  )
}

const columns: readonly PlainColumn<Row>[] = [
  {
    title: 'Campaign',
    cell: ({ campaignId, name, createdBy }) => (
      <>
        <Go href={`/campaigns/${campaignId}`}>{name}</Go>
        <p className="dim small">by {createdBy}</p>
      </>
    ),
  },
  { title: 'Phase', cell: ({ phase }) => <Mark look={lookOfPhase(phase)} /> },
  { title: 'Devices', className: 'bar-cell', cell: ({ tally }) => <TallyBar tally={tally} /> },
  {
    title: 'Settled',
    isNumber: true,
    cell: ({ tally, devices }) =>
      `${settledOf(tally).toLocaleString('en')} of ${devices.toLocaleString('en')}`,
  },
  {
    title: 'Waits for',
    cell: ({ waitsFor }) => waitsFor[0] ?? <span className="nothing">nothing</span>,
  },
  { title: 'Begun', cell: ({ startedAt }) => <Age at={startedAt} /> },
]
