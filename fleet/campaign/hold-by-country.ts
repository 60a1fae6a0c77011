// What a country's rules hold back when a device polls: quiet hours by the device's own clock, and
// how many devices may begin to change in a day by the country's. A campaign is never urgent, so
// nothing of it leaves in quiet hours; of other operations what only reads does. What Holdfast does
// by itself to bring a silent device back is not held, nor is what settles a doubt.

import { currentStep } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Instant } from '../evidence.ts'
import { formatLocal, localDayAt } from '../local-time/local-time.ts'
import { zoneOfCountry, zoneOfDevice } from '../local-time/zone-of-device.ts'
import type { Operation, OperationHold } from '../operation.ts'
import { reason } from '../reasons/reason.ts'
import type { CountryRule } from './country-rules.ts'
import { changesPerDayOf, dayIn, quietHoursOf, rulesFor } from './country-rules.ts'
import { everyDay, windowStateAt } from './week-window.ts'

/** What the shell keeps of countries for devices' polls. */
export interface CountryHolds {
  /** By tenant; of all days. */
  readonly rules: ReadonlyMap<string, readonly CountryRule[]>
  /** Days whose changes are all given out (`ChangeOfDay.key`). */
  readonly fullDays: ReadonlySet<string>
}

/** The daily count that a change falls on. */
export interface ChangeOfDay {
  readonly tenant: string
  readonly country: string
  /** Of the country's clock, `2026-01-31`. */
  readonly day: string
  /** So many devices may begin to change on that day. */
  readonly limit: number
  /** Another one when the limit is another, so that a raised limit lets the day go on. */
  readonly key: string
}

interface CountryAsked {
  readonly operation: Operation
  readonly state: CardState
  readonly countries: CountryHolds
  readonly now: Instant
}

/** By itself, for a device that is silent or whose card it must read. */
const isOwn = ({ createdBy }: Operation): boolean => createdBy === 'holdfast'

/** Why a country lets nothing of this operation leave now; nothing when it does. */
export function holdByCountry(asked: CountryAsked): OperationHold | undefined {
  const { operation, state, countries, now } = asked
  if (countries.rules.size === 0 || isOwn(operation)) return undefined
  const quiet = holdByQuietHours(asked)
  if (quiet) return quiet
  const change = changeOfDay(state, operation, { countries, now })
  if (!change || !countries.fullDays.has(change.key)) return undefined
  const { country, limit } = change
  const facts = `${limit} a day in ${country}`
  return { reason: reason('country-day-full', facts), until: dayEnd(country, now) }
}

function holdByQuietHours(asked: CountryAsked): OperationHold | undefined {
  const { operation, state, countries, now } = asked
  if (!operation.campaign && !isChanging(operation)) return undefined
  const { country } = state.device
  const { zone } = zoneOfDevice(state.device)
  const quiet = quietHoursOf(rulesNow(countries.rules.get(state.tenant), country, { zone, now }))
  if (quiet.length === 0) return undefined
  const hours = quiet.map((one) => ({ ...one, days: everyDay }))
  const { isOpen: isQuiet, until } = windowStateAt(hours, zone, now)
  if (!isQuiet) return undefined
  const facts = until === undefined ? country : `until ${formatLocal(until, zone)} local time`
  const held = { reason: reason('quiet-hours', facts) }
  return until === undefined ? held : { ...held, until }
}

const rulesNow = (
  rules: readonly CountryRule[] = [],
  country: string | undefined,
  { zone, now }: { readonly zone: string; readonly now: Instant },
): readonly CountryRule[] =>
  country !== undefined && rules.some((rule) => rule.country === country)
    ? rulesFor(rules, country, localDayAt(now, zone))
    : []

/** Whether the next request of this operation could change the card. */
function isChanging(operation: Operation): boolean {
  const kind = currentStep(operation)?.kind
  return kind !== undefined && kind !== 'identify' && kind !== 'read' && kind !== 'confirm'
}

const zoneOf = (country: string): string => zoneOfCountry(country)?.zone ?? 'UTC'

/** The daily count on which the next request of this operation falls; none when it begins nothing. */
export function changeOfDay(
  state: CardState,
  operation: Operation,
  { countries, now }: { readonly countries: CountryHolds; readonly now: Instant },
): ChangeOfDay | undefined {
  const { tenant } = state
  const { country } = state.device
  const rules = countries.rules.get(tenant)
  const hasBegun = operation.changeSentAt !== undefined || operation.campaign?.isRollBack
  if (!rules || country === undefined || hasBegun) return undefined
  if (isOwn(operation) || !isChanging(operation)) return undefined
  const limit = changesPerDayOf(rulesNow(rules, country, { zone: zoneOf(country), now }))
  if (limit === undefined) return undefined
  const day = dayIn(country, now)
  return { tenant, country, day, limit, key: `${tenant} ${country} ${day} ${limit}` }
}

const midnight = [{ days: everyDay, from: '00:00', until: '00:01' }]
const minuteMs = 60_000

/** When the country's present day is over. */
function dayEnd(country: string, now: Instant): Instant {
  const { isOpen, until = now } = windowStateAt(midnight, zoneOf(country), now)
  return isOpen ? (windowStateAt(midnight, zoneOf(country), now + minuteMs).until ?? until) : until
}
