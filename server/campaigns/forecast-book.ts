// The forecast by which a campaign began: kept beside it, so that it can be graded when the campaign
// is over. Before the start the newest counts; after it the first that is made stays.

import type { Forecast } from '@holdfast/fleet/forecast/forecast.ts'
import type { Store } from '../store/contract.ts'

const collection = 'campaign-forecast'

/** The one to be graded by; `forecast` is the one just made. */
export async function keptForecast(
  store: Pick<Store, 'record' | 'putRecord' | 'claimRecord'>,
  campaignId: string,
  made: { readonly forecast?: Forecast; readonly isStarted: boolean },
): Promise<Forecast | undefined> {
  const { forecast, isStarted } = made
  if (forecast && !isStarted) {
    await store.putRecord({ collection, key: campaignId, value: forecast })
    return forecast
  }
  const found = forecast
    ? await store.claimRecord({ collection, key: campaignId, value: forecast })
    : await store.record(collection, campaignId)
  // Only this file writes the collection, and only forecasts.
  return found?.value as Forecast | undefined
}
