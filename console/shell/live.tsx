// Live updates: one stream of events for the whole console. What changed is asked for again, a
// little later and together; counts are shown as they come. A tab that nobody sees hears nothing.

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
const listsEveryMs = 5000
const reconnectMs = 2000
/** A glance at another tab is no reason to leave the stream. */
const hiddenMs = 20_000
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
    const timer = setInterval(() => {
      if (!document.hidden) refresh(queries, changes)
    }, flushEveryMs)
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
    const unseen = abortedWhenUnseen(signal)
    try {
      const headers = last === undefined ? {} : { 'last-event-id': last }
      const stream = await client.eventStream({ headers, signal: unseen })
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
    await untilSeen()
  }
}

/** Aborts when it is told to leave, or when nobody has seen the page for a while. */
function abortedWhenUnseen(leaving: AbortSignal): AbortSignal {
  const unseen = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    clearTimeout(timer)
    if (document.hidden) timer = setTimeout(() => unseen.abort(), hiddenMs)
  }
  look()
  const ends = AbortSignal.any([leaving, unseen.signal])
  document.addEventListener('visibilitychange', look, { signal: ends })
  ends.addEventListener('abort', () => clearTimeout(timer))
  return ends
}

function untilSeen(): Promise<void> {
  if (!document.hidden) return Promise.resolve()
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden) return
      document.removeEventListener('visibilitychange', look)
      resolve()
    }
    document.addEventListener('visibilitychange', look)
  })
}

function refresh(queries: QueryClient, changes: LiveChanges): void {
  const flush = changes.take(performance.now())
  if (flush === undefined) return
  for (const eid of flush.eids) void queries.invalidateQueries({ queryKey: ['device', eid] })
  if (flush.refreshesLists) {
    for (const key of listKeys) void queries.invalidateQueries({ queryKey: [key] })
    changed.dispatchEvent(new Event('lists'))
  }
  changed.dispatchEvent(new CustomEvent('cards', { detail: flush.eids }))
}
