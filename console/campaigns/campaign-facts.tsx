// What was planned: the rules by which a campaign goes on or stops, as numbers.

import { checkInWords } from '@holdfast/fleet/preflight/check-words.ts'
import { exactInstant, spanShort } from '../clock/time-words.ts'
import { wishWords } from '../operations/wish-words.ts'
import type { Campaign } from './use-campaign.ts'

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const minuteMs = 60_000

const percent = (share: number): string => `${(100 * share).toFixed(share * 100 < 10 ? 1 : 0)} %`

export function CampaignFacts({ campaign }: { readonly campaign: Campaign }) {
  const { thresholds, windows, rates, target, deviceDeadlineMinutes, stockReserved } = campaign
  const { required } = campaign
  const { successAtLeast, failureAtMost, confidence } = thresholds
  const facts: readonly (readonly [string, string])[] = [
    ['What', wishWords(campaign.wish)],
    ['Whom', 'filter' in target ? target.filter || 'every device' : `${target.eids} by EID`],
    ['Target', campaign.follow === 'live' ? 'follows the filter' : 'as it was when planned'],
    ['A wave passes', `with ${percent(successAtLeast)} success, ${percent(confidence)} confidence`],
    ['It stops', `above ${percent(failureAtMost)} failure, ${percent(confidence)} confidence`],
    ['When', windows.length === 0 ? 'at any time' : windows.map(windowWords).join('; ')],
    ['How fast', rateWords(rates)],
    ['Each device', `has ${spanShort(deviceDeadlineMinutes * minuteMs)}`],
    [
      'Must be known',
      required.length === 0 ? 'nothing more' : required.map(checkInWords).join(', '),
    ],
    ...(campaign.startAt === undefined
      ? []
      : ([['Starts', exactInstant(campaign.startAt)]] as const)),
    ...(stockReserved === undefined
      ? []
      : ([['Stock reserved', stockReserved.toLocaleString('en')]] as const)),
    ['Plan', campaign.planHash.slice(0, 16)],
  ]
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function windowWords({ days, from, until }: Campaign['windows'][number]): string {
  const named = days.length === 7 ? 'daily' : days.map((day) => dayNames[day - 1]).join(' ')
  return `${named} ${from}–${until}, the device's own time`
}

function rateWords({ atOnce, perSmdpPerMinute, perOperatorPerMinute }: Campaign['rates']): string {
  const parts = [
    atOnce === undefined ? undefined : `${atOnce.toLocaleString('en')} at once`,
    perSmdpPerMinute === undefined ? undefined : `${perSmdpPerMinute} a minute per SM-DP+`,
    perOperatorPerMinute === undefined
      ? undefined
      : `${perOperatorPerMinute} a minute per operator`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? 'as fast as devices call' : parts.join(', ')
}
