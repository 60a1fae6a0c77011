import { describe, expect, test } from 'vitest'
import { away, type Desk, home, hour, knownCard, minute, profile } from './testing/desk.ts'

/** Why the list was doubted, in order. */
const doubts = (desk: Desk): readonly string[] =>
  desk.events.flatMap(({ fact }) => (fact.kind === 'unexpected-change' ? [fact.reason.code] : []))

const onHome = () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.after(hour).heartbeat(home)
  return desk
}

describe('a device that is seen on another profile than its card showed', () => {
  test('its heartbeat makes the card be read, and the list is the truth again', () => {
    const desk = onHome()
    desk.after(hour).heartbeat(away)
    expect(doubts(desk)).toEqual(['seen-elsewhere'])
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'disabled'), profile(away, 'enabled'))
    expect(desk.state.profiles[away]?.state).toBe('enabled')
    expect(desk.state.profilesDoubtedAt).toBeUndefined()
  })

  test('what the network sees does so as well', () => {
    const desk = onHome()
    desk.after(hour).attach(away)
    expect(doubts(desk)).toEqual(['seen-elsewhere'])
  })

  test('a modem that stays there although the card was read has it read once', () => {
    const desk = onHome()
    desk.after(hour).heartbeat(away)
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    desk.after(2 * hour).heartbeat(away)
    desk.after(2 * hour).heartbeat(away)
    expect(doubts(desk)).toHaveLength(1)
    desk.after(hour).heartbeat(home)
    desk.after(hour).heartbeat(away)
    expect(doubts(desk)).toHaveLength(2)
  })

  test('what was on its way while the card switched says nothing', () => {
    const desk = onHome()
    desk.after(hour).accept({ kind: 'audit' })
    desk.poll()
    desk.list(profile(home, 'disabled'), profile(away, 'enabled'))
    desk.after(minute / 4).attach(home)
    expect(doubts(desk)).toEqual([])
  })

  test('an operation that waits for the device judges by itself what it is seen on', () => {
    const desk = onHome()
    desk.accept({ kind: 'enable', iccid: away })
    desk.poll()
    desk.after(minute).heartbeat(away)
    expect(doubts(desk)).toEqual([])
  })
})
