import { describe, expect, test } from 'vitest'
import { causesOfCampaign } from '../incidents/raised-incident.ts'
import { type CampaignDesk, combination, running } from '../testing/campaigns.ts'
import {
  abortCampaign,
  pauseCampaign,
  releaseCombination,
  resumeCampaign,
} from './campaign-commands.ts'

const bad = combination({ euiccOs: '3.1.2' })
const install = { state: 'failed', code: 'install-failed' } as const
const well = { state: 'succeeded' } as const

const day = 86_400_000

describe('waves', () => {
  test('the canary begins, and the next wave only after it has passed', () => {
    const desk = running()
    expect(desk.step()).toEqual(['wave-opened'])
    expect(desk.count(0, 'admitted')).toBe(5)
    desk.end(0, 4, well)
    expect(desk.step()).toEqual([])
    expect(desk.count(1, 'admitted')).toBe(0)
    desk.end(0, 1, well)
    expect(desk.step()).toEqual(['wave-passed', 'wave-opened'])
    expect(desk.count(1, 'admitted')).toBe(100)
  })

  test('a failed canary pauses the campaign, raises an incident and hurts nobody else', () => {
    const desk = running()
    desk.step()
    desk.end(0, 2, install)
    desk.end(0, 3, well)
    expect(desk.step()).toEqual(['wave-failed', 'campaign-paused'])
    expect(causesOfCampaign(desk.state)).toMatchObject([
      { cause: 'wave-failed', concerned: { kind: 'wave', wave: 0 }, about: { wave: 'canary' } },
    ])
    desk.step()
    expect(desk.count(1, 'waiting')).toBe(100)
  })

  test('many failures among the first results hold the wave until the rest has told', () => {
    const desk = running({ waves: [{ name: 'all' }] }, 1000)
    desk.step()
    expect(desk.count(0, 'admitted')).toBe(500)
    desk.end(0, 3, install)
    expect(desk.step()).toEqual(['wave-held'])
    expect(desk.last?.commands).toEqual([])
    desk.end(0, 200, well)
    expect(desk.step()).toEqual(['wave-went-on'])
    expect(desk.count(0, 'waiting')).toBe(0)
  })

  test('a person who resumes a failed wave accepts its failures, with a reason', () => {
    const desk = running()
    desk.step()
    desk.end(0, 1, install).end(0, 4, well)
    desk.step()
    expect(desk.state.phase).toBe('paused')
    expect(desk.take(resumeCampaign(desk.state, desk.tally(), ' '))).toBe('reason-missing')
    expect(desk.take(resumeCampaign(desk.state, desk.tally(), 'known defect'))).toBeUndefined()
    expect(desk.step()).toEqual(['wave-passed', 'wave-opened'])
  })

  test('the campaign finishes when every device is decided', () => {
    const desk = running({ waves: [{ name: 'canary', devices: 5 }, { name: 'rest' }] }, 10)
    desk.step()
    desk.end(0, 5, well)
    desk.step()
    desk.end(1, 5, well)
    expect(desk.step()).toEqual(['wave-passed', 'campaign-finished'])
    expect(desk.state.reason).toMatchObject({ code: 'campaign-done' })
  })

  test('what never could begin ends by the declared time, and the campaign with it', () => {
    const desk = running({ waves: [{ name: 'canary', devices: 5 }, { name: 'rest' }] }, 20)
    desk.step()
    desk.end(0, 5, well)
    desk.step()
    desk.end(1, 12, well).end(1, 3, { state: 'held' })
    expect(desk.step()).toEqual([])
    desk.now += 7 * day
    expect(desk.step()).toEqual(['campaign-finished'])
    expect(desk.count(1, 'stopped')).toBe(3)
  })

  test('a campaign that was paused for long does not end at once when it is resumed', () => {
    const desk = running({ waves: [{ name: 'all' }], rates: { atOnce: 1 } }, 3)
    desk.step()
    desk.take(pauseCampaign(desk.state, 'lunch'))
    desk.end(0, 1, well)
    desk.now += 30 * day
    desk.take(resumeCampaign(desk.state, desk.tally(), 'back'))
    expect(desk.step()).toEqual([])
    expect(desk.count(0, 'admitted')).toBe(1)
  })
})

describe('limits', () => {
  test('no more are in the air at once than the plan says', () => {
    const desk = running({ waves: [{ name: 'all' }], rates: { atOnce: 7 } }, 20)
    desk.step()
    expect(desk.count(0, 'admitted')).toBe(7)
    desk.step()
    expect(desk.count(0, 'admitted')).toBe(7)
    desk.end(0, 2, well)
    desk.step()
    expect(desk.count(0, 'admitted')).toBe(7)
  })

  test('stock for every device is set aside before the first wave', () => {
    const desk = running()
    expect(desk.step({ stock: { needed: 10, reserved: 4, available: 6 } })).toEqual([])
    expect(desk.last?.commands).toEqual([{ kind: 'reserve-stock', items: 6 }])
    expect(desk.step({ stock: { needed: 10, reserved: 10, available: 0 } })).toEqual([
      'campaign-stock-reserved',
      'wave-opened',
    ])
  })

  test('a campaign that stock cannot finish does not begin', () => {
    const desk = running()
    expect(desk.step({ stock: { needed: 10, reserved: 4, available: 5 } })).toEqual([
      'campaign-paused',
    ])
    expect(desk.state.reason).toMatchObject({ code: 'stock-short' })
  })

  test('a live target adds its new devices to the last wave, a frozen one does not', () => {
    const live = running({ follow: 'live' })
    live.step({ newDevices: 3 })
    expect(live.last?.commands[0]).toEqual({ kind: 'add-devices', wave: 2, devices: 3 })
    expect(live.state.waves[2]?.devices).toBe(898)
    const frozen = running()
    frozen.step({ newDevices: 3 })
    expect(frozen.state.waves[2]?.devices).toBe(895)
  })

  test.each(['paused', 'aborted'] as const)('a %s campaign asks for nothing', (phase) => {
    const desk = running({ waves: [{ name: 'all' }], rates: { atOnce: 3 } }, 9)
    desk.step()
    desk.end(0, 3, well)
    const stop = phase === 'paused' ? pauseCampaign : abortCampaign
    desk.take(stop(desk.state, 'wrong profile'))
    expect(desk.step()).toEqual([])
    expect(desk.last?.commands).toEqual([])
    expect(desk.count(0, 'waiting')).toBe(6)
  })

  test.each([pauseCampaign, abortCampaign])('a stopped campaign sets nothing aside: %o', (stop) => {
    const desk = running()
    desk.take(stop(desk.state, 'wrong profile'))
    expect(desk.step({ stock: { needed: 10, reserved: 4, available: 6 } })).toEqual([])
    expect(desk.last?.commands).toEqual([])
  })

  test('an aborted campaign asks for nothing whatever its waves are', () => {
    const desk = running()
    desk.step()
    desk.take(abortCampaign(desk.state, 'wrong profile'))
    expect(desk.step()).toEqual([])
    expect(desk.last?.commands).toEqual([])
  })
})

describe('a bad combination', () => {
  const canary = { waves: [{ name: 'canary', devices: 20 }, { name: 'rest' }] }

  function hit(): CampaignDesk {
    const desk = running(canary, 2000)
    desk.mark(0, 2, bad)
    desk.step()
    return desk
  }

  test('is named by the one attribute that explains it, and the rest goes on', () => {
    const desk = hit()
    desk.end(0, 2, install, bad)
    expect(desk.step()).toEqual(['wave-held'])
    desk.end(0, 18, well)
    expect(desk.step()).toEqual(['combination-held', 'wave-went-on', 'wave-passed', 'wave-opened'])
    expect(desk.state.held.map(({ pattern }) => pattern)).toEqual([{ euiccOs: '3.1.2' }])
    expect(causesOfCampaign(desk.state)).toMatchObject([
      { cause: 'combination-held', concerned: { pattern: 'euiccOs=3.1.2' } },
    ])
    expect(desk.state.phase).toBe('running')
  })

  test('the campaign does not stop while the others may still show whose fault it is', () => {
    const desk = hit()
    desk.end(0, 2, install, bad)
    desk.end(0, 3, well)
    desk.step()
    expect(desk.state.phase).toBe('running')
    expect(desk.state.waves[0]?.heldSince).toBeDefined()
  })

  test('when everything fails alike no combination is blamed', () => {
    const desk = running(canary, 2000)
    desk.step()
    desk.end(0, 20, install)
    expect(desk.step()).toEqual(['wave-failed', 'campaign-paused'])
    expect(desk.state.held).toEqual([])
  })

  test('a person releases it with a reason, and it is not held again for the same', () => {
    const desk = hit()
    desk.end(0, 2, install, bad).end(0, 18, well)
    desk.step()
    const patternKey = 'euiccOs=3.1.2'
    const release = (why: string, key = patternKey) =>
      desk.take(releaseCombination(desk.state, { patternKey: key, why }))
    expect(release('')).toBe('reason-missing')
    expect(release('mended', 'rat=x')).toBe('combination-unknown')
    expect(release('mended')).toBeUndefined()
    expect(release('mended')).toBe('combination-unknown')
    expect(desk.step()).not.toContain('combination-held')
  })
})
