// The fleet: every device that a filter matches, live, and acts on all of them.

import { Menu } from '@mantine/core'
import { useCallback } from 'react'
import { formatAddress } from '../address/address.ts'
import { Go, useAddress } from '../address/go.tsx'
import { Mark } from '../marks/mark.tsx'
import { inLadderOrder, lookOf } from '../marks/outcome-look.ts'
import { useClient } from '../session/session.tsx'
import { useHolds } from '../session/who.ts'
import { LinkButton } from '../shell/link-button.tsx'
import { useLive } from '../shell/live.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { wishKinds } from '../start/wish-kinds.ts'
import { RowTable } from '../table/row-table.tsx'
import { usePages } from '../table/use-pages.ts'
import { ColumnChoice } from './column-choice.tsx'
import { FacetBar, useFacets } from './facet-bar.tsx'
import { FilterBox } from './filter-box.tsx'
import { columnsOf, type DeviceRow } from './fleet-columns.tsx'
import { useFreshRows } from './use-fresh-rows.ts'

const rowsAtOnce = 200

export function FleetPage() {
  const { query, change } = useAddress()
  const q = query.q ?? ''
  const filterBy = useCallback(
    (next: string) => change({ q: next === '' ? undefined : next }, 'replace'),
    [change],
  )
  const { data: facets } = useFacets(q)
  const list = useDevices(q)
  const total = list.first?.total ?? facets?.total
  const isEmpty = !list.isLoading && list.rows.length === 0 && list.error === null
  return (
    <div className="page fleet">
      <PageHead title="Fleet" line={<Counted total={facets?.total ?? total} q={q} />}>
        <ColumnChoice />
        <ActOnFilter q={q} devices={facets?.total ?? total} />
      </PageHead>
      <FilterBox q={q} onFilter={filterBy} />
      <FacetBar q={q} onFilter={filterBy} />
      {list.error && list.rows.length === 0 && <ProblemNote error={list.error} />}
      {isEmpty ? (
        <NoDevices q={q} onAll={() => filterBy('')} />
      ) : (
        <RowTable
          label="devices"
          columns={columnsOf(query.cols)}
          rows={list.rows}
          keyOf={({ eid }) => eid}
          total={total}
          hasMore={list.hasMore}
          isLoading={list.isLoading}
          onEnd={list.more}
          onSight={list.onSight}
        />
      )}
    </div>
  )
}

function useDevices(q: string) {
  const client = useClient()
  const queryKey = ['devices', q]
  const list = usePages<DeviceRow, Awaited<ReturnType<typeof client.listDevices>>>({
    queryKey,
    ask: (cursor, signal) =>
      client.listDevices({
        query: { q, limit: rowsAtOnce, ...(cursor === undefined ? {} : { cursor }) },
        signal,
      }),
  })
  const onSight = useFreshRows({ queryKey, pages: list.pages, refetch: list.refresh })
  return { ...list, onSight }
}

function Counted({ total, q }: { readonly total: number | undefined; readonly q: string }) {
  const { counts } = useLive()
  if (total === undefined) return <span className="number">counting…</span>
  const all = counts?.devices ?? total
  const some = q === '' ? '' : ` of ${all.toLocaleString('en')}`
  return (
    <span className="counted">
      <span className="number">
        {total.toLocaleString('en')}
        {some} devices
      </span>
      {counts && counts.open > 0 && (
        <Go href="/operations?open=yes">{counts.open.toLocaleString('en')} operations open</Go>
      )}
      {counts &&
        inLadderOrder(counts.outcomes).map(([name, count]) => (
          <Go
            key={name}
            href={formatAddress('/operations', { outcome: name })}
            className="quiet-link"
          >
            <Mark look={lookOf(name)}>
              {lookOf(name).word} {count.toLocaleString('en')}
            </Mark>
          </Go>
        ))}
    </span>
  )
}

interface ActProps {
  readonly q: string
  readonly devices: number | undefined
}

/** Starts an operation on everything that the filter matches; the dry run comes before it. */
function ActOnFilter({ q, devices }: ActProps) {
  const { open } = useAddress()
  const mayStart = useHolds('operations:write')
  if (!mayStart || devices === undefined || devices === 0) return null
  const many = devices === 1 ? 'this 1 device' : `these ${devices.toLocaleString('en')} devices`
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <button type="button" className="primary-act">
          Act on {many}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>A dry run comes before anything happens.</Menu.Label>
        {wishKinds.map(({ kind, title }) => (
          <Menu.Item
            key={kind}
            onClick={() => open(formatAddress('/start', { kind, target: 'filter', q }))}
          >
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function NoDevices({ q, onAll }: { readonly q: string; readonly onAll: () => void }) {
  if (q !== '') {
    return (
      <Empty title="No device matches this filter">
        <p>
          <button type="button" className="link" onClick={onAll}>
            Show all devices
          </button>
        </p>
      </Empty>
    )
  }
  return (
    <Empty title="No devices yet">
      <p>Import an inventory: a CSV file with a column of EIDs is enough to begin.</p>
      <LinkButton href="/import">Import an inventory</LinkButton>
    </Empty>
  )
}
