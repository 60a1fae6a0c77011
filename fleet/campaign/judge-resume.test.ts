import { describe, expect, test } from 'vitest'
import { type CampaignDesk, running } from '../testing/campaigns.ts'
import { campaignCan } from './campaign-can.ts'
import { resumeCampaign, retryFailed } from './campaign-commands.ts'
import type { TallyPlace } from './wave-tally.ts'

const install: TallyPlace = { state: 'failed', code: 'install-failed' }
const well: TallyPlace = { state: 'succeeded' }

/** Puts so many failed devices of the wave back to waiting and tells the campaign, as a retry does. */
function retry(desk: CampaignDesk, wave: number, count: number): string | undefined {
  let left = count
  desk.places[wave] = (desk.places[wave] ?? []).map((place) => {
    if (place.state !== 'failed' || left === 0) return place
    left -= 1
    return { state: 'waiting' }
  })
  return desk.take(retryFailed(desk.state, desk.tally(), { devices: count }))
}

const resume = (desk: CampaignDesk, why = 'the profile is mended') =>
  desk.take(resumeCampaign(desk.state, desk.tally(), why))

/** A campaign that paused because all of its canary failed. */
function stopped(): CampaignDesk {
  const desk = running()
  desk.step()
  desk.end(0, 5, install)
  expect(desk.step()).toEqual(['wave-failed', 'campaign-paused'])
  return desk
}

describe('resuming after a wave failed', () => {
  test('is refused while the wave has nothing left that could show that it works now', () => {
    const desk = stopped()
    expect(resume(desk)).toBe('wave-without-evidence')
    const { resume: can } = campaignCan(desk.state, desk.tally())
    expect(can).toMatchObject({ allowed: false, why: expect.stringContaining('wave canary') })
    expect(desk.state.phase).toBe('paused')
  })

  test('goes on when its devices are tried again, and they alone decide', () => {
    const desk = stopped()
    expect(retry(desk, 0, 5)).toBeUndefined()
    expect(resume(desk)).toBeUndefined()
    expect(desk.step()).toEqual([])
    expect(desk.count(0, 'admitted')).toBe(5)
    desk.end(0, 5, well)
    expect(desk.step()).toEqual(['wave-passed', 'wave-opened'])
  })

  test('fails again when the devices that are tried again fail again', () => {
    const desk = stopped()
    retry(desk, 0, 5)
    resume(desk)
    desk.step()
    desk.end(0, 5, install)
    expect(desk.step()).toEqual(['wave-failed', 'campaign-paused'])
    expect(desk.count(1, 'waiting')).toBe(100)
  })

  test('accepts what failed for good, with a reason, and judges the rest', () => {
    const desk = stopped()
    retry(desk, 0, 3)
    expect(resume(desk, ' ')).toBe('reason-missing')
    expect(resume(desk)).toBeUndefined()
    expect(desk.facts.at(-1)).toMatchObject({ accepted: { wave: 0, failures: 2 } })
    desk.step()
    desk.end(0, 2, well)
    expect(desk.step()).toEqual([])
    desk.end(0, 1, well)
    expect(desk.step()).toEqual(['wave-passed', 'wave-opened'])
  })

  test('is refused when less than half of the wave is left to be judged', () => {
    const desk = stopped()
    retry(desk, 0, 2)
    expect(resume(desk)).toBe('wave-without-evidence')
  })

  test('does not accept failures that come after a later retry', () => {
    const desk = running()
    desk.step()
    desk.end(0, 2, install).end(0, 3, well)
    desk.step()
    expect(resume(desk, 'known defect')).toBeUndefined()
    expect(desk.step()).toEqual(['wave-passed', 'wave-opened'])
    retry(desk, 0, 2)
    desk.step()
    desk.end(0, 2, install)
    expect(desk.step()).toEqual(['wave-failed', 'campaign-paused'])
  })

  test('of a campaign whose waves are well needs neither retry nor reason', () => {
    const desk = running()
    desk.step()
    desk.note([{ kind: 'campaign-paused', reason: { code: 'x', why: 'lunch' } }], 'person:ann')
    expect(resume(desk, '')).toBeUndefined()
  })
})
