// Whether the server answers. Every question that the console asks tells; while it does not answer,
// pages keep what they have and say from when it is.

import { ApiProblem, NoAnswer } from '@holdfast/api/client.ts'
import { QueryCache, QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'

let goneSince: number | undefined
const watchers = new Set<() => void>()

function say(isGone: boolean): void {
  if (isGone === (goneSince !== undefined)) return
  goneSince = isGone ? Date.now() : undefined
  for (const watch of watchers) watch()
}

/** The wall-clock instant since which the server is gone; nothing while it answers. */
export function useGoneSince(): number | undefined {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch)
      return () => watchers.delete(watch)
    },
    () => goneSince,
  )
}

interface Watchers {
  readonly onBadToken: (why: string) => void
  /** The server's clock, as a reply told it. */
  readonly onTime: (now: number) => void
}

const hasNow = (reply: unknown): reply is { readonly now: number } =>
  typeof reply === 'object' && reply !== null && 'now' in reply && typeof reply.now === 'number'

/** A query client that notices a server that is gone, and a token that is not known any more. */
export function watchfulQueries({ onBadToken, onTime }: Watchers): QueryClient {
  const queries = new QueryClient({
    queryCache: new QueryCache({
      onError(error) {
        if (error instanceof NoAnswer) say(true)
        if (error instanceof ApiProblem && error.problem.status === 401) onBadToken(error.message)
      },
      onSuccess(data) {
        if (hasNow(data)) onTime(data.now)
        const wasGone = goneSince !== undefined
        say(false)
        if (wasGone) void queries.invalidateQueries()
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 2000,
        gcTime: 300_000,
        refetchOnWindowFocus: true,
        networkMode: 'always',
        retry: (count, error) => error instanceof NoAnswer && count < 1,
        retryDelay: 500,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  return queries
}
