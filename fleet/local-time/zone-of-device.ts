// In which time zone a device lives: what its row in the inventory says, else its country's zone,
// else UTC; and how far that may be relied upon.

import type { DeviceFacts } from '../card-state.ts'
import { isTimeZone } from './local-time.ts'
import { zoneTable } from './zone-table.ts'

export interface DeviceZone {
  /** A name of the IANA table. */
  readonly zone: string
  readonly from: 'inventory' | 'country' | 'assumed'
}

interface CountryZone {
  readonly zone: string
  readonly isOneOfMany: boolean
}

const zones: ReadonlyMap<string, CountryZone> = new Map(
  zoneTable
    .trim()
    .split('\n')
    .map((line) => {
      const [country = '', zone = 'UTC', mark] = line.split(' ')
      return [country, { zone, isOneOfMany: mark === '+' }]
    }),
)

/** The zone of a country of two letters; undefined for any other text. */
export const zoneOfCountry = (country: string): CountryZone | undefined => zones.get(country)

/** The zone by whose clock the device's windows and quiet hours are read. */
export function zoneOfDevice(device: Pick<DeviceFacts, 'country' | 'timeZone'>): DeviceZone {
  const { country, timeZone } = device
  if (timeZone !== undefined && isTimeZone(timeZone)) return { zone: timeZone, from: 'inventory' }
  const known = country === undefined ? undefined : zones.get(country)
  if (!known) return { zone: 'UTC', from: 'assumed' }
  return { zone: known.zone, from: known.isOneOfMany ? 'assumed' : 'country' }
}
