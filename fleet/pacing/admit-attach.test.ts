import { describe, expect, test } from 'vitest'
import type { AttachAsk, AttachBucket } from './admit-attach.ts'
import { admitAttach, newAttachBucket } from './admit-attach.ts'
import { attachPaces, classOfReject } from './attach-pace.ts'

const now = 1_700_000_000_000
const hour = 3_600_000
const ask: AttachAsk = { attempts: 0, isChanged: false, hasWaited: false, chance: 0.5 }
const bucket = newAttachBucket('operator:Nordlink', 200, now)

function drained(from: AttachBucket): readonly AttachBucket[] {
  let buckets: readonly AttachBucket[] = [from]
  for (;;) {
    const answer = admitAttach(buckets, ask, now)
    if (answer.kind !== 'go') return answer.kind === 'put-off' ? answer.buckets : buckets
    buckets = answer.buckets
  }
}

describe('by cause', () => {
  test.each([3, 5, 6, 7, 8])('EMM %i is not tried until something changed', (cause) => {
    expect(classOfReject(cause)).toBe('permanent')
    expect(admitAttach([bucket], { ...ask, rejectCause: cause }, now)).toMatchObject({
      kind: 'refused',
      code: 'permanent-reject',
    })
    const changed = { ...ask, rejectCause: cause, isChanged: true }
    expect(admitAttach([bucket], changed, now).kind).toBe('go')
    expect(admitAttach([bucket], { ...changed, attempts: 1 }, now).kind).toBe('refused')
  })

  test('the same number means another thing on the session layer', () => {
    expect(classOfReject({ layer: 'ESM', cause: 8 })).toBe('service')
    expect(classOfReject({ layer: 'EMM', cause: 8 })).toBe('permanent')
  })

  test.each([
    [25, 'place'],
    [20, 'passing'],
    [{ layer: 'ESM', cause: 26 }, 'congestion'],
    [{ layer: 'ESM', cause: 66 }, 'service'],
    [{ layer: 'ESM', cause: 38 }, 'passing'],
    [99, 'unknown'],
  ] as const)('reject %j has the pace of its meaning', (reject, attachClass) => {
    expect(classOfReject(reject)).toBe(attachClass)
  })

  test.each([
    ['place', 11],
    ['congestion', 22],
    ['passing', 17],
    ['unknown', undefined],
  ] as const)('a %s reject waits longer each time and ends', (attachClass, rejectCause) => {
    const pace = attachPaces[attachClass]
    const pauses: number[] = []
    for (let attempts = 1; attempts < pace.attemptsMax; attempts++) {
      const again = { ...ask, attempts, lastAttemptAt: now }
      const answer = admitAttach(
        [bucket],
        rejectCause === undefined ? again : { ...again, rejectCause },
        now,
      )
      if (answer.kind !== 'put-off') throw new Error(answer.kind)
      expect(answer.reason).toBe('back-off')
      pauses.push(answer.until - now)
    }
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
    expect(pauses[0]).toBeGreaterThanOrEqual(0.75 * pace.firstMs)
    const last = { ...ask, attempts: pace.attemptsMax }
    expect(
      admitAttach([bucket], rejectCause === undefined ? last : { ...last, rejectCause }, now),
    ).toMatchObject({ kind: 'refused' })
  })

  test('after the pause the attempt may happen', () => {
    const again = { ...ask, rejectCause: 17, attempts: 1, lastAttemptAt: now }
    expect(admitAttach([bucket], again, now + hour).kind).toBe('go')
  })
})

describe('by ceiling', () => {
  test('no second holds more permissions than the ceiling, however many ask', () => {
    let buckets: readonly AttachBucket[] = [newAttachBucket('operator:a', 50, now)]
    for (let second = 0; second < 20; second++) {
      let went = 0
      for (let each = 0; each < 500; each++) {
        const answer = admitAttach(buckets, ask, now + second * 1000 + each * 2)
        if (answer.kind === 'refused') throw new Error(answer.code)
        if (answer.kind === 'go') went++
        buckets = answer.buckets
      }
      expect(went).toBeLessThanOrEqual(50)
      expect(went).toBeGreaterThan(20)
    }
  })

  test('those put off are spread over the time that all of them need', () => {
    let buckets = drained(bucket)
    for (let each = 0; each < 10_000; each++) {
      const answer = admitAttach(buckets, { ...ask, chance: 1 }, now)
      if (answer.kind !== 'put-off') throw new Error(answer.kind)
      buckets = answer.buckets
    }
    const last = admitAttach(buckets, { ...ask, chance: 1 }, now)
    if (last.kind !== 'put-off') throw new Error(last.kind)
    expect(last.reason).toBe('ceiling')
    expect(last.until - now).toBeGreaterThan((10_000 / 200) * 1000)
  })

  test('a full area does not use up what the operator has for others', () => {
    const area = drained(newAttachBucket('area:24201-hill', 10, now))
    const answer = admitAttach([bucket, ...area], ask, now)
    if (answer.kind !== 'put-off') throw new Error(answer.kind)
    expect(answer.why).toContain('area:24201-hill')
    expect(answer.buckets[0]?.tokens).toBe(bucket.tokens)
  })

  test('who waited and went is no longer counted', () => {
    const [full] = drained(bucket)
    if (!full) throw new Error('no bucket')
    expect(full.waiting).toBe(1)
    const answer = admitAttach([full], { ...ask, hasWaited: true }, now + 100)
    if (answer.kind !== 'go') throw new Error(answer.kind)
    expect(answer.buckets[0]?.waiting).toBe(0)
  })

  test('a bucket that filled up while many were counted forgets half of them', () => {
    const [full] = drained(bucket)
    const stale = { ...(full as AttachBucket), waiting: 1000 }
    const answer = admitAttach([stale], ask, now + hour)
    if (answer.kind !== 'go') throw new Error(answer.kind)
    expect(answer.buckets[0]?.waiting).toBe(500)
  })

  test('time that goes back gives no permission', () => {
    const buckets = drained(bucket)
    expect(admitAttach(buckets, ask, now - hour).kind).toBe('put-off')
  })
})
