import { describe, expect, test } from 'vitest'
import type { CombinationCount } from '../combination/combination-count.ts'
import { combinationOf } from '../combination/combination-key.ts'
import { running } from '../testing/campaigns.ts'
import { activationCode, away, home, knownCard, profile } from '../testing/desk.ts'
import { pauseCampaign } from './campaign-commands.ts'
import type { CountryRule } from './country-rules.ts'
import type { AdmissionInput } from './judge-admission.ts'
import { deadlinesWithin, judgeAdmission } from './judge-admission.ts'
import { judgeRollBack } from './judge-roll-back.ts'

const wish = {
  kind: 'swap',
  profile: { kind: 'activation-code', activationCode, operator: 'Acme' },
} as const

const rule: CountryRule = {
  ruleId: 'r1',
  country: 'TR',
  from: '2026-01-01',
  until: '2026-12-31',
  source: { title: 'a decree', address: 'https://law.example/1', readOn: '2026-02-03' },
  operators: ['Local'],
  approvals: { aboveDevices: 100, needed: 2 },
}

function input(more: Partial<AdmissionInput> = {}): AdmissionInput {
  const campaign = running()
  campaign.step()
  const { state, now } = knownCard()
  return { campaign: campaign.state, wave: 0, counted: [], state, wish, now, ...more }
}

describe('admission of one device', () => {
  test('a device of an open wave begins, and its declared time is told', () => {
    const asked = input()
    const { deviceDeadlineMs } = asked.campaign.plan
    expect(judgeAdmission(asked)).toMatchObject({
      kind: 'admit',
      deadlineAt: asked.now + deviceDeadlineMs,
    })
  })

  test('no wait of the operation is longer than the device has', () => {
    expect(Object.values(deadlinesWithin(1000)).every((ms) => ms === 1000)).toBe(true)
    expect(deadlinesWithin(100 * 86_400_000)).toEqual({})
  })

  test('a wave that has not begun admits nothing', () => {
    expect(judgeAdmission(input({ wave: 1 }))).toMatchObject({
      kind: 'later',
      reason: { code: 'waits-for-wave' },
    })
  })

  test('a running campaign whose approvals are gone admits nothing', () => {
    const { campaign } = input()
    expect(
      judgeAdmission(input({ campaign: { ...campaign, approvals: [], approvalsNeeded: 1 } })).kind,
    ).toBe('later')
  })

  test('a paused campaign admits nothing', () => {
    const desk = running()
    desk.step()
    desk.take(pauseCampaign(desk.state, 'lunch'))
    expect(judgeAdmission(input({ campaign: desk.state }))).toMatchObject({
      kind: 'later',
      reason: { code: 'campaign-not-running' },
    })
  })

  test("an operator that the country's rule does not allow is refused, on its days only", () => {
    const asked = input()
    const state = { ...asked.state, device: { country: 'TR' } }
    const on = { ...asked, state, rules: [rule], now: Date.parse('2026-06-01') }
    expect(judgeAdmission(on)).toMatchObject({ kind: 'refused', code: 'operator-not-allowed' })
    expect(judgeAdmission({ ...on, now: Date.parse('2027-01-02') })).toMatchObject({
      kind: 'admit',
    })
    const rules = [{ ...rule, operators: ['Acme'] }]
    expect(judgeAdmission({ ...on, rules })).toMatchObject({ kind: 'admit' })
  })

  test('who joins a live target where approvals are asked needs them from the first device on', () => {
    const asked = input({ rules: [{ ...rule, operators: ['Acme'] }] })
    const { campaign, state } = asked
    const live = { ...campaign, plan: { ...campaign.plan, follow: 'live' as const } }
    const card = { ...state, device: { country: 'TR' } }
    const on = { ...asked, state: card, now: Date.parse('2026-06-01') }
    expect(judgeAdmission({ ...on, campaign: live })).toMatchObject({ code: 'approval-missing' })
    expect(judgeAdmission(on)).toMatchObject({ kind: 'admit' })
    const by = (person: string) => ({ by: person, at: on.now, planHash: live.planHash })
    const one = { ...live, approvals: [by('person:eve')] }
    expect(judgeAdmission({ ...on, campaign: one })).toMatchObject({ code: 'approval-missing' })
    const approved = { ...live, approvals: [by('person:eve'), by('person:bob')] }
    expect(judgeAdmission({ ...on, campaign: approved })).toMatchObject({ kind: 'admit' })
  })

  test('a device of a held combination is held', () => {
    const asked = input()
    const at = 1
    const held = [{ pattern: { operator: 'Acme' }, reason: { code: 'x', why: 'x' }, at }]
    const campaign = { ...asked.campaign, held }
    expect(judgeAdmission({ ...asked, campaign })).toMatchObject({
      kind: 'held',
      reason: { code: 'combination-held' },
    })
    const released = { by: 'person:bob', at, reason: 'mended' }
    const after = { ...campaign, held: held.map((one) => ({ ...one, released })) }
    expect(judgeAdmission({ ...asked, campaign: after })).toMatchObject({ kind: 'admit' })
  })

  test('a device of which is not known whether it is of a held combination is held', () => {
    const asked = input()
    const held = [{ pattern: { euiccOs: '3.1.2' }, reason: { code: 'x', why: 'x' }, at: 1 }]
    const campaign = { ...asked.campaign, held }
    expect(judgeAdmission({ ...asked, campaign }).kind).toBe('held')
    const euicc = { asOf: 0, evidence: 'proven', ...asked.state.euicc, firmwareVersion: '4.0.0' }
    const state = { ...asked.state, euicc } as typeof asked.state
    expect(judgeAdmission({ ...asked, campaign, state }).kind).toBe('admit')
  })

  test('no more of an unproven combination begin than the canary has', () => {
    const asked = input()
    const key = combinationOf(asked.state, wish)
    const with_ = (count: Partial<CombinationCount>) =>
      judgeAdmission({
        ...asked,
        counted: [{ key, count: { open: 0, succeeded: 0, failed: 0, codes: {}, ...count } }],
      }).kind
    expect(with_({ open: 4 })).toBe('admit')
    expect(with_({ open: 5 })).toBe('later')
    expect(with_({ open: 4, failed: 1 })).toBe('later')
    expect(with_({ open: 50, succeeded: 5 })).toBe('admit')
  })

  test('windows that never open where the device is are a matter for a person', () => {
    const asked = input()
    const windows = [{ days: [], from: '22:00', until: '06:00' }]
    const campaign = { ...asked.campaign, plan: { ...asked.campaign.plan, windows } }
    expect(judgeAdmission({ ...asked, campaign })).toMatchObject({
      kind: 'held',
      reason: { code: 'window-never-opens' },
    })
  })
})

describe('rolling one device back', () => {
  const served = () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept({ kind: 'enable', iccid: away })
    desk.poll()
    desk.after(1000).result([{ name: 'enableResult', code: 0 }])
    desk.after(1000).heartbeat(away)
    return desk
  }

  test('a device that serves on the new profile and has the former one goes back to it', () => {
    const desk = served()
    expect(desk.op().outcome).toBe('serving')
    expect(judgeRollBack(desk.state, desk.op(), desk.now)).toEqual({
      kind: 'back',
      wish: { kind: 'enable', iccid: home },
    })
  })

  test('one that was last heard on another profile stays', () => {
    const desk = served()
    const state = { ...desk.state, serving: { iccid: home, at: desk.now } }
    expect(judgeRollBack(state, desk.op(), desk.now)).toMatchObject({
      code: 'roll-back-not-serving',
    })
  })

  test('one whose former profile is gone stays', () => {
    const desk = served()
    const { [home]: _, ...profiles } = desk.state.profiles
    expect(judgeRollBack({ ...desk.state, profiles }, desk.op(), desk.now)).toMatchObject({
      code: 'roll-back-former-gone',
    })
  })
})
