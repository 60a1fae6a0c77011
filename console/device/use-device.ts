// What the device page asks the server for.

import { useQuery } from '@tanstack/react-query'
import { useClient } from '../session/session.tsx'

const messagesAtOnce = 200
const entriesAtOnce = 1000
const pagesMax = 5

export function useDevice(eid: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['device', eid, 'state'],
    queryFn: ({ signal }) => client.device({ params: { eid }, signal }),
  })
}

export type Device = NonNullable<ReturnType<typeof useDevice>['data']>
export type Operation = Device['operations'][number]

/** The timeline, newest first; up to five thousand entries. */
export function useTimeline(eid: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['device', eid, 'timeline'],
    queryFn: async ({ signal }) => {
      const entries = []
      let after: number | undefined
      for (let page = 0; page < pagesMax; page += 1) {
        const query = { limit: entriesAtOnce, ...(after === undefined ? {} : { after }) }
        const { items } = await client.deviceTimeline({ params: { eid }, query, signal })
        entries.push(...items)
        after = items.at(-1)?.position
        if (items.length < entriesAtOnce) break
      }
      return entries.reverse()
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
