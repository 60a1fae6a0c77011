import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CardState } from './card-state.ts'
import type { CardFact } from './event.ts'
import { evolve } from './evolve.ts'
import { away, eid, home, profile, spare } from './testing/desk.ts'

const fold = (...facts: readonly CardFact[]): CardState => {
  let state: CardState | undefined
  let at = 0
  for (const fact of facts) {
    at += 1
    state = evolve(state, { eid, tenant: 'acme', at, actor: 'card', fact })
  }
  if (!state) throw new Error('no facts')
  return state
}

const read: CardFact = {
  kind: 'profiles-read',
  profiles: [profile(home, 'enabled'), profile(away, 'disabled')],
  evidence: 'proven',
}
const changed = (
  iccid: string,
  change: Extract<CardFact, { kind: 'profile-changed' }>['change'],
): CardFact => ({ kind: 'profile-changed', iccid, change, evidence: 'proven' })

const shown = ({ profiles }: CardState): string =>
  Object.values(profiles)
    .map(({ iccid, state, fallbackAttribute }) => {
      const mark = fallbackAttribute ? '*' : ''
      return `${iccid === home ? 'home' : iccid === away ? 'away' : 'spare'}${mark}:${state}`
    })
    .join(' ')

describe('what events do to the profiles', () => {
  const rows: readonly [readonly CardFact[], string][] = [
    [[read], 'home:enabled away:disabled'],
    [[read, changed(away, 'enabled')], 'home:disabled away:enabled'],
    [[read, changed(home, 'disabled')], 'home:disabled away:disabled'],
    [[read, changed(away, 'deleted')], 'home:enabled'],
    [[read, changed(spare, 'installed')], 'home:enabled away:disabled spare:disabled'],
    [[read, changed(spare, 'enabled')], 'home:disabled away:disabled spare:enabled'],
    [[read, changed(away, 'fallback-set')], 'home:enabled away*:disabled'],
    [
      [read, changed(away, 'fallback-set'), changed(home, 'fallback-set')],
      'home*:enabled away:disabled',
    ],
    [
      [read, changed(away, 'fallback-set'), changed(away, 'fallback-unset')],
      'home:enabled away:disabled',
    ],
    [[changed(spare, 'deleted')], ''],
  ]
  test.each(rows)('%#', (facts, expected) => {
    expect(shown(fold(...facts))).toBe(expected)
  })

  test('a read clears what spoke against the list', () => {
    const doubted = fold(read, { kind: 'state-change-reported', cause: 'local' })
    expect(doubted.profilesDoubtedAt).toBe(2)
    expect(fold(read, { kind: 'state-change-reported', cause: 'local' }, read)).not.toHaveProperty(
      'profilesDoubtedAt',
    )
  })
})

test('the version counts the events, from the very first', () => {
  expect(fold(read).version).toBe(1)
  expect(fold(read, read, read).version).toBe(3)
})

test('a card of which only an event is known is a card', () => {
  expect(fold({ kind: 'card-seen-first', evidence: 'reported' })).toMatchObject({
    eid,
    tenant: 'acme',
    firstSeenAt: 1,
    profiles: {},
  })
})

test('it is total: events that name nothing known change nothing but the version', () => {
  const why = { code: 'x', why: 'y' }
  const strays: readonly CardFact[] = [
    { kind: 'step-begun', operationId: 'none', stepIndex: 9, doing: 'read' },
    { kind: 'doubt-settled', operationId: 'none', reason: why },
    { kind: 'outcome-changed', operationId: 'none', from: 'sent', to: 'failed', ended: true },
    { kind: 'in-flight-cleared', eimTransactionId: 'AA', reason: why },
    { kind: 'cancel-asked', operationId: 'none', by: 'person:ann' },
    { kind: 'counter-jumped', from: 1, to: 2 },
    { kind: 'result-applied', eimTransactionId: 'AA', results: [] },
    { kind: 'download-progressed', phase: 'authenticated' },
  ]
  const before = fold(read)
  for (const fact of strays) {
    const after = evolve(before, { eid, tenant: 'acme', at: 1, actor: 'card', fact })
    expect({ ...after, version: 1 }).toEqual(before)
  }
})

test('any order of any profile events gives at most one enabled profile', () => {
  const fact = fc.constantFrom<CardFact>(
    read,
    ...[home, away, spare].flatMap((iccid) => [
      changed(iccid, 'installed'),
      changed(iccid, 'enabled'),
      changed(iccid, 'disabled'),
      changed(iccid, 'deleted'),
      changed(iccid, 'fallback-set'),
    ]),
  )
  fc.assert(
    fc.property(fc.array(fact, { minLength: 1, maxLength: 40 }), (facts) => {
      const all = Object.values(fold(...facts).profiles)
      expect(all.filter(({ state }) => state === 'enabled').length).toBeLessThanOrEqual(1)
      expect(all.filter((one) => one.fallbackAttribute).length).toBeLessThanOrEqual(1)
    }),
  )
})
