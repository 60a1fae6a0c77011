// Campaigns and combinations as lines and tables.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type {
  CampaignDeviceShape,
  CampaignRowShape,
  CampaignShape,
  CombinationShape,
} from '@holdfast/api/shapes/campaign.ts'
import { formatPairs, formatTable } from './table.ts'
import { formatInstant } from './time-words.ts'

type Campaign = ShapeOf<typeof CampaignShape>

/** `12 succeeded, 1 failed`; `none` when nothing is counted. */
export function formatTally(tally: Readonly<Record<string, number>>): string {
  const given = Object.entries(tally).filter(([, devices]) => devices > 0)
  return given.map(([state, devices]) => `${devices} ${state}`).join(', ') || 'none'
}

export function formatCampaignRows(items: readonly ShapeOf<typeof CampaignRowShape>[]): string {
  const rows = items.map((one) => [
    one.campaignId,
    one.name,
    one.phase,
    String(one.devices),
    formatTally(one.tally),
    formatInstant(one.createdAt),
  ])
  const heads = ['CAMPAIGN', 'NAME', 'PHASE', 'DEVICES', 'STATES', 'CREATED']
  return formatTable(heads, rows, 'no campaign')
}

export function formatCampaign(campaign: Campaign): string {
  const { approvals, approvalsNeeded, reason, startedAt, endedAt, held, required } = campaign
  const facts = formatPairs([
    ['campaign', `${campaign.campaignId}  ${campaign.name}`],
    ['phase', campaign.phase],
    ['why', reason && `${reason.why} (${reason.code})`],
    ['now', campaign.waitsFor.join('; ') || undefined],
    ['plan', campaign.planHash],
    ['approvals', `${approvals.length} of ${approvalsNeeded}`],
    ['must be known', required.length > 0 ? required.join(', ') : undefined],
    ['devices', `${campaign.devices}: ${formatTally(campaign.tally)}`],
    ['stock kept', campaign.stockReserved === undefined ? undefined : `${campaign.stockReserved}`],
    ['created', `${formatInstant(campaign.createdAt)} by ${campaign.createdBy}`],
    ['started', startedAt === undefined ? undefined : formatInstant(startedAt)],
    ['ended', endedAt === undefined ? undefined : formatInstant(endedAt)],
  ])
  const holds = held.map(({ words, reason: why, released }) =>
    released ? `released  ${words}: ${released.reason}` : `held      ${words}: ${why.why}`,
  )
  return [facts, '', formatWaves(campaign), ...(holds.length > 0 ? ['', ...holds] : [])].join('\n')
}

export function formatWaves({ waves }: Pick<Campaign, 'waves'>): string {
  const rows = waves.map((wave) => [
    wave.name,
    wave.phase,
    String(wave.devices),
    formatTally(wave.tally),
    wave.waitsFor.join('; ') || '-',
  ])
  return formatTable(['WAVE', 'PHASE', 'DEVICES', 'STATES', 'IN WORDS'], rows, 'no wave')
}

export function formatCampaignDevices(
  items: readonly ShapeOf<typeof CampaignDeviceShape>[],
): string {
  const rows = items.map((one) => [
    one.eid,
    String(one.wave),
    one.state,
    one.code ?? '-',
    one.operationId ?? '-',
    formatInstant(one.changedAt),
  ])
  return formatTable(['EID', 'WAVE', 'STATE', 'CODE', 'OPERATION', 'SINCE'], rows, 'no device')
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

export function formatCombinations(items: readonly ShapeOf<typeof CombinationShape>[]): string {
  const rows = items.map(({ words, devices, success, state, codes }) => [
    words,
    String(devices),
    success
      ? `${percent(success.share)} (${percent(success.low)} to ${percent(success.high)})`
      : '-',
    state,
    formatTally(codes) === 'none' ? '-' : formatTally(codes),
  ])
  const heads = ['COMBINATION', 'N', 'SUCCESS (95 %)', 'STATE', 'FAILURES']
  return formatTable(heads, rows, 'nothing is known yet')
}
