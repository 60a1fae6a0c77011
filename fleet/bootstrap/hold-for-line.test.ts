import { describe, expect, test } from 'vitest'
import { openOperations } from '../card-queries.ts'
import { applyLine } from '../lines/apply-line.ts'
import { activationCode, away, type Desk, day, home, knownCard, profile } from '../testing/desk.ts'

const swap = {
  kind: 'swap',
  profile: { kind: 'activation-code', activationCode, operator: 'Acme' },
} as const

/** The operator says how much is left on the line of the enabled profile. */
function tell(desk: Desk, bytesLeft: number): Desk {
  const line = { iccid: home, state: 'active', bytesLeft, evidence: 'confirmed' } as const
  desk.take(applyLine(desk.state, { ...line, at: desk.now }, desk.now))
  return desk
}

describe('a line that is nearly used up', () => {
  test('is not spent on reading, until the operator tells of more', () => {
    const desk = tell(knownCard(), 50_000)
    desk.accept({ kind: 'audit' })
    expect(desk.asks()).toBe('nothing')
    desk.after(60_000)
    expect(desk.asks()).toBe('nothing')
    const held = desk.events.filter(({ fact }) => fact.kind === 'operation-held')
    expect(held).toHaveLength(1)
    expect(openOperations(desk.state)[0]?.hold?.reason).toMatchObject({ code: 'line-spared' })
    tell(desk.after(60_000), 5_000_000)
    expect(desk.asks()).not.toBe('nothing')
  })

  test('lets what leads to another profile leave', () => {
    const desk = tell(knownCard(profile(away, 'disabled')), 50_000)
    desk.accept({ kind: 'enable', iccid: away })
    expect(desk.asks()).not.toBe('nothing')
  })

  test('lets one download leave that fits, not one that would be cut off', () => {
    const fits = tell(knownCard(), 50_000)
    fits.accept(swap)
    expect(fits.asks()).toBe('trigger')
    const short = tell(knownCard(), 20_000)
    short.accept(swap)
    expect(short.asks()).toBe('nothing')
  })

  test('is not spent on a download that is begun again', () => {
    const desk = tell(knownCard(), 50_000)
    desk.accept(swap)
    expect(desk.asks()).toBe('trigger')
    const [operation] = openOperations(desk.state)
    expect(operation?.attempts?.download).toBe(1)
    desk.after(day)
    const asked = Array.from({ length: 6 }, () => desk.after(60_000).asks())
    expect(asked).not.toContain('trigger')
  })

  test('is not read by Holdfast itself, however often the device calls', () => {
    const desk = tell(knownCard(), 50_000)
    desk.take({
      events: [
        {
          ...{ eid: desk.state.eid, at: desk.now, actor: 'holdfast' },
          fact: { kind: 'unexpected-change', reason: { code: 'database-restored', why: 'x' } },
        },
      ],
      reply: null,
    })
    expect(desk.after(60_000).asks()).toBe('nothing')
    expect(openOperations(desk.state)).toEqual([])
    tell(desk, 5_000_000)
    expect(desk.after(60_000).asks()).not.toBe('nothing')
  })

  test('counts as nothing special when the operator said so too long ago', () => {
    const desk = tell(knownCard(), 50_000)
    desk.accept({ kind: 'audit' })
    expect(desk.after(8 * day).asks()).not.toBe('nothing')
  })
})
