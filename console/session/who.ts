// Who the token belongs to, what it may do, and whether the world is a simulated one.

import type { Scope } from '@holdfast/api/scope.ts'
import { useQuery } from '@tanstack/react-query'
import { useClient } from './session.tsx'

const askEveryMs = 5000

/** The caller's session; asked for again and again, so that a server that is gone is noticed. */
export function useWho() {
  const client = useClient()
  return useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => client.session({ signal }),
    refetchInterval: askEveryMs,
  })
}

/** Whether the token holds a scope; yes while that is not known, the server has the last word. */
export function useHolds(scope: Scope): boolean {
  const { data } = useWho()
  return data === undefined || data.scopes.includes(scope)
}
