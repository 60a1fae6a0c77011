import { describe, expect, test } from 'vitest'
import { type ClaimedOperation, type EndState, judgeClaim, judgeStranding } from './judge.ts'
import { DeviceTruth, type Moment } from './truth.ts'

const eid = '89049032000000000000000000000042'
const [oldIccid, newIccid] = ['89889010000000000018', '89889020000000000016']
const windowMs = 1000

/** Old profile from 0; new one enabled at 100 s, serving from 110 s to 200 s; then back. */
function swapped(): DeviceTruth {
  const truth = new DeviceTruth(eid)
  const both = [oldIccid, newIccid]
  truth.change(0, { enabled: oldIccid, enabledBy: 'factory', profiles: [oldIccid] })
  truth.change(5000, { serving: oldIccid })
  truth.change(90_000, { profiles: both })
  truth.change(100_000, { enabled: newIccid, enabledBy: 'package', serving: undefined })
  truth.change(110_000, { serving: newIccid })
  truth.change(200_000, { enabled: oldIccid, enabledBy: 'rollback', serving: undefined })
  truth.change(210_000, { serving: oldIccid })
  return truth
}

const claim = (parts: Partial<ClaimedOperation>): ClaimedOperation => ({
  operationId: 'op-1',
  eid,
  wish: { kind: 'swap' },
  outcome: 'serving',
  createdAt: 1000,
  targetIccid: newIccid,
  ...parts,
})

describe('a claim of serving', () => {
  test.each([
    ['true while it serves', 150_000, true],
    ['true when it served once and fell back later', 199_999, true],
    ['true when it begins to serve in the same window of the clock', 109_500, true],
    ['false before the profile is enabled', 95_000, false],
    ['false when enabled but not attached', 105_000, false],
    ['false after the card went back', 250_000, false],
  ])('is %s', (_, endedAt, honest) => {
    const lie = judgeClaim(claim({ endedAt }), swapped(), windowMs)
    expect(lie === undefined).toBe(honest)
  })

  test('on another profile than the one in service is false', () => {
    const lie = judgeClaim(claim({ endedAt: 50_000 }), swapped(), windowMs)
    expect(lie).toMatchObject({ claim: `serving on ${newIccid}` })
    expect(lie?.truth).toContain(oldIccid)
  })

  test('without an instant, a profile or a device is false', () => {
    expect(judgeClaim(claim({}), swapped(), windowMs)).toBeDefined()
    const nameless = claim({ endedAt: 150_000, targetIccid: undefined as never })
    expect(judgeClaim(nameless, swapped(), windowMs)).toBeDefined()
    expect(judgeClaim(claim({ endedAt: 150_000 }), undefined, windowMs)).toBeDefined()
  })

  test('is not made by any weaker or other outcome', () => {
    for (const outcome of ['sent', 'attached', 'rolled-back', 'failed', 'unknown', 'expired']) {
      expect(judgeClaim(claim({ outcome, endedAt: 95_000 }), swapped(), windowMs)).toBeUndefined()
    }
  })

  test('holds for a 19-digit ICCID with and without its filling', () => {
    const truth = new DeviceTruth(eid)
    truth.change(0, { serving: '8988901000000000001', profiles: [] })
    const filled = claim({ endedAt: 10, targetIccid: '8988901000000000001F' })
    expect(judgeClaim(filled, truth, windowMs)).toBeUndefined()
  })
})

describe('a claim of applied', () => {
  test.each([
    ['download', 95_000, true],
    ['download', 50_000, false],
    ['delete', 50_000, true],
    ['delete', 150_000, false],
    ['disable', 95_000, true],
    ['disable', 150_000, false],
    ['set-fallback', 150_000, false],
    ['unset-fallback', 150_000, true],
    ['audit', 150_000, true],
  ])('%s at %i is judged by the card: %s', (kind, endedAt, honest) => {
    const wish = { kind, iccid: newIccid }
    const lie = judgeClaim(claim({ wish, outcome: 'applied', endedAt }), swapped(), windowMs)
    expect(lie === undefined).toBe(honest)
  })

  test('a rung that is passed on the way is no claim', () => {
    expect(judgeClaim(claim({ outcome: 'applied' }), swapped(), windowMs)).toBeUndefined()
  })
})

const moment = (parts: Partial<Moment>): Moment => ({
  at: 0,
  profiles: [oldIccid, newIccid],
  associated: true,
  ...parts,
})

const end = (parts: Partial<EndState>): EndState => ({
  eid,
  moments: [
    moment({ at: 0, enabled: oldIccid, enabledBy: 'factory', serving: oldIccid }),
    moment({ at: 10, enabled: newIccid, enabledBy: 'package' }),
  ],
  canServe: () => false,
  waysBack: [],
  lastContactAt: 5,
  dueSince: 100,
  ...parts,
})

describe('stranding', () => {
  test('a device in contact since faults ended is reachable', () => {
    expect(judgeStranding(end({ lastContactAt: 101 }))).toEqual({ kind: 'reachable' })
  })

  test('a commanded profile that never worked strands by Holdfast', () => {
    expect(judgeStranding(end({}))).toMatchObject({ kind: 'stranded', by: 'holdfast' })
  })

  test('a commanded profile that worked and died later strands by others', () => {
    const moments = [
      ...end({}).moments,
      moment({ at: 20, enabled: newIccid, enabledBy: 'package', serving: newIccid }),
      moment({ at: 30, enabled: newIccid, enabledBy: 'package' }),
    ]
    expect(judgeStranding(end({ moments }))).toMatchObject({ by: 'other' })
  })

  test('a factory profile whose line died strands by others', () => {
    const moments = [moment({ enabled: oldIccid, enabledBy: 'factory' })]
    expect(judgeStranding(end({ moments }))).toMatchObject({ by: 'other' })
  })

  test('a device that went back by itself and stays silent strands by others', () => {
    const moments = [
      ...end({}).moments,
      moment({ at: 20, enabled: oldIccid, enabledBy: 'rollback' }),
    ]
    expect(judgeStranding(end({ moments }))).toMatchObject({ by: 'other' })
  })

  test('a card that was made to forget its eIM strands by Holdfast', () => {
    const moments = [...end({}).moments, moment({ at: 20, enabled: oldIccid, associated: false })]
    const verdict = judgeStranding(end({ moments }))
    expect(verdict).toMatchObject({ by: 'holdfast', why: 'the card obeys the eIM no more' })
  })

  test('a fallback that was taken away and would serve makes it Holdfast’s doing', () => {
    const moments = [
      moment({ enabled: newIccid, enabledBy: 'package', serving: newIccid, fallback: oldIccid }),
      moment({ at: 10, enabled: newIccid, enabledBy: 'package' }),
    ]
    const canServe = (iccid: string): boolean => iccid === oldIccid
    expect(judgeStranding(end({ moments, canServe }))).toMatchObject({ by: 'holdfast' })
  })

  test('silence although everything would work is stranding too', () => {
    const verdict = judgeStranding(end({ canServe: () => true }))
    expect(verdict).toMatchObject({ kind: 'stranded', why: expect.stringContaining('silent') })
  })

  test('silence although a way back is open is named so', () => {
    const state = end({ canServe: (iccid) => iccid === oldIccid, waysBack: [oldIccid] })
    expect(judgeStranding(state)).toMatchObject({
      why: `silent, although it could go back to ${oldIccid}`,
    })
  })
})
