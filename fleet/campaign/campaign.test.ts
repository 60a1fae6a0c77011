import { describe, expect, test } from 'vitest'
import { CampaignDesk, digest, hashOf, plan, running } from '../testing/campaigns.ts'
import { campaignCan, validApprovals } from './campaign-can.ts'
import {
  abortCampaign,
  approveCampaign,
  changePlan,
  pauseCampaign,
  resumeCampaign,
  rollBackWave,
  startCampaign,
  targetCampaign,
} from './campaign-commands.ts'
import { canonicalText } from './canonical-plan.ts'
import { replayCampaign } from './evolve-campaign.ts'

const approve = (desk: CampaignDesk, by: string, planHash = desk.state.planHash) =>
  desk.take(approveCampaign(desk.state, { by, planHash }), by)

describe('approval is bound to the hash of the plan (B6)', () => {
  test('equal plans have one text whatever the order of their fields', () => {
    const { name, ...rest } = plan
    expect(canonicalText({ ...rest, name })).toBe(canonicalText(plan))
    expect(canonicalText({ ...plan, rates: {} })).toBe(canonicalText(plan))
  })

  test('every part of the plan changes the text', () => {
    const others = [
      { ...plan, name: 'x' },
      { ...plan, follow: 'live' as const },
      { ...plan, target: { kind: 'filter' as const, filter: 'country:FR' } },
      { ...plan, waves: plan.waves.slice(1) },
      { ...plan, thresholds: { ...plan.thresholds, successAtLeast: 0.9 } },
      { ...plan, windows: [{ days: [1], from: '22:00', until: '06:00' }] },
      { ...plan, rates: { atOnce: 5 } },
      { ...plan, deviceDeadlineMs: 1 },
      { ...plan, approvalsNeeded: 0 },
      { ...plan, startAt: 5 },
      { ...plan, wish: { kind: 'audit' as const } },
    ]
    expect(new Set([plan, ...others].map(canonicalText)).size).toBe(others.length + 1)
  })

  test('a plan that another person approves is scheduled', () => {
    const desk = new CampaignDesk()
    expect(desk.state.phase).toBe('awaiting-approval')
    expect(approve(desk, 'person:bob')).toBeUndefined()
    expect(desk.state.phase).toBe('scheduled')
  })

  test('the hash of another plan cannot be approved', () => {
    const desk = new CampaignDesk()
    expect(approve(desk, 'person:bob', hashOf({ ...plan, name: 'x' }))).toBe('plan-hash-differs')
  })

  test('the author cannot approve', () => {
    const desk = new CampaignDesk()
    expect(approve(desk, 'person:ann')).toBe('author-approves')
  })

  test('one person approves once', () => {
    const desk = new CampaignDesk({ approvalsNeeded: 2 })
    expect(approve(desk, 'person:bob')).toBeUndefined()
    expect(approve(desk, 'person:bob')).toBe('approved-already')
    expect(desk.state.phase).toBe('awaiting-approval')
    expect(approve(desk, 'person:eve')).toBeUndefined()
    expect(desk.state.phase).toBe('scheduled')
  })

  test('a change after approval needs approval again, and its author is one more author', () => {
    const desk = new CampaignDesk()
    approve(desk, 'person:bob')
    const next = { ...plan, rates: { atOnce: 7 } }
    desk.take(changePlan(desk.state, { plan: next, why: 'slower', digest }), 'person:bob')
    expect(desk.state).toMatchObject({ phase: 'draft', approvals: [] })
    expect(desk.take(startCampaign(desk.state))).toBe('campaign-phase')
    expect(desk.state.authors).toEqual(['person:ann', 'person:bob'])
  })

  test('nothing starts by itself without approval, at its time or later', () => {
    const desk = new CampaignDesk({ startAt: 5 })
    expect(desk.step()).toEqual([])
    approve(desk, 'person:bob')
    expect(desk.step()).toEqual(['campaign-started', 'wave-opened'])
  })

  test('only approvals of the present hash by people who did not write it are valid', () => {
    const desk = new CampaignDesk()
    const { planHash } = desk.state
    desk.note([{ kind: 'campaign-approved', planHash: 'of another plan' }], 'person:bob')
    desk.note([{ kind: 'campaign-approved', planHash }], 'person:ann')
    expect(validApprovals(desk.state)).toEqual([])
    desk.note([{ kind: 'campaign-approved', planHash }], 'person:eve')
    expect(validApprovals(desk.state)).toEqual(['person:eve'])
  })

  test('what is not approved yet says so when it is started, not in which phase it is', () => {
    const desk = new CampaignDesk()
    expect(desk.state.phase).toBe('awaiting-approval')
    expect(desk.take(startCampaign(desk.state))).toBe('approval-missing')
  })

  test('a campaign that only reads cards has nothing to go back to', () => {
    const desk = running({ wish: { kind: 'audit' } })
    desk.step()
    const asked = rollBackWave(desk.state, { wave: 0, why: 'bad' })
    expect(desk.take(asked)).toBe('nothing-to-roll-back')
    expect(campaignCan(desk.state, desk.tally()).rollBack.allowed).toBe(false)
  })

  test('when its countries ask for more approvals than were given, it does not start', () => {
    const desk = new CampaignDesk({ startAt: 5 })
    approve(desk, 'person:bob')
    desk.take(targetCampaign(desk.state, { devices: 1000, approvalsAsked: 2 }))
    expect(desk.state).toMatchObject({ phase: 'scheduled', approvalsNeeded: 2 })
    expect(desk.take(startCampaign(desk.state))).toBe('approval-missing')
    expect(desk.step()).toEqual([])
    expect(campaignCan(desk.state, desk.tally()).start.allowed).toBe(false)
  })

  test('a campaign that runs without enough approvals of its hash admits nothing', () => {
    const desk = new CampaignDesk()
    desk.note([{ kind: 'campaign-started' }], 'person:mallory')
    expect(desk.step()).toEqual(['campaign-paused'])
    expect(desk.last?.commands).toEqual([])
    expect(desk.take(resumeCampaign(desk.state, desk.tally(), 'go'))).toBe('approval-missing')
  })
})

describe('pause, resume, abort, roll back', () => {
  test('each wants a reason and the right phase', () => {
    const desk = running()
    expect(desk.take(pauseCampaign(desk.state, ' '))).toBe('reason-missing')
    expect(desk.take(pauseCampaign(desk.state, 'lunch'))).toBeUndefined()
    expect(desk.take(pauseCampaign(desk.state, 'lunch'))).toBe('campaign-phase')
    expect(desk.take(resumeCampaign(desk.state, desk.tally(), ''))).toBeUndefined()
    expect(desk.take(abortCampaign(desk.state, ''))).toBe('reason-missing')
    expect(desk.take(abortCampaign(desk.state, 'wrong profile'))).toBeUndefined()
    expect(desk.step()).toEqual([])
    expect(desk.last?.commands).toEqual([])
    expect(desk.take(resumeCampaign(desk.state, desk.tally(), 'x'))).toBe('campaign-phase')
  })

  test('only a wave that has begun is rolled back, and the campaign is paused after it', () => {
    const desk = running()
    desk.step()
    expect(desk.take(rollBackWave(desk.state, { wave: 1, why: 'bad' }))).toBe('wave-unknown')
    expect(desk.take(rollBackWave(desk.state, { wave: 0, why: 'bad' }))).toBeUndefined()
    expect(desk.state.phase).toBe('rolling-back')
    desk.step({ rollBack: { waiting: 3, open: 0 } })
    expect(desk.last?.commands).toEqual([{ kind: 'roll-back', wave: 0, upTo: 3 }])
    expect(desk.step({ rollBack: { waiting: 0, open: 0 } })).toEqual(['wave-rolled-back'])
    expect(desk.state.phase).toBe('paused')
  })

  test('the facts replayed give the same campaign', () => {
    const desk = running()
    desk.step()
    desk.take(pauseCampaign(desk.state, 'lunch'))
    expect(replayCampaign({ campaignId: 'c1', tenant: 'acme' }, desk.events)).toEqual(desk.state)
  })
})
