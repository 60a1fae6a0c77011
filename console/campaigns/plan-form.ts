// From the form of a plan to a request. It says what is missing or misspelt; whether the campaign is
// allowed is for the server's dry run to say.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CampaignRequestShape } from '@holdfast/api/shapes/campaign.ts'
import type { CheckName } from '@holdfast/fleet/preflight/check.ts'
import { requirableChecks } from '@holdfast/fleet/preflight/check-words.ts'
import { readWishForm, type WishFields } from '../start/wish-form.ts'

export type CampaignRequest = ShapeOf<typeof CampaignRequestShape>
type WaveWish = CampaignRequest['waves'][number]

/** What the form holds beside the wish, as text; the address keeps it under these names. */
export interface PlanFields {
  readonly name?: string | undefined
  readonly waves?: string | undefined
  readonly success?: string | undefined
  readonly failure?: string | undefined
  readonly confidence?: string | undefined
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly atOnce?: string | undefined
  readonly perSmdp?: string | undefined
  readonly perOperator?: string | undefined
  readonly days?: string | undefined
  readonly approvals?: string | undefined
  readonly follow?: string | undefined
  /** Names of checks, with commas between them. */
  readonly require?: string | undefined
  readonly reason?: string | undefined
}

/** What stands in the form at first. */
export const planDefaults = {
  waves: 'canary 20, first 10 %, rest',
  success: '90',
  failure: '10',
  confidence: '95',
  days: '14',
  approvals: '1',
} as const

export type ReadPlan =
  | { readonly kind: 'ready'; readonly request: CampaignRequest }
  | { readonly kind: 'lacking'; readonly why: string }

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const minutesPerDay = 1440
const clock = /^([01]\d|2[0-3]):[0-5]\d$/

class Lacking extends Error {}

export function readPlan(wish: WishFields, plan: PlanFields): ReadPlan {
  try {
    return { kind: 'ready', request: requestOf(wish, plan) }
  } catch (cause) {
    if (cause instanceof Lacking) return { kind: 'lacking', why: cause.message }
    throw cause
  }
}

function requestOf(wishFields: WishFields, plan: PlanFields): CampaignRequest {
  const read = readWishForm(wishFields)
  if (read.kind === 'lacking') throw new Lacking(read.why)
  const name = (plan.name ?? '').trim()
  if (name === '') throw new Lacking('Give the campaign a name.')
  const windows = windowsOf(plan)
  const required = requiredOf(plan.require)
  return {
    name,
    wish: read.request.wish,
    target: read.request.target,
    follow: plan.follow === 'live' ? 'live' : 'frozen',
    waves: wavesOf(plan.waves ?? planDefaults.waves),
    thresholds: {
      successAtLeast: shareOf('the least success', plan.success ?? planDefaults.success),
      failureAtMost: shareOf('the most failure', plan.failure ?? planDefaults.failure),
      confidence: shareOf('the confidence', plan.confidence ?? planDefaults.confidence),
    },
    ...(windows.length > 0 ? { windows } : {}),
    rates: {
      ...rate('atOnce', plan.atOnce),
      ...rate('perSmdpPerMinute', plan.perSmdp),
      ...rate('perOperatorPerMinute', plan.perOperator),
    },
    deviceDeadlineMinutes: Math.round(
      numberOf('the days of each device', plan.days ?? planDefaults.days) * minutesPerDay,
    ),
    approvalsNeeded: numberOf('the approvals', plan.approvals ?? planDefaults.approvals),
    ...(required.length > 0 ? { required } : {}),
    reason: plan.reason ?? '',
  }
}

function numberOf(what: string, text: string): number {
  const value = Number(text.trim())
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw new Lacking(`${what} must be a number, not “${text}”.`)
}

function shareOf(what: string, text: string): number {
  const percent = numberOf(what, text.replace('%', ''))
  if (percent <= 100) return percent / 100
  throw new Lacking(`${what} is at most 100 %.`)
}

/** The checks that an address names; others in it, typed by hand, are left out. */
export const requiredOf = (text: string | undefined): CheckName[] =>
  requirableChecks.filter((check) => text?.split(',').includes(check))

function rate<Name extends string>(name: Name, text: string | undefined) {
  if (text === undefined || text.trim() === '') return {}
  return { [name]: numberOf('a rate', text) } as Partial<Record<Name, number>>
}

function windowsOf({ from, until }: PlanFields): NonNullable<CampaignRequest['windows']> {
  if (!from && !until) return []
  if (!clock.test(from ?? '') || !clock.test(until ?? '')) {
    throw new Lacking('A window has a beginning and an end, as 22:00 and 06:00.')
  }
  return [{ days: everyDay, from: from ?? '', until: until ?? '' }]
}

/** `canary 20, first 10 %, rest`: names with a number of devices, a share, or what is left. */
export function wavesOf(text: string): readonly WaveWish[] & CampaignRequest['waves'] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length === 0) throw new Lacking('Name at least one wave.')
  return parts.map((part, at) => waveOf(part, at === parts.length - 1))
}

function waveOf(part: string, isLast: boolean): WaveWish {
  const found = /^(.*?)\s+(\d+(?:\.\d+)?)\s*(%?)$/.exec(part)
  if (!found) {
    if (isLast) return { name: part }
    throw new Lacking(`The wave “${part}” needs a number of devices or a share, as “${part} 10 %”.`)
  }
  const [, name = '', amount = '', sign] = found
  const value = Number(amount)
  if (sign === '%') {
    if (value > 0 && value <= 100) return { name, share: value / 100 }
    throw new Lacking(`The share of “${name}” lies above 0 % and is at most 100 %.`)
  }
  if (Number.isInteger(value) && value > 0) return { name, devices: value }
  throw new Lacking(`The wave “${name}” needs a whole number of devices.`)
}
