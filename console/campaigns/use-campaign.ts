// What the campaign page asks the server for; asked again while the campaign is under way.

import { useQuery } from '@tanstack/react-query'
import { useClient } from '../session/session.tsx'

const askEveryMs = 2_500

export function useCampaign(id: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['campaign', id],
    queryFn: ({ signal }) => client.campaign({ params: { id }, signal }),
    refetchInterval: askEveryMs,
  })
}

export type Campaign = NonNullable<ReturnType<typeof useCampaign>['data']>
export type Wave = Campaign['waves'][number]

export function useSeries(id: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['campaign-series', id],
    queryFn: ({ signal }) => client.campaignSeries({ params: { id }, signal }),
    refetchInterval: askEveryMs * 2,
  })
}

export type Series = NonNullable<ReturnType<typeof useSeries>['data']>

export function useForecast(id: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['campaign-forecast', id],
    queryFn: ({ signal }) => client.campaignForecast({ params: { id }, signal }),
    refetchInterval: askEveryMs * 8,
  })
}

export function useCampaignWhy(id: string, isWanted: boolean) {
  const client = useClient()
  return useQuery({
    queryKey: ['campaign-why', id],
    queryFn: ({ signal }) => client.explainCampaign({ params: { id }, signal }),
    enabled: isWanted,
  })
}
