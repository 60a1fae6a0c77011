import { describe, expect, test } from 'vitest'
import { abortCampaign, pauseCampaign } from '../campaign/campaign-commands.ts'
import { running } from '../testing/campaigns.ts'
import {
  type CountedCause,
  causesOfCampaign,
  type RaisedIncident,
  raisedCauses,
  settleRaised,
} from './raised-incident.ts'
import { runbookOfRaised } from './raised-runbooks.ts'

const now = 1_800_000_000_000
const cause: CountedCause = {
  ...{ key: 'C-1 wave 0', cause: 'wave-failed', why: 'too many failed', devices: 4 },
  about: { campaign: 'spring', wave: 'canary' },
  campaigns: [{ campaignId: 'C-1', name: 'spring' }],
  concerned: { kind: 'wave', wave: 0 },
}

const opened = (): RaisedIncident => {
  const [incident] = settleRaised([], [cause], now)
  if (!incident) throw new Error('a new cause opens an incident')
  return incident
}

describe('incidents of campaigns', () => {
  test('open with their cause, stay while it holds, and end with it', () => {
    const incident = opened()
    expect(incident).toMatchObject({ openedAt: now, devices: 4, devicesEver: 4 })
    expect(settleRaised([incident], [cause], now + 1)).toEqual([])
    const [ended] = settleRaised([incident], [], now + 2)
    expect(ended).toMatchObject({ endedAt: now + 2, devices: 0, devicesEver: 4 })
  })

  test('count their devices, now and in all', () => {
    const [grown] = settleRaised([opened()], [{ ...cause, devices: 7 }], now + 1)
    expect(grown).toMatchObject({ devices: 7, devicesEver: 7, openedAt: now })
    const [shrunk] = grown ? settleRaised([grown], [{ ...cause, devices: 2 }], now + 2) : []
    expect(shrunk).toMatchObject({ devices: 2, devicesEver: 7 })
  })

  test('a cause that comes again is another incident', () => {
    const [again] = settleRaised([], [cause], now + 1)
    expect(again?.incidentId).not.toBe(opened().incidentId)
  })

  test('two causes are two incidents, and one may end without the other', () => {
    const other = { ...cause, key: 'C-1 wave 1' }
    const both = settleRaised([], [cause, other], now)
    expect(new Set(both.map(({ incidentId }) => incidentId)).size).toBe(2)
    expect(settleRaised(both, [other], now + 1)).toMatchObject([
      { key: cause.key, endedAt: now + 1 },
    ])
  })

  test('a campaign that runs, that a person paused, or that is over has none', () => {
    const desk = running()
    expect(causesOfCampaign(desk.state)).toEqual([])
    desk.take(pauseCampaign(desk.state, 'lunch'))
    expect(causesOfCampaign(desk.state)).toEqual([])
  })

  test('a campaign that paused by itself is one until a person decides', () => {
    const desk = running()
    const reason = { code: 'stock-short', why: 'there is not enough stock' }
    const paused = { ...desk.state, phase: 'paused' as const, reason }
    expect(causesOfCampaign(paused)).toMatchObject([
      { cause: 'campaign-paused', about: { code: 'stock-short' }, concerned: { kind: 'all' } },
    ])
    desk.take(abortCampaign(desk.state, 'enough'))
    expect(causesOfCampaign(desk.state)).toEqual([])
  })

  test.each(raisedCauses)('%s has a runbook of whole sentences that names what to do', (name) => {
    const told = runbookOfRaised({ ...opened(), cause: name })
    expect(told.length).toBeGreaterThan(2)
    for (const step of told) expect(step).toMatch(/^[A-Z].*\.$/)
    expect(told.join(' ')).toContain('holdfast ')
  })
})
