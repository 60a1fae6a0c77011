// What the device page asks the server for.

import type { Client } from '@holdfast/api/client.ts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../session/session.tsx'

const messagesAtOnce = 200
const entriesAtOnce = 1000
const pagesMax = 5

type TimelineEntry = Awaited<ReturnType<Client['deviceTimeline']>>['items'][number]

export function useDevice(eid: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['device', eid, 'state'],
    queryFn: ({ signal }) => client.device({ params: { eid }, signal }),
  })
}

export type Device = NonNullable<ReturnType<typeof useDevice>['data']>
export type Operation = Device['operations'][number]

/**
 * The timeline, newest first; up to five thousand entries. Asked again, it asks only for what came
 * since.
 */
export function useTimeline(eid: string) {
  const client = useClient()
  const queries = useQueryClient()
  const queryKey = ['device', eid, 'timeline']
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const known = queries.getQueryData<readonly TimelineEntry[]>(queryKey) ?? []
      const entries: TimelineEntry[] = []
      let after = known[0]?.position
      for (let page = 0; page < pagesMax; page += 1) {
        const query = { limit: entriesAtOnce, ...(after === undefined ? {} : { after }) }
        const { items } = await client.deviceTimeline({ params: { eid }, query, signal })
        entries.push(...items)
        after = items.at(-1)?.position ?? after
        if (items.length < entriesAtOnce) break
      }
      return entries.length === 0 ? known : [...entries.reverse(), ...known]
    },
  })
}

export function useMessages(eid: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['device', eid, 'messages'],
    queryFn: ({ signal }) =>
      client.deviceMessages({ params: { eid }, query: { limit: messagesAtOnce }, signal }),
  })
}

export function useDeviceWhy(eid: string, isWanted: boolean) {
  const client = useClient()
  return useQuery({
    queryKey: ['device', eid, 'why'],
    queryFn: ({ signal }) => client.explainDevice({ params: { eid }, signal }),
    enabled: isWanted,
  })
}
