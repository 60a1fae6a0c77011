import { describe, expect, test } from 'vitest'
import { allowedTo, judgeStartSize, setDevicesPerStart, usualLimits } from './judge-start.ts'

const by = (person: string) => ({ by: person, at: 1, reason: 'a test' })
const start = { kind: 'swap', devices: 50, actor: 'person:ann', limits: usualLimits } as const

describe('the size of a start outside a campaign', () => {
  test('as many devices as the limit begin, one more needs a campaign', () => {
    expect(judgeStartSize(start)).toBeUndefined()
    const refusal = judgeStartSize({ ...start, devices: 51 })
    expect(refusal).toMatchObject({ code: 'start-needs-campaign' })
    expect(refusal?.why).toContain('51 devices, 50 at once')
    expect(refusal?.remedy).toContain('holdfast campaign create')
  })

  test('reading is not limited', () => {
    expect(judgeStartSize({ ...start, kind: 'audit', devices: 100_000 })).toBeUndefined()
  })

  test('a country that asks for approvals asks for a campaign', () => {
    const refusal = judgeStartSize({ ...start, devices: 1, approvalsAsked: 2 })
    expect(refusal?.why).toContain('2 approvals')
  })
})

describe('the limit', () => {
  const raised = setDevicesPerStart(usualLimits, 500, by('person:ann'))

  test('once raised is for others, not for whoever raised it', () => {
    expect([allowedTo('person:ann', raised), allowedTo('person:bob', raised)]).toEqual([50, 500])
    const refusal = judgeStartSize({ ...start, devices: 51, limits: raised })
    expect(refusal?.why).toContain('for whoever raised the limit')
    expect(judgeStartSize({ ...start, devices: 51, limits: raised, actor: 'person:bob' })).toBe(
      undefined,
    )
  })

  test('is for all when a second person sets it too', () => {
    const both = setDevicesPerStart(raised, 500, by('person:bob'))
    expect([allowedTo('person:ann', both), allowedTo('person:bob', both)]).toEqual([500, 500])
  })

  test('set twice by the same person stays for others', () => {
    const again = setDevicesPerStart(raised, 500, by('person:ann'))
    expect([allowedTo('person:ann', again), allowedTo('person:bob', again)]).toEqual([50, 500])
    const lowered = setDevicesPerStart(raised, 40, by('person:ann'))
    const higher = setDevicesPerStart(lowered, 500, by('person:ann'))
    expect(allowedTo('person:ann', higher)).toBe(40)
  })

  test('a second person who raises it further may use what the first one allowed', () => {
    const further = setDevicesPerStart(raised, 900, by('person:bob'))
    expect([allowedTo('person:ann', further), allowedTo('person:bob', further)]).toEqual([900, 500])
  })

  test('lowered is for all at once', () => {
    const lowered = setDevicesPerStart(usualLimits, 5, by('person:ann'))
    expect([allowedTo('person:ann', lowered), allowedTo('person:bob', lowered)]).toEqual([5, 5])
  })
})
