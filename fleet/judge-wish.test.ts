import { describe, expect, test } from 'vitest'
import type { CardState, ProfileOnCard } from './card-state.ts'
import { counterValueMax } from './deadlines.ts'
import { evolve } from './evolve.ts'
import { judgeWish } from './judge-wish.ts'
import {
  activationCode,
  away,
  Desk,
  day,
  eid,
  home,
  knownCard,
  profile,
  spare,
} from './testing/desk.ts'
import type { Wish } from './wish.ts'

const code = { kind: 'activation-code', activationCode } as const
const download: Wish = { kind: 'download', profile: code }
const swap: Wish = { kind: 'swap', profile: code }

const stepsOf = (state: CardState, wish: Wish, now: number): string => {
  const verdict = judgeWish(state, wish, now)
  if (verdict.kind === 'refused') return `refused: ${verdict.refusals.map((r) => r.code).join(' ')}`
  return verdict.plan.steps.map(({ step }) => step.kind).join(' ')
}

const known = (...others: readonly ProfileOnCard[]) => {
  const { state, now } = knownCard(...others)
  return { state, now }
}

const with_ = (state: CardState, change: Partial<CardState>): CardState => ({ ...state, ...change })

describe('a card of which nothing is proven', () => {
  const { state, now } = new Desk()
  const rows: readonly [Wish, string][] = [
    [swap, 'identify read download enable confirm'],
    [download, 'identify read download'],
    [{ kind: 'swap', profile: { kind: 'iccid', iccid: away } }, 'identify read enable confirm'],
    [{ kind: 'enable', iccid: away }, 'identify read enable confirm'],
    [{ kind: 'disable', iccid: away }, 'identify read disable'],
    [{ kind: 'delete', iccid: away }, 'identify read delete'],
    [{ kind: 'set-fallback', iccid: away }, 'identify read set-fallback'],
    [{ kind: 'unset-fallback' }, 'identify read unset-fallback'],
    [{ kind: 'audit' }, 'identify read'],
  ]
  test.each(rows)('%o is planned as: %s', (wish, steps) => {
    expect(stepsOf(state, wish, now)).toBe(steps)
  })

  test('the enable is planned with rollback, because a profile may be enabled', () => {
    const verdict = judgeWish(state, { kind: 'enable', iccid: away }, now)
    expect(verdict).toMatchObject({
      plan: { steps: [{}, {}, { step: { rollbackFlag: true } }, {}], goal: 'serving' },
    })
  })
})

describe('a card whose list is proven: home enabled, away disabled', () => {
  const { state, now } = known(profile(away, 'disabled'))
  const rows: readonly [Wish, string][] = [
    [swap, 'download enable confirm'],
    [{ kind: 'swap', profile: { ...code, iccid: spare } }, 'download enable confirm'],
    [{ kind: 'swap', profile: { ...code, iccid: away } }, 'enable confirm'],
    [{ kind: 'swap', profile: { ...code, iccid: home } }, 'read confirm'],
    [download, 'download'],
    [{ kind: 'download', profile: { ...code, iccid: away } }, 'read'],
    [{ kind: 'enable', iccid: away }, 'enable confirm'],
    [{ kind: 'enable', iccid: home }, 'read confirm'],
    [{ kind: 'enable', iccid: spare }, 'refused: profile-not-on-card'],
    [{ kind: 'swap', profile: { kind: 'iccid', iccid: spare } }, 'refused: profile-not-on-card'],
    [{ kind: 'disable', iccid: away }, 'read'],
    [{ kind: 'disable', iccid: home }, 'refused: nothing-else-enabled'],
    [{ kind: 'delete', iccid: away }, 'delete'],
    [{ kind: 'delete', iccid: home }, 'refused: profile-is-enabled'],
    [{ kind: 'delete', iccid: spare }, 'refused: profile-not-on-card'],
    [{ kind: 'set-fallback', iccid: away }, 'set-fallback'],
    [{ kind: 'set-fallback', iccid: spare }, 'refused: profile-not-on-card'],
    [{ kind: 'unset-fallback' }, 'read'],
    [{ kind: 'audit' }, 'read'],
    [{ kind: 'enable', iccid: '12' }, 'refused: iccid-invalid profile-not-on-card'],
  ]
  test.each(rows)('%o: %s', (wish, steps) => {
    expect(stepsOf(state, wish, now)).toBe(steps)
  })
})

describe('refused for what the card or its owner says, allowed beside it', () => {
  const rows: readonly [string, readonly ProfileOnCard[], Wish, string][] = [
    [
      'a rule against disabling the enabled profile',
      [profile(home, 'enabled', { policyRules: ['ppr1'] }), profile(away, 'disabled')],
      { kind: 'enable', iccid: away },
      'refused: policy-forbids-disable',
    ],
    [
      'a rule against deleting',
      [profile(home, 'enabled'), profile(away, 'disabled', { policyRules: ['ppr2'] })],
      { kind: 'delete', iccid: away },
      'refused: policy-forbids-delete',
    ],
    [
      'a rule against disabling does not forbid deleting',
      [profile(home, 'enabled'), profile(away, 'disabled', { policyRules: ['ppr1'] })],
      { kind: 'delete', iccid: away },
      'delete',
    ],
    [
      'the fallback profile cannot be deleted',
      [profile(home, 'enabled'), profile(away, 'disabled', { fallbackAttribute: true })],
      { kind: 'delete', iccid: away },
      'refused: is-fallback-profile',
    ],
    [
      'the bootstrap profile cannot be deleted',
      [profile(home, 'enabled'), profile(away, 'disabled', { class: 'provisioning' })],
      { kind: 'delete', iccid: away },
      'refused: is-bootstrap-profile',
    ],
    [
      'the only profile cannot be deleted, disabled as it is',
      [profile(home, 'disabled')],
      { kind: 'delete', iccid: home },
      'refused: last-way-back',
    ],
    [
      'with nothing enabled, the last profile that is no test profile cannot be deleted',
      [profile(home, 'disabled'), profile(away, 'disabled', { class: 'test' })],
      { kind: 'delete', iccid: home },
      'refused: last-way-back',
    ],
    [
      'the test profile beside it can',
      [profile(home, 'disabled'), profile(away, 'disabled', { class: 'test' })],
      { kind: 'delete', iccid: away },
      'delete',
    ],
    [
      'a profile that its operator does not allow as fallback',
      [profile(home, 'enabled'), profile(away, 'disabled', { fallbackAllowed: false })],
      { kind: 'set-fallback', iccid: away },
      'refused: fallback-not-allowed',
    ],
    [
      'the fallback profile is enabled, so the attribute cannot move',
      [profile(home, 'enabled', { fallbackAttribute: true }), profile(away, 'disabled')],
      { kind: 'set-fallback', iccid: away },
      'refused: fallback-is-enabled',
    ],
    [
      'the fallback profile is enabled, so the attribute cannot go',
      [profile(home, 'enabled', { fallbackAttribute: true })],
      { kind: 'unset-fallback' },
      'refused: fallback-is-enabled',
    ],
    [
      'it has the attribute already',
      [profile(home, 'enabled'), profile(away, 'disabled', { fallbackAttribute: true })],
      { kind: 'set-fallback', iccid: away },
      'read',
    ],
    [
      'the attribute can be taken away while another profile is enabled',
      [profile(home, 'enabled'), profile(away, 'disabled', { fallbackAttribute: true })],
      { kind: 'unset-fallback' },
      'unset-fallback',
    ],
  ]
  test.each(rows)('%s', (_, profiles, wish, expected) => {
    const { state, now } = known()
    const byIccid = Object.fromEntries(profiles.map((one) => [one.iccid, one]))
    expect(stepsOf(with_(state, { profiles: byIccid }), wish, now)).toBe(expected)
  })
})

test('a list that no card signed is read again before anything rests on it', () => {
  const { state, now } = known(profile(away, 'disabled'))
  const told = with_(state, { profilesRead: { ...state.profilesRead!, evidence: 'reported' } })
  expect(stepsOf(told, { kind: 'disable', iccid: home }, now)).toBe('read disable')
  expect(stepsOf(state, { kind: 'disable', iccid: home }, now)).toBe(
    'refused: nothing-else-enabled',
  )
})

describe('refused for what the card is', () => {
  const { state, now } = known(profile(away, 'disabled'))
  const { association, euicc } = state
  const enable: Wish = { kind: 'enable', iccid: away }
  const { association: _, ...without } = state
  const rows: readonly [string, CardState, Wish, string][] = [
    [
      'another generation',
      with_(state, { generation: 'sgp02' }),
      enable,
      'refused: generation-not-managed',
    ],
    ['no association with our eIM', without, enable, 'refused: not-associated'],
    [
      'no counter value left',
      with_(state, { association: { ...association!, counterValue: counterValueMax } }),
      enable,
      'refused: counter-exhausted',
    ],
    [
      'no counter is needed for a download',
      with_(state, { association: { ...association!, counterValue: counterValueMax } }),
      download,
      'download',
    ],
    [
      'no fallback on this eUICC',
      with_(state, { euicc: { ...euicc!, fallbackSupported: false } }),
      { kind: 'set-fallback', iccid: away },
      'refused: fallback-not-supported',
    ],
    [
      'no fallback in v1.0',
      with_(state, { euicc: { ...euicc!, dialect: 'v1.0' } }),
      { kind: 'set-fallback', iccid: away },
      'refused: fallback-not-supported',
    ],
    [
      'the IPA can download in no way',
      with_(state, { euicc: { ...euicc!, ipaFeatures: ['minimizeEsipaBytes'] } }),
      download,
      'refused: no-download-route',
    ],
    [
      'what is on the card needs no download route',
      with_(state, { euicc: { ...euicc!, ipaFeatures: ['minimizeEsipaBytes'] } }),
      { kind: 'swap', profile: { ...code, iccid: away } },
      'enable confirm',
    ],
  ]
  test.each(rows)('%s', (_name, card, wish, expected) => {
    expect(stepsOf(card, wish, now)).toBe(expected)
  })
})

describe('activation and confirmation codes', () => {
  const rows: readonly [string, string, string | undefined, readonly string[], string][] = [
    ['a good code', activationCode, undefined, ['direct'], 'download'],
    [
      'no activation code at all',
      'hello',
      undefined,
      ['direct'],
      'refused: activation-code-invalid',
    ],
    [
      'a confirmation code is needed and missing',
      'LPA:1$smdp.example.com$M$$1',
      undefined,
      ['indirect'],
      'refused: confirmation-code-missing',
    ],
    [
      'a confirmation code through the eIM',
      'LPA:1$smdp.example.com$M$$1',
      '1234',
      ['indirect'],
      'download',
    ],
    [
      'a confirmation code that the device cannot be given',
      'LPA:1$smdp.example.com$M$$1',
      '1234',
      ['direct'],
      'refused: confirmation-code-needs-relay',
    ],
    [
      'both routes: the eIM gives the code',
      'LPA:1$smdp.example.com$M$$1',
      '1234',
      ['direct', 'indirect'],
      'download',
    ],
  ]
  test.each(rows)('%s', (_name, text, confirmationCode, routes, expected) => {
    const { state, now } = known()
    const ipaFeatures = routes.map((route) => `${route}RspServerCommunication`)
    const card = with_(state, { euicc: { ...state.euicc!, ipaFeatures } })
    const wish: Wish = {
      kind: 'download',
      profile: {
        kind: 'activation-code',
        activationCode: text,
        ...(confirmationCode ? { confirmationCode } : {}),
      },
    }
    expect(stepsOf(card, wish, now)).toBe(expected)
  })

  test('no refusal shows the matching id', () => {
    const { state, now } = known()
    const secret = 'LPA:1$not a host$SECRET-ID'
    const verdict = judgeWish(
      state,
      { kind: 'download', profile: { kind: 'activation-code', activationCode: secret } },
      now,
    )
    expect(JSON.stringify(verdict)).not.toContain('SECRET-ID')
  })
})

describe('the download route', () => {
  const rows: readonly [readonly string[] | undefined, string | undefined][] = [
    [['directRspServerCommunication'], 'direct'],
    [['indirectRspServerCommunication'], 'indirect'],
    [['directRspServerCommunication', 'indirectRspServerCommunication'], 'direct'],
    [undefined, 'indirect'],
    [['bit 15', 'bit 31'], 'indirect'],
  ]
  test.each(rows)('%o → %s', (ipaFeatures, route) => {
    const { state, now } = known()
    const { ipaFeatures: _, ...rest } = state.euicc!
    const euicc = ipaFeatures ? { ...rest, ipaFeatures } : rest
    const verdict = judgeWish(with_(state, { euicc }), download, now)
    expect(verdict).toMatchObject({ plan: { steps: [{ step: { route } }] } })
  })

  test('it is left open until the device was asked', () => {
    const { state, now } = new Desk()
    const verdict = judgeWish(state, download, now)
    if (verdict.kind === 'refused') throw new Error(verdict.why)
    expect(verdict.plan.steps[2]?.step).not.toHaveProperty('route')
  })
})

describe('when the card is read first', () => {
  test('after thirty days the list is read again', () => {
    const { state, now } = known(profile(away, 'disabled'))
    const enable: Wish = { kind: 'enable', iccid: away }
    expect(stepsOf(state, enable, now + 29 * day)).toBe('enable confirm')
    expect(stepsOf(state, enable, now + 31 * day)).toBe('read enable confirm')
  })

  test('after the device reports a change', () => {
    const desk = knownCard(profile(away, 'disabled'))
    const fact = { kind: 'state-change-reported', cause: 'local' } as const
    const state = evolve(desk.state, { eid, tenant: 'acme', at: desk.now, actor: 'device', fact })
    expect(stepsOf(state, { kind: 'enable', iccid: away }, desk.now)).toBe('read enable confirm')
  })

  test('before deleting, when a profile changed after the list was read', () => {
    const desk = knownCard(profile(away, 'disabled'), profile(spare, 'disabled'))
    const fact = {
      kind: 'profile-changed',
      iccid: away,
      change: 'enabled',
      evidence: 'proven',
    } as const
    const state = evolve(desk.state, { eid, tenant: 'acme', at: desk.now, actor: 'card', fact })
    expect(stepsOf(state, { kind: 'delete', iccid: home }, desk.now)).toBe('read delete')
    expect(stepsOf(state, { kind: 'enable', iccid: home }, desk.now)).toBe('enable confirm')
  })
})

test('every reason is given, not only the first', () => {
  const { state, now } = known(
    profile(away, 'disabled', { fallbackAttribute: true, class: 'provisioning' }),
  )
  const verdict = judgeWish(state, { kind: 'delete', iccid: away }, now)
  expect(verdict).toMatchObject({
    kind: 'refused',
    code: 'is-fallback-profile',
    refusals: [{ code: 'is-fallback-profile' }, { code: 'is-bootstrap-profile' }],
  })
})

test('operations that come first are named', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept({ kind: 'enable', iccid: away })
  expect(judgeWish(desk.state, { kind: 'audit' }, desk.now)).toMatchObject({
    operationsInTheWay: ['op-1'],
  })
})

test('each step of a plan says what proves it and what the way back is', () => {
  const { state, now } = known()
  const verdict = judgeWish(state, swap, now)
  if (verdict.kind === 'refused') throw new Error(verdict.why)
  const [fetch, enable, confirm] = verdict.plan.steps
  expect(fetch?.wayBack.kind).toBe('old-profile-stays')
  expect(enable?.wayBack).toMatchObject({ kind: 'rollback-flag' })
  expect(enable?.wayBack.why).toContain(home)
  expect(confirm?.wayBack.kind).toBe('nothing-changes')
  expect(verdict.plan.whySafe.length).toBeGreaterThan(2)
  for (const step of verdict.plan.steps) expect(step.proof).not.toBe('')
})
