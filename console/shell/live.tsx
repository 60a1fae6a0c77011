// Live updates: one stream of events for the whole console. What changed is asked for again, a
// little later and together; counts are shown as they come.

import type { Client } from '@holdfast/api/client.ts'
import type { ShapeOf } from '@holdfast/api/route.ts'
import type { LiveCountsShape } from '@holdfast/api/shapes/event.ts'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { useHearTime } from '../clock/server-clock.tsx'
import { useClient } from '../session/session.tsx'
import { gatherChanges, type LiveChanges } from './live-changes.ts'

export type LiveCounts = ShapeOf<typeof LiveCountsShape>

interface Live {
  readonly counts: LiveCounts | undefined
  readonly isConnected: boolean
  readonly changed: EventTarget
}

const listKeys = [
  'operation',
  'operations',
  'operation-counts',
  'batch',
  'facets',
  'stats',
  'stranded-counts',
]
const flushEveryMs = 1000
const listsEveryMs = 2500
const reconnectMs = 2000
const changed = new EventTarget()

const LiveContext = createContext<Live>({ counts: undefined, isConnected: false, changed })

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient()
  const queries = useQueryClient()
  const hear = useHearTime()
  const [counts, setCounts] = useState<LiveCounts>()
  const [isConnected, setConnected] = useState(false)
  useEffect(() => {
    const leaving = new AbortController()
    const changes = gatherChanges(listsEveryMs)
    const timer = setInterval(() => refresh(queries, changes), flushEveryMs)
    const hearCounts = (heard: LiveCounts) => {
      setCounts(heard)
      hear(heard.now)
    }
    void listen({ client, changes, setConnected, hearCounts, signal: leaving.signal })
    return () => {
      leaving.abort()
      clearInterval(timer)
    }
  }, [client, queries, hear])
  return <LiveContext value={{ counts, isConnected, changed }}>{children}</LiveContext>
}

export const useLive = (): Live => useContext(LiveContext)

interface Listening {
  readonly client: Client
  readonly changes: LiveChanges
  readonly hearCounts: (counts: LiveCounts) => void
  readonly setConnected: (is: boolean) => void
  readonly signal: AbortSignal
}

/** Listens until it is told to leave; a stream that ends is opened again where it ended. */
async function listen(listening: Listening): Promise<void> {
  const { client, signal, setConnected } = listening
  let last: string | undefined
  while (!signal.aborted) {
    try {
      const headers = last === undefined ? {} : { 'last-event-id': last }
      const stream = await client.eventStream({ headers, signal })
      setConnected(true)
      for await (const { id, data } of stream) {
        if (id !== undefined) last = id
        if (data.kind === 'counts') listening.hearCounts(data)
        else if (data.kind === 'event') listening.changes.note(data.event.eid)
      }
    } catch (cause) {
      // A stream that breaks is a server that is gone or going; the next try will tell.
      if (signal.aborted) return
      console.debug('the live stream ended', cause)
    }
    setConnected(false)
    await new Promise((resolve) => setTimeout(resolve, reconnectMs))
  }
}

function refresh(queries: QueryClient, changes: LiveChanges): void {
  const flush = changes.take(performance.now())
  if (flush === undefined) return
  for (const eid of flush.eids) void queries.invalidateQueries({ queryKey: ['device', eid] })
  if (flush.refreshesLists) {
    for (const key of listKeys) void queries.invalidateQueries({ queryKey: [key] })
  }
  changed.dispatchEvent(new CustomEvent('cards', { detail: flush.eids }))
}
