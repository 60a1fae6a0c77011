// A list that comes in pages by cursor. When something changed: a list of one page is asked for
// anew; a longer one stays as it is, so that nobody loses their place.

import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'

interface Page<Row> {
  readonly items: readonly Row[]
  readonly cursor?: string
}

interface PagesWish<P> {
  readonly queryKey: readonly unknown[]
  readonly ask: (cursor: string | undefined, signal: AbortSignal) => Promise<P>
  /** A list of one page is asked for anew that often; without it when something changed. */
  readonly refetchInterval?: number
}

/** The rows that have come so far, and a way to ask for more. */
export function usePages<Row, P extends Page<Row>>({
  queryKey,
  ask,
  refetchInterval,
}: PagesWish<P>) {
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: P) => page.cursor,
    refetchInterval: ({ state: { data: known } }) =>
      (known?.pages.length ?? 0) <= 1 && (refetchInterval ?? false),
  })
  const { fetchNextPage, refetch, data } = list
  // A refresh waits for a next page that is on its way; a next page does not wait for a refresh.
  const refresh = useCallback(() => void refetch({ cancelRefetch: false }), [refetch])
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  return {
    rows,
    first: data?.pages[0],
    pages: data?.pages.length ?? 0,
    hasMore: list.hasNextPage,
    isLoading: list.isFetchingNextPage || list.isPending,
    error: list.error,
    more,
    refresh,
  }
}
