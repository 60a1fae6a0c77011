// The devices of a campaign by wave and state; both are in the address.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CampaignDeviceShape } from '@holdfast/api/shapes/campaign.ts'
import { type TargetState, targetStates } from '@holdfast/fleet/campaign/target-state.ts'
import { findReason } from '@holdfast/fleet/reasons/reason.ts'
import { Go, useAddress } from '../address/go.tsx'
import { Age, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { type Column, RowTable } from '../table/row-table.tsx'
import { useLiveRefresh } from '../table/use-live-refresh.ts'
import { usePages } from '../table/use-pages.ts'
import { inStateOrder, lookOfState } from './campaign-look.ts'
import type { Campaign } from './use-campaign.ts'

type Row = ShapeOf<typeof CampaignDeviceShape>

const rowsAtOnce = 100

export function CampaignDevices({ campaign }: { readonly campaign: Campaign }) {
  const { query, change } = useAddress()
  const wave = campaign.waves.find(({ index }) => String(index) === query.wave)
  const state = targetStates.find((one) => one === query.state)
  const tally = wave?.tally ?? campaign.tally
  return (
    <>
      <fieldset className="facets">
        <legend className="hidden-text">which devices</legend>
        {campaign.waves.map(({ index, name }) => (
          <Chip
            key={index}
            isOn={wave?.index === index}
            onClick={() =>
              change({ wave: wave?.index === index ? undefined : String(index) }, 'replace')
            }
          >
            {name}
          </Chip>
        ))}
        {inStateOrder({ ...(state ? { [state]: 1 } : {}), ...tally }).map(([one]) => (
          <Chip
            key={one}
            isOn={state === one}
            onClick={() => change({ state: state === one ? undefined : one }, 'replace')}
          >
            <Mark look={lookOfState(one)} />
          </Chip>
        ))}
      </fieldset>
      <DeviceRows
        campaign={campaign}
        which={{
          ...(wave ? { wave: wave.index } : {}),
          ...(state ? { state } : {}),
        }}
      />
    </>
  )
}

interface ChipProps {
  readonly isOn: boolean
  readonly onClick: () => void
  readonly children: React.ReactNode
}

const Chip = ({ isOn, onClick, children }: ChipProps) => (
  <button type="button" className="chip" aria-pressed={isOn} onClick={onClick}>
    {children}
  </button>
)

interface RowsProps {
  readonly campaign: Campaign
  readonly which: { readonly wave?: number; readonly state?: TargetState }
}

function DeviceRows({ campaign, which }: RowsProps) {
  const client = useClient()
  const { campaignId: id } = campaign
  const list = usePages<Row, Awaited<ReturnType<typeof client.campaignDevices>>>({
    queryKey: ['campaign-devices', id, which],
    ask: (cursor, signal) =>
      client.campaignDevices({
        params: { id },
        query: { ...which, limit: rowsAtOnce, ...(cursor === undefined ? {} : { cursor }) },
        signal,
      }),
  })
  useLiveRefresh(list)
  if (list.error && list.rows.length === 0) return <ProblemNote error={list.error} />
  if (!list.isLoading && list.rows.length === 0) {
    return <Empty title="No device of this kind">{null}</Empty>
  }
  return (
    <RowTable
      label="devices of the campaign"
      columns={columnsOf(campaign)}
      rows={list.rows}
      keyOf={({ eid }) => eid}
      hasMore={list.hasMore}
      isLoading={list.isLoading}
      onEnd={list.more}
    />
  )
}

const columnsOf = ({ waves }: Campaign): readonly Column<Row>[] => [
  {
    id: 'device',
    title: 'Device',
    width: 130,
    cell: ({ eid }) => <Go href={`/devices/${eid}`}>…{eid.slice(-10)}</Go>,
  },
  {
    id: 'wave',
    title: 'Wave',
    width: 120,
    cell: ({ wave }) => waves.find(({ index }) => index === wave)?.name ?? String(wave),
  },
  {
    id: 'state',
    title: 'State',
    width: 130,
    cell: ({ state }) => <Mark look={lookOfState(state)} />,
  },
  {
    id: 'code',
    title: 'Why',
    width: 400,
    cell: ({ code }) =>
      code === undefined ? (
        <span className="nothing">–</span>
      ) : (
        <span title={code}>{findReason(code)?.words ?? code}</span>
      ),
  },
  {
    id: 'operation',
    title: 'Operation',
    width: 120,
    cell: ({ operationId }) =>
      operationId === undefined ? (
        <span className="nothing">none</span>
      ) : (
        <Go href={`/operations/${operationId}`}>…{operationId.slice(-8)}</Go>
      ),
  },
  {
    id: 'at',
    title: 'Since',
    width: 100,
    cell: ({ changedAt }) =>
      changedAt === undefined ? <span className="nothing">–</span> : <Age at={changedAt} />,
  },
]
