// The plan of a campaign from what is typed: waves like canary:10 and first:40%, windows like
// 1-5/22:00-06:00, or a whole plan from a JSON file.

import { readFileSync } from 'node:fs'
import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CampaignRequestShape } from '@holdfast/api/shapes/campaign.ts'
import { Refused } from './exit-code.ts'
import { parseCount } from './operand.ts'
import { parseSpan } from './time-words.ts'

export type CampaignRequest = ShapeOf<typeof CampaignRequestShape>

export interface PlanOptions {
  readonly plan?: string
  readonly name?: string
  readonly filter?: string
  readonly live?: boolean
  readonly fromStock?: string
  readonly audit?: boolean
  readonly profileType?: string
  readonly wave?: readonly string[]
  readonly success: string
  readonly failure: string
  readonly confidence: string
  readonly window?: readonly string[]
  readonly atOnce?: string
  readonly perSmdp?: string
  readonly perOperator?: string
  readonly deviceDeadline: string
  readonly approvals: string
  readonly require?: readonly string[]
  readonly reason: string
}

/** @throws Refused naming the option that cannot be read */
export function campaignRequestOf(options: PlanOptions): CampaignRequest {
  if (options.plan !== undefined) {
    // The server checks it against the contract and names what is wrong.
    return JSON.parse(readFileSync(options.plan, 'utf8')) as CampaignRequest
  }
  const { name, filter, fromStock, profileType, wave = ['all'], window = [] } = options
  if (name === undefined) throw new Refused('bad-option', 'which name? give --name, or --plan FILE')
  if (fromStock === undefined && !options.audit) {
    const ways = '--from-stock OPERATOR, --audit or --plan FILE'
    throw new Refused('bad-option', `which profile? give ${ways}`)
  }
  if (filter === undefined) {
    throw new Refused('bad-option', 'which devices? give --filter; "" is all')
  }
  const type = profileType === undefined ? {} : { profileType }
  return {
    name,
    wish:
      fromStock === undefined
        ? { kind: 'audit' }
        : { kind: 'swap', profile: { kind: 'stock', operator: fromStock, ...type } },
    target: { filter },
    follow: options.live ? 'live' : 'frozen',
    waves: wave.map(parseWave),
    thresholds: {
      successAtLeast: parseShare('success', options.success),
      failureAtMost: parseShare('failure', options.failure),
      confidence: parseShare('confidence', options.confidence),
    },
    ...(window.length > 0 ? { windows: window.map(parseWindow) } : {}),
    rates: ratesOf(options),
    deviceDeadlineMinutes: Math.ceil(parseSpan(options.deviceDeadline) / 60_000),
    approvalsNeeded: options.approvals === '0' ? 0 : parseCount('approvals', options.approvals),
    // The server knows the checks and refuses another with the list of them.
    ...(options.require ? { required: options.require as CampaignRequest['required'] } : {}),
    reason: options.reason,
  }
}

function ratesOf({ atOnce, perSmdp, perOperator }: PlanOptions): CampaignRequest['rates'] {
  return {
    ...(atOnce === undefined ? {} : { atOnce: parseCount('at-once', atOnce) }),
    ...(perSmdp === undefined ? {} : { perSmdpPerMinute: parseCount('per-smdp', perSmdp) }),
    ...(perOperator === undefined
      ? {}
      : { perOperatorPerMinute: parseCount('per-operator', perOperator) }),
  }
}

function parseWave(text: string): CampaignRequest['waves'][number] {
  const [, name = '', size, sign] = /^([^:]+)(?::(\d+(?:\.\d+)?)(%?))?$/.exec(text) ?? []
  if (name === '') throw new Refused('bad-option', `not a wave: ${text}`, 'like canary:10 or rest')
  if (size === undefined) return { name }
  return sign === '%' ? { name, share: Number(size) / 100 } : { name, devices: Number(size) }
}

function parseShare(option: string, text: string): number {
  const share = Number(text)
  if (text.trim() !== '' && share >= 0 && share <= 1) return share
  throw new Refused('bad-option', `--${option} takes a share from 0 to 1, not ${text}`)
}

function parseWindow(text: string): NonNullable<CampaignRequest['windows']>[number] {
  const match = /^([1-7])(?:-([1-7]))?\/(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text)
  if (!match) {
    const remedy = '--window 1-5/22:00-06:00: days from 1 (Monday) to 7, then the hours'
    throw new Refused('bad-option', `not a window: ${text}`, remedy)
  }
  const [, first = '1', last = first, from = '', until = ''] = match
  const days = [1, 2, 3, 4, 5, 6, 7].filter((day) => day >= Number(first) && day <= Number(last))
  return { days, from, until }
}
