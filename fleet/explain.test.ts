import { describe, expect, test } from 'vitest'
import { defaultDeadlines } from './deadlines.ts'
import { explainDevice } from './explain-device.ts'
import { explainOperation } from './explain-operation.ts'
import { allReasons } from './reasons/reason.ts'
import {
  activationCode,
  away,
  Desk,
  home,
  hour,
  knownCard,
  minute,
  profile,
} from './testing/desk.ts'

const enable = { kind: 'enable', iccid: away } as const

const explain = (desk: Desk, operationId = 'op-1') =>
  explainOperation(desk.state, operationId, desk.now, { lastSeenAt: desk.now - 2 * hour })

const told = (desk: Desk, operationId = 'op-1'): string => {
  const { summary, because, wouldChange } = explain(desk, operationId)
  const grounds = because.map(({ rule, facts }) => `${rule}: ${facts.join('; ')}`)
  return [summary, ...grounds, ...wouldChange].join('\n')
}

describe('why an operation is where it is', () => {
  const queued = (): Desk => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    return desk
  }

  test('it waits for the device to call', () => {
    expect(explain(queued())).toEqual({
      summary: `enable ${away}: it waits for the device to call`,
      because: [
        {
          rule: 'devices fetch their requests; nothing can be pushed to them',
          facts: [
            'the device last called 2 h ago',
            `next: enable ${away}, allowing the card to roll back`,
          ],
        },
      ],
      wouldChange: ['the device polls', 'the deadline passes, in 30 days'],
    })
  })

  test('it waits for another operation', () => {
    const desk = queued()
    desk.accept({ kind: 'audit' })
    expect(told(desk, 'op-2')).toContain(`enable ${away} is first: queued`)
  })

  test('it waits for the result', () => {
    const desk = queued()
    desk.poll()
    desk.after(5 * minute)
    expect(told(desk)).toContain('handed to the device 5 min ago; the result is missed in 10 min')
  })

  test('what happened is not known for sure', () => {
    const desk = queued()
    desk.poll()
    desk.time(defaultDeadlines.packageMs)
    expect(told(desk)).toContain('settled by the card, never by guessing (S3)')
    expect(told(desk)).toContain('the device calls: the card is asked for stored results')
  })

  test('the card could not do it just now', () => {
    const desk = queued()
    desk.poll()
    desk.result([{ name: 'enableResult', code: 5 }])
    expect(told(desk)).toContain('EnableProfileResult 5')
    expect(told(desk)).toContain('ends in 5 min')
  })

  test('it waits for the application, and what the network says stands beside it', () => {
    const desk = queued()
    desk.poll()
    desk.ok('enableResult')
    desk.after(minute).attachRefused(away, 11)
    expect(told(desk)).toContain('success is a heartbeat over the expected ICCID')
    expect(told(desk)).toContain(`the network refuses ${away}, cause 11`)
  })

  test('it is over, with the reason, the code and what to do', () => {
    const desk = queued()
    desk.poll()
    desk.result([{ name: 'enableResult', code: 3 }])
    expect(told(desk)).toContain('ended as failed')
    expect(told(desk)).toContain('EnableProfileResult 3')
    expect(explain(desk).wouldChange).toEqual(['see the result code'])
  })

  test('an operation that is not kept any more', () => {
    expect(explain(queued(), 'op-77').summary).toContain('no such operation')
  })

  test('no secret is told', () => {
    const desk = knownCard()
    desk.accept({ kind: 'swap', profile: { kind: 'activation-code', activationCode } })
    expect(JSON.stringify(explain(desk))).not.toContain('MATCHING-1')
    desk.poll()
    expect(JSON.stringify(explain(desk))).not.toContain('MATCHING-1')
  })
})

describe('why nothing is happening on a device', () => {
  const device = (desk: Desk, lastSeenAt?: number) =>
    explainDevice(desk.state, desk.now, lastSeenAt === undefined ? {} : { lastSeenAt })

  test('nothing is to be done', () => {
    const desk = knownCard()
    desk.heartbeat(home)
    const { summary, because } = device(desk, desk.now - minute)
    expect(summary).toBe(`nothing is to be done; ${home} is enabled (proven)`)
    expect(because.map(({ rule }) => rule)).toEqual([
      'when the device was last heard of',
      'who manages the card',
      'what is known of the card',
      'whether the device serves',
      'what was done last',
    ])
  })

  test('the device has never called', () => {
    const { because, wouldChange } = device(new Desk())
    expect(because[0]?.facts).toEqual(['the device has never called'])
    expect(wouldChange[0]).toBe('the device calls for the first time')
  })

  test('the card is not ours to manage, and what would change that', () => {
    const desk = new Desk()
    const { association: _, ...without } = desk.state
    desk.state = without
    expect(device(desk).summary).toContain('not associated with our eIM')
    desk.state = { ...without, generation: 'sgp02' }
    expect(device(desk).summary).toContain('not managed by an eIM')
    expect(device(desk).wouldChange[0]).toContain('use the system that manages it')
  })

  test('an open operation is explained first', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept(enable)
    expect(device(desk).summary).toContain('it waits for the device to call')
    expect(device(desk).because.length).toBeGreaterThan(4)
  })

  test('its software calls over another profile than the card has enabled', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.heartbeat(away)
    expect(JSON.stringify(device(desk))).toContain(`but ${home} is enabled on the card (proven)`)
  })
})

describe('reasons', () => {
  test('each code stands once, with words and a remedy', () => {
    expect(new Set(allReasons.map(({ code }) => code)).size).toBe(allReasons.length)
    for (const { code, words, remedy } of allReasons) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(words.length, code).toBeGreaterThan(10)
      expect(remedy.length, code).toBeGreaterThan(5)
      expect(words.endsWith('.'), code).toBe(false)
    }
  })
})
