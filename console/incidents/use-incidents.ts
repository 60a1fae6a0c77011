// Incidents as pages ask for them: a round of the server looks for new ones each minute.

import { useQuery } from '@tanstack/react-query'
import { useClient } from '../session/session.tsx'

const askEveryMs = 15_000

export function useIncidents() {
  const client = useClient()
  return useQuery({
    queryKey: ['incidents'],
    queryFn: ({ signal }) => client.listIncidents({ signal }),
    refetchInterval: askEveryMs,
  })
}

export function useIncident(id: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => client.incident({ params: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'ended' ? false : askEveryMs),
  })
}
