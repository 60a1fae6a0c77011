// The searchable row of a device: its summary, the text that a search looks through, and how a
// filter matches it. SQL and memory search the same words in the same way.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import type { DeviceSummary } from '@holdfast/fleet/device-summary.ts'

export interface DeviceRow {
  readonly summary: DeviceSummary
  /** See `searchTextOf`. */
  readonly search: string
}

/** Lower case: EID, every known ICCID, IMEI, serial, model, site; one per line. */
export function searchTextOf(state: CardState): string {
  const { imei, serial, model, site } = state.device
  const iccids = new Set([...state.importedIccids, ...Object.keys(state.profiles)])
  const words = [state.eid, ...iccids, imei, serial, model, site]
  const search = words.filter((word) => word !== undefined && word !== '').join('\n')
  return search.toLowerCase()
}

/** The facets of the fleet list, each with the value of one device. */
export const facetValues: Readonly<Record<string, (summary: DeviceSummary) => string | undefined>> =
  {
    generation: (summary) => summary.generation,
    country: (summary) => summary.device.country,
    operator: (summary) => summary.operator,
    model: (summary) => summary.device.model,
    lastOutcome: (summary) => summary.lastOutcome,
  }

/** The value of one device for each filter that is a list of values. */
export const listedValues = {
  tenant: (summary) => summary.tenant,
  eids: (summary) => summary.eid,
  generation: (summary) => summary.generation,
  form: (summary) => summary.device.form,
  country: (summary) => summary.device.country,
  operator: (summary) => summary.operator,
  model: (summary) => summary.device.model,
  firmware: (summary) => summary.device.firmware,
  site: (summary) => summary.device.site,
  owner: (summary) => summary.device.owner,
  lastOutcome: (summary) => summary.lastOutcome,
  silenceClass: (summary) => summary.silenceClass,
} as const satisfies Partial<
  Record<keyof DeviceFilter, (summary: DeviceSummary) => string | undefined>
>

export type ListedFilter = keyof typeof listedValues

/** Whether a device matches; `lastSeenAt` is that of its contact record. */
export function matchesFilter(
  filter: DeviceFilter,
  row: DeviceRow,
  lastSeenAt: number | undefined,
): boolean {
  if (filter.text !== undefined && !row.search.includes(filter.text.toLowerCase())) return false
  for (const [name, read] of Object.entries(listedValues)) {
    const wanted: readonly string[] | undefined = filter[name as ListedFilter]
    const value = read(row.summary)
    if (wanted && (value === undefined || !wanted.includes(value))) return false
  }
  const { hasOpenOperation, notSeenSince } = filter
  if (hasOpenOperation !== undefined && row.summary.openOperations > 0 !== hasOpenOperation) {
    return false
  }
  return notSeenSince === undefined || lastSeenAt === undefined || lastSeenAt < notSeenSince
}
