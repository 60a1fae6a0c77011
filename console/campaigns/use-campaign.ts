// What the campaign page asks the server for; asked again while the campaign is under way.

import type { Client } from '@holdfast/api/client.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useClient } from '../session/session.tsx'

/** A campaign moves with the devices' contacts: minutes to days. One that is over stands still. */
const askEveryMs = { campaign: 5_000, series: 10_000, forecast: 60_000 } as const

export function useCampaign(id: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['campaign', id],
    queryFn: ({ signal }) => client.campaign({ params: { id }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.endedAt === undefined ? askEveryMs.campaign : false,
  })
}

export type Campaign = NonNullable<ReturnType<typeof useCampaign>['data']>
export type Wave = Campaign['waves'][number]

export function useSeries({ campaignId: id, endedAt }: Campaign) {
  const client = useClient()
  return useQuery({
    queryKey: ['campaign-series', id],
    queryFn: ({ signal }) => client.campaignSeries({ params: { id }, signal }),
    refetchInterval: endedAt === undefined && askEveryMs.series,
  })
}

export type Series = NonNullable<ReturnType<typeof useSeries>['data']>

export function useForecast({ campaignId: id, endedAt }: Campaign) {
  const client = useClient()
  return useQuery({
    queryKey: ['campaign-forecast', id],
    queryFn: ({ signal }) => client.campaignForecast({ params: { id }, signal }),
    refetchInterval: endedAt === undefined && askEveryMs.forecast,
  })
}

const eventsAtOnce = 1_000
/** Far more than any campaign has; a wave is judged a few times a day. */
const historyPagesMax = 20

/** What happened to it, oldest first. */
export function useCampaignHistory({ campaignId: id, endedAt }: Campaign) {
  const client = useClient()
  return useQuery({
    // Its end is the last that happens, so it is asked for once more then.
    queryKey: ['campaign', id, 'history', endedAt],
    queryFn: async ({ signal }) => {
      const events: HistoryEvent[] = []
      let after: number | undefined
      for (let page = 0; page < historyPagesMax; page += 1) {
        const from = after === undefined ? {} : { after }
        const query = { campaign: id, limit: eventsAtOnce, ...from }
        const { items, next } = await client.listEvents({ query, signal })
        events.push(...items.filter((event) => 'subject' in event))
        if (next === undefined) break
        after = next
      }
      return events
    },
    placeholderData: keepPreviousData,
    refetchInterval: endedAt === undefined && askEveryMs.series,
  })
}

type ListedEvent = Awaited<ReturnType<Client['listEvents']>>['items'][number]
export type HistoryEvent = Extract<ListedEvent, { readonly subject: unknown }>

export function useCampaignWhy(id: string, isWanted: boolean) {
  const client = useClient()
  return useQuery({
    queryKey: ['campaign-why', id],
    queryFn: ({ signal }) => client.explainCampaign({ params: { id }, signal }),
    enabled: isWanted,
  })
}
