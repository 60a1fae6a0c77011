import { CampaignDesk } from '@holdfast/fleet/testing/campaigns.ts'
import { expect, test } from 'vitest'
import { RestingCampaigns } from './resting-campaigns.ts'

const minuteMs = 60_000
const numbers = { tally: [], given: {} }

/** A draft: fleet finds nothing to do for it, however late it is. */
function rested() {
  const campaign = new CampaignDesk().state
  const resting = new RestingCampaigns()
  resting.rest(campaign, numbers, 0)
  resting.rest(campaign, numbers, minuteMs)
  return { campaign, resting }
}

test('a campaign does not rest in the first minute after a change of its record', () => {
  const campaign = new CampaignDesk().state
  const resting = new RestingCampaigns()
  resting.rest(campaign, numbers, 0)
  expect(resting.isAtRest(campaign, 1)).toBe(false)
  resting.rest(campaign, numbers, minuteMs - 1)
  expect(resting.isAtRest(campaign, minuteMs)).toBe(false)
  resting.rest(campaign, numbers, minuteMs)
  expect(resting.isAtRest(campaign, minuteMs + 1)).toBe(true)
})

test('it rests for five minutes, until a device moves, or until its record is another one', () => {
  const { campaign, resting } = rested()
  expect(resting.isAtRest(campaign, 6 * minuteMs - 1)).toBe(true)
  expect(resting.isAtRest(campaign, 6 * minuteMs)).toBe(false)
  expect(resting.isAtRest({ ...campaign, version: campaign.version + 1 }, minuteMs)).toBe(false)
  resting.wake()
  expect(resting.isAtRest(campaign, minuteMs)).toBe(false)
})

test('each minute it is looked at where its devices are, and it rests no more when one moved', () => {
  const { campaign, resting } = rested()
  expect(resting.isLookDue(campaign, 2 * minuteMs - 1)).toBe(false)
  expect(resting.isLookDue(campaign, 2 * minuteMs)).toBe(true)
  expect(resting.isStill(campaign, [], 2 * minuteMs)).toBe(true)
  expect(resting.isLookDue(campaign, 2 * minuteMs)).toBe(false)
  const moved = [{ states: { admitted: 1 }, combinations: {} }]
  expect(resting.isStill(campaign, moved, 3 * minuteMs)).toBe(false)
  expect(resting.isAtRest(campaign, 3 * minuteMs)).toBe(false)
})

test('a campaign that is short of codes rests for a minute only', () => {
  const campaign = new CampaignDesk().state
  const resting = new RestingCampaigns()
  const short = { tally: [], given: { stock: { needed: 2, reserved: 1, available: 0 } } }
  resting.rest(campaign, short, 0)
  resting.rest(campaign, short, minuteMs)
  expect(resting.isAtRest(campaign, 2 * minuteMs - 1)).toBe(true)
  expect(resting.isAtRest(campaign, 2 * minuteMs)).toBe(false)
})

test('it does not rest when the present instant gives it something to do', () => {
  const campaign = { ...new CampaignDesk().state, phase: 'scheduled' as const }
  const startAt = minuteMs + 5_000
  const plan = { ...campaign.plan, startAt }
  const scheduled = { ...campaign, approvalsNeeded: 0, plan }
  const resting = new RestingCampaigns()
  resting.rest(scheduled, numbers, 0)
  resting.rest(scheduled, numbers, minuteMs)
  expect(resting.isAtRest(scheduled, startAt - 1)).toBe(true)
  expect(resting.isAtRest(scheduled, startAt)).toBe(false)
})

test('a campaign with a live target, or one that goes back, never rests', () => {
  const { state } = new CampaignDesk()
  const live = { ...state, plan: { ...state.plan, follow: 'live' as const } }
  for (const campaign of [live, { ...state, phase: 'rolling-back' as const }]) {
    const resting = new RestingCampaigns()
    resting.rest(campaign, numbers, 0)
    resting.rest(campaign, numbers, minuteMs)
    expect(resting.isAtRest(campaign, minuteMs)).toBe(false)
  }
})
