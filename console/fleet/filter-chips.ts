// Facet chips: putting one value of one key into a filter text, and taking it out again. The
// language itself is fleet's; here a text is read, changed and written back.

import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import {
  filterKeys,
  formatDeviceFilter,
  parseDeviceFilter,
} from '@holdfast/fleet/device-filter-parse.ts'

/** Facets of the server by the key that filters them. */
export const facetKeys: Readonly<Record<string, string>> = {
  generation: 'generation',
  country: 'country',
  operator: 'operator',
  model: 'model',
  firmware: 'firmware',
  site: 'site',
  owner: 'owner',
  form: 'form',
  outcome: 'outcome',
  lastOutcome: 'outcome',
}

function valuesOf(filter: DeviceFilter, key: string): readonly string[] {
  const field = filterKeys.find((known) => known.key === key)?.field
  const value = field === undefined ? undefined : filter[field]
  return Array.isArray(value) ? value.map(String) : []
}

/** Whether the filter text asks for this value. */
export function asksFor(q: string, key: string, value: string, now: number): boolean {
  const parsed = parseDeviceFilter(q, now)
  return parsed.kind === 'filter' && valuesOf(parsed.filter, key).includes(value)
}

/** The filter text with this value added, or taken out when it was there. */
export function toggled(
  q: string,
  { key, value }: { readonly key: string; readonly value: string },
  now: number,
): string {
  const parsed = parseDeviceFilter(q, now)
  const field = filterKeys.find((known) => known.key === key)?.field
  if (parsed.kind !== 'filter' || field === undefined) return q
  const before = valuesOf(parsed.filter, key)
  const after = before.includes(value) ? before.filter((one) => one !== value) : [...before, value]
  const { [field]: _gone, ...rest } = parsed.filter
  const filter = after.length === 0 ? rest : { ...rest, [field]: after }
  return formatDeviceFilter(filter as DeviceFilter, now)
}
