// Keeps the rows in sight fresh in a list of many pages: the cards that changed and are in sight
// are asked for alone and put in their place.

import type { InfiniteData } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { useClient } from '../session/session.tsx'
import { useLive } from '../shell/live.tsx'
import { useLiveRefresh } from '../table/use-live-refresh.ts'
import type { DeviceRow } from './fleet-columns.tsx'

interface Page {
  readonly items: readonly DeviceRow[]
}

interface Wish {
  readonly queryKey: readonly unknown[]
  readonly pages: number
  readonly refetch: () => void
}

const askedAtOnce = 50

/** Gives the function that a table tells its rows in sight to. */
export function useFreshRows({ queryKey, pages, refetch }: Wish) {
  const client = useClient()
  const queries = useQueryClient()
  const { changed } = useLive()
  const inSight = useRef<readonly DeviceRow[]>([])
  const refresh = useRef<(eids: ReadonlySet<string>) => void>(() => undefined)
  refresh.current = (eids) => {
    if (pages <= 1) return
    const stale = inSight.current.map(({ eid }) => eid).filter((eid) => eids.has(eid))
    if (stale.length === 0) return
    const q = `eid:${stale.slice(0, askedAtOnce).join(',')}`
    void client.listDevices({ query: { q, limit: askedAtOnce } }).then(({ items }) => {
      const fresh = new Map(items.map((row) => [row.eid, row]))
      queries.setQueryData<InfiniteData<Page>>(queryKey, (old) => old && replaceRows(old, fresh))
    }, ignoreUntilNextChange)
  }
  useEffect(() => {
    const hear = (event: Event) => {
      if (event instanceof CustomEvent) refresh.current(event.detail as ReadonlySet<string>)
    }
    changed.addEventListener('cards', hear)
    return () => changed.removeEventListener('cards', hear)
  }, [changed])
  useLiveRefresh({ pages, refresh: refetch })
  return useCallback((rows: readonly DeviceRow[]) => {
    inSight.current = rows
  }, [])
}

/** A refresh that fails leaves the rows as they are; the page's own questions tell why. */
function ignoreUntilNextChange(cause: unknown): void {
  console.debug('rows in sight could not be refreshed', cause)
}

function replaceRows(
  list: InfiniteData<Page>,
  fresh: ReadonlyMap<string, DeviceRow>,
): InfiniteData<Page> {
  const pages = list.pages.map((page) =>
    page.items.some(({ eid }) => fresh.has(eid))
      ? { ...page, items: page.items.map((row) => fresh.get(row.eid) ?? row) }
      : page,
  )
  return { ...list, pages }
}
