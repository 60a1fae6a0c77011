import { describe, expect, test } from 'vitest'
import { CampaignDesk, combination, running } from '../testing/campaigns.ts'
import { pauseCampaign } from './campaign-commands.ts'
import { explainCampaign } from './explain-campaign.ts'

const explain = (desk: CampaignDesk, more = {}) =>
  explainCampaign({
    campaign: desk.state,
    tally: desk.tally(),
    given: {},
    now: desk.now,
    ...more,
  })

const small = { waves: [{ name: 'canary', devices: 20 }, { name: 'rest' }] }

describe('what each wave is waiting for, and why it stopped', () => {
  test('approval, then a person', () => {
    const desk = new CampaignDesk()
    expect(explain(desk).summary).toBe('it waits for approval: 0 of 1')
    expect(explain(new CampaignDesk({ approvalsNeeded: 0 })).summary).toBe(
      'it waits for a person to start it',
    )
  })

  test('a running campaign tells its waves one by one', () => {
    const desk = running(small, 100)
    desk.step()
    desk.end(0, 3, { state: 'succeeded' })
    expect(explain(desk)).toMatchObject({
      summary: 'canary under way',
      waves: [
        'all 20 devices must be decided, 95 % of them well: 3 succeeded, 0 failed, 17 in the air, 0 to come',
        'waits for wave canary to pass',
      ],
    })
  })

  test('a failed wave says by which numbers', () => {
    const desk = running(small, 100)
    desk.step()
    desk.end(0, 20, { state: 'failed', code: 'card-refused' })
    desk.step()
    const { summary, waves, wouldChange } = explain(desk)
    expect(summary).toContain('it is paused: too many devices of the wave failed')
    expect(waves[0]).toContain('20 of 20 decided devices failed')
    expect(wouldChange[0]).toContain('roll the wave back')
  })

  test('a held combination is told with its numbers', () => {
    const desk = running(small, 100)
    const bad = combination({ euiccOs: '3.1.2' })
    desk.mark(0, 2, bad)
    desk.step()
    desk.end(0, 2, { state: 'failed', code: 'install-failed' }, bad)
    desk.end(0, 18, { state: 'succeeded' })
    desk.step()
    const { because } = explain(desk)
    expect(because[0]).toEqual({
      rule: 'no more devices with eUICC OS 3.1.2 begin',
      facts: [
        'devices of this combination fail, so no more of them begin (eUICC OS 3.1.2: 2 of 2 ' +
          'failed, others 0 of 18; install-failed 2 times)',
      ],
    })
  })

  test('limits that hold it back are told', () => {
    const desk = running({ ...small, rates: { atOnce: 5 } }, 100)
    desk.step()
    const { because } = explain(desk, { breakers: ['smdp:x does not work'] })
    expect(because.map(({ rule }) => rule)).toEqual([
      'so many devices may be in the air at once',
      'who does not work is not asked',
    ])
  })

  test('a person who paused it is quoted', () => {
    const desk = running()
    desk.take(pauseCampaign(desk.state, 'lunch'))
    expect(explain(desk).summary).toBe('it is paused: a person paused the campaign (lunch)')
  })
})
