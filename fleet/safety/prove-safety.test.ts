import { describe, expect, test } from 'vitest'
import type { CardState, ProfileOnCard } from '../card-state.ts'
import { judgeWish } from '../judge-wish.ts'
import type { StepKind } from '../plan.ts'
import { activationCode, away, Desk, home, knownCard, profile, spare } from '../testing/desk.ts'
import type { Wish } from '../wish.ts'
import type { SafetyGround } from './abstract-card.ts'
import { newOne } from './abstract-card.ts'
import { proveFrom } from './prove-safety.ts'

const swap: Wish = { kind: 'swap', profile: { kind: 'activation-code', activationCode } }
const enable = (iccid: string, rollbackFlag = true): StepKind => ({
  kind: 'enable',
  iccid,
  rollbackFlag,
})

const ground: SafetyGround = {
  card: { enabled: home, reaches: true },
  isProven: true,
  rollback: 'standard',
  canFallBack: true,
  isDeafToRefresh: false,
}

const kindOf = (over: Partial<SafetyGround>, ...steps: readonly StepKind[]): string => {
  const proof = proveFrom({ ...ground, ...over }, steps)
  return proof.kind === 'safe' ? 'safe' : `${proof.refusal.code} at ${proof.failure}`
}

describe('every failure of an enable has a way back, or the enable is refused', () => {
  const withFallback = { enabled: home, fallback: home, reaches: true } as const
  const targetIsFallback = { enabled: home, fallback: away, reaches: true } as const
  const rows: readonly [string, Partial<SafetyGround>, StepKind, string][] = [
    ['rollback', {}, enable(away), 'safe'],
    ['no flag, no fallback', {}, enable(away, false), 'no-way-back at cannot-attach'],
    [
      'a card that does not roll back',
      { rollback: 'absent' },
      enable(away),
      'no-way-back at cannot-attach',
    ],
    [
      'a card that does not roll back and has a fallback profile',
      { rollback: 'absent', card: withFallback },
      enable(away, false),
      'safe',
    ],
    [
      'the fallback profile is the new one itself',
      { rollback: 'absent', card: targetIsFallback },
      enable(away),
      'no-way-back at cannot-attach',
    ],
    [
      'a card without the fallback mechanism',
      { rollback: 'absent', card: withFallback, canFallBack: false },
      enable(away),
      'no-way-back at cannot-attach',
    ],
    [
      'a modem that switches at its next restart, when the right to roll back is over',
      { isDeafToRefresh: true },
      enable(away),
      'no-way-back-later at modem-stays',
    ],
    [
      'the same with a fallback profile',
      { isDeafToRefresh: true, card: withFallback },
      enable(away),
      'safe',
    ],
    [
      'it would go back to a profile over which the device is not heard',
      { unshown: home },
      enable(away),
      'no-way-back at cannot-attach',
    ],
    [
      'somebody else can switch it back',
      { rollback: 'absent', otherAuthority: 'the SM-SR of the old operator' },
      enable(away),
      'safe',
    ],
    ['no profile is enabled', { card: { reaches: true } }, enable(away, false), 'safe'],
  ]
  test.each(rows)('%s', (_, over, step, expected) => {
    expect(kindOf(over, step, { kind: 'confirm', iccid: away })).toBe(expected)
  })
})

test('disabling what is enabled is refused by the proof itself, whatever asked for it', () => {
  expect(kindOf({}, { kind: 'disable', iccid: home })).toBe('last-way-back at result-lost')
  expect(kindOf({}, { kind: 'disable', iccid: away })).toBe('safe')
  expect(kindOf({}, { kind: 'delete', iccid: home })).toBe('last-way-back at result-lost')
  expect(kindOf({}, { kind: 'delete', iccid: away })).toBe('safe')
})

test('the proof names each state that a swap can reach, with its way back', () => {
  const steps: StepKind[] = [
    { kind: 'download', activationCode },
    { kind: 'enable', rollbackFlag: true },
    { kind: 'confirm' },
  ]
  const proof = proveFrom(ground, steps)
  if (proof.kind !== 'safe') throw new Error(proof.refusal.why)
  const enabling = proof.reached.filter(({ step }) => step.kind === 'enable')
  expect(new Set(enabling.map(({ failure }) => failure)).size).toBe(10)
  const stuck = enabling.filter(({ card }) => !card.reaches)
  expect(stuck.map(({ failure }) => failure).toSorted()).toEqual([
    'attaches-without-data',
    'cannot-attach',
    'wrong-apn',
  ])
  for (const { card, wayBack } of stuck) {
    expect(card).toMatchObject({ enabled: newOne, rollbackTo: home })
    expect(wayBack.kind).toBe('rollback-flag')
  }
})

const known = (change: Partial<CardState>, ...others: readonly ProfileOnCard[]) => {
  const { state, now } = knownCard(profile(away, 'disabled'), ...others)
  return (wish: Wish): string => {
    const verdict = judgeWish({ ...state, ...change }, wish, now)
    return verdict.kind === 'refused' ? verdict.refusals.map(({ code }) => code).join(' ') : 'safe'
  }
}

describe('what is known of the card decides', () => {
  const fallback = profile(spare, 'disabled', { fallbackAttribute: true })
  const v10 = { euicc: { dialect: 'v1.0', asOf: 0, evidence: 'proven' } } as const
  const never = { device: { ipaRollsBack: false } } as const

  test('an IPA that never rolls back needs a fallback profile first', () => {
    expect(known(never)(swap)).toBe('no-way-back')
    expect(known(never, fallback)(swap)).toBe('safe')
  })

  test('v1.0 has no fallback: with an IPA that never rolls back it is left alone', () => {
    const euicc = { ...v10.euicc, euiccCertificate: '30BB', chainVerifiedAt: 1 }
    expect(known({ euicc })(swap)).toBe('safe')
    expect(known({ euicc, ...never }, fallback)(swap)).toBe('no-way-back')
  })

  test('a card that refused the flag a day ago is asked again', () => {
    const now = knownCard().now
    expect(known({ rollback: { shows: false, at: now - 1 } })(swap)).toBe('no-way-back')
    expect(known({ rollback: { shows: false, at: now - 90_000_000 } })(swap)).toBe('safe')
  })

  test('a modem once deaf to REFRESH needs a fallback profile or a line known to be active', () => {
    const deaf = { refreshIgnoredAt: 1 }
    const wish: Wish = { kind: 'enable', iccid: away }
    expect(known(deaf)(wish)).toBe('no-way-back-later')
    expect(known(deaf, fallback)(wish)).toBe('safe')
    const line = { iccid: away, state: 'active', at: 1, evidence: 'confirmed' } as const
    expect(known({ ...deaf, lines: { [away]: line } })(wish)).toBe('safe')
  })

  test('the profile that the device was last heard over is not deleted, nor the way from it', () => {
    const serving = { iccid: away, at: knownCard().now }
    expect(known({ serving })({ kind: 'delete', iccid: away })).toBe('still-needed')
    expect(known({ serving })({ kind: 'enable', iccid: away })).toBe('no-way-back')
    expect(known({ serving }, fallback)({ kind: 'unset-fallback' })).toBe('still-needed')
    const later = { serving, attached: { iccid: home, at: serving.at + 1 } }
    expect(known(later)({ kind: 'delete', iccid: away })).toBe('safe')
    expect(known(later, fallback)({ kind: 'unset-fallback' })).toBe('safe')
  })
})

test('after a swap that nobody confirmed, the former profile stays', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept({ kind: 'enable', iccid: away })
  desk.poll()
  desk.ok('enableResult')
  desk.time(3 * 86_400_000)
  desk.poll()
  desk.list(profile(away, 'enabled'), profile(home, 'disabled'))
  desk.time(8 * 86_400_000)
  expect(desk.outcome()).toBe('unknown.')
  const wish: Wish = { kind: 'delete', iccid: home }
  expect(judgeWish(desk.state, wish, desk.now)).toMatchObject({ code: 'still-needed' })
  desk.heartbeat(away)
  expect(judgeWish(desk.state, wish, desk.now)).toMatchObject({ kind: 'allowed' })
})

test('what a card has signed of rolling back is kept', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept({ kind: 'enable', iccid: away })
  desk.poll()
  desk.result([{ name: 'rollbackResult', code: 0 }])
  expect(desk.state.rollback?.shows).toBe(true)
  const verdict = judgeWish(desk.state, { kind: 'enable', iccid: away }, desk.now)
  expect(verdict).toMatchObject({ kind: 'allowed' })
  if (verdict.kind === 'allowed') {
    expect(verdict.plan.whySafe.join('\n')).toContain('has signed a rollback before')
  }
})

test('the dry run tells state and way back, and what the proof rests on', () => {
  const { state, now } = knownCard(profile(away, 'disabled'))
  const verdict = judgeWish(state, { kind: 'enable', iccid: away }, now)
  if (verdict.kind !== 'allowed') throw new Error(verdict.why)
  const told = verdict.plan.whySafe
  expect(told).toContain(
    `enable ${away}: the new profile cannot attach, it attaches without data or its APN is wrong ` +
      `→ the card goes back to ${home} (rollback)`,
  )
  expect(told.join('\n')).toContain('not shown by this device yet')
  expect(told.at(-1)).toContain('before each change leaves, this proof is made again')
})

test('a card that was never read is not refused: it is read, then judged', () => {
  const desk = new Desk()
  const verdict = judgeWish(desk.state, { kind: 'disable', iccid: home }, desk.now)
  if (verdict.kind !== 'allowed') throw new Error(verdict.why)
  expect(verdict.plan.whySafe.join('\n')).toContain('the card is read first')
})
