import { describe, expect, test } from 'vitest'
import { calm } from '../scenarios/calm.ts'
import { planDevice } from './device-plan.ts'
import { lateAfter, silencesOf } from './silence.ts'

const minute = 60_000
const hour = 60 * minute
const noon = Date.UTC(2027, 0, 12, 12)
const plan = { ...planDevice(1, 1, calm), pollEveryMs: hour, sleepsAtNight: false }
const bounds = { endedAt: noon + 48 * hour, graceMs: 10 * minute }
const contactAt = (at: number) => ({ from: at, to: at })

describe('a silence', () => {
  test.each([
    ['within 1.2 intervals is usual', 72, 'usual'],
    ['that ends shortly after counts for nothing', 80, 'grace'],
    ['longer than that is a stranding', 83, 'stranded'],
  ])('%s', (_, minutes, kind) => {
    const next = noon + minutes * minute
    const [first] = silencesOf(plan, [contactAt(noon), contactAt(next)], bounds)
    expect(first).toMatchObject({ since: noon, lateAt: noon + 72 * minute, endedAt: next, kind })
  })

  test('that nothing ended is open, and no stranding while it is not late when the world ends', () => {
    const [open] = silencesOf(plan, [contactAt(noon)], bounds)
    expect(open).toMatchObject({ kind: 'stranded' })
    expect(open?.endedAt).toBeUndefined()
    const short = { ...bounds, endedAt: noon + hour }
    expect(silencesOf(plan, [contactAt(noon)], short)[0]?.kind).toBe('usual')
  })

  test('over the device’s own night is as long as that night', () => {
    const evening = Date.UTC(2027, 0, 12, 21, 30)
    const sleeper = { ...plan, sleepsAtNight: true }
    const lateAt = lateAfter(sleeper, evening)
    expect(lateAt).toBeGreaterThanOrEqual(Date.UTC(2027, 0, 13, 6, 10))
    expect(lateAt).toBeLessThanOrEqual(Date.UTC(2027, 0, 13, 6, 30))
    const further = { ...sleeper, place: { timeZone: 'America/Sao_Paulo', offsetMs: -3 * hour } }
    expect(lateAfter(further, evening)).toBe(evening + 72 * minute)
  })

  test('of a device that sleeps longer is its rhythm after three of the new length', () => {
    const trouble = { kind: 'sleeps-longer', from: noon, until: noon + 21 * hour } as const
    const fates = { ...plan.fates, troubles: [{ ...trouble, endsItself: true }] }
    const at = [-1, 0, 4, 8, 12, 16, 20, 24, 28, 29].map((hours) => contactAt(noon + hours * hour))
    const end = { ...bounds, endedAt: noon + 30 * hour }
    const changed = silencesOf({ ...plan, fates }, at, end).map(({ kind }) => kind)
    const [late, own] = ['stranded', 'usual']
    expect(changed).toEqual([own, late, late, late, own, own, own, late, own, own])
    const same = silencesOf(plan, at, end).filter(({ kind }) => kind === 'stranded')
    expect(same).toHaveLength(7)
  })
})
