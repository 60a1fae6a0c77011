import { describe, expect, test } from 'vitest'
import type { CardState } from '../card-state.ts'
import {
  activationCode,
  Desk,
  day,
  home,
  hour,
  knownCard,
  profile,
  spare,
} from '../testing/desk.ts'
import type { Wish } from '../wish.ts'
import type { CheckName } from './check.ts'
import { checkNames } from './check.ts'
import { judgePreflight } from './judge-preflight.ts'
import type { DeviceKnown, LineKnown, PreflightInput } from './preflight-facts.ts'

const { state, now } = knownCard()
const iccid = spare
const wish: Wish = { kind: 'swap', profile: { kind: 'activation-code', activationCode, iccid } }
const device: DeviceKnown = {
  imei: '490154203237518',
  country: 'DE',
  apn: 'iot.borealis, internet',
  batteryMwh: 5_000,
  coverageClass: 'CE0',
}
const line: LineKnown = {
  iccid,
  state: 'active',
  apn: 'iot.borealis',
  countries: ['DE', 'FR'],
  at: now,
  evidence: 'confirmed',
}
const euicc = {
  ...state.euicc,
  freeNonVolatileMemory: 300_000,
  ciPkIdsForVerification: ['F5', 'AB'],
  certificateUntil: { euicc: now + 900 * day, eum: now + 900 * day, ci: now + 900 * day },
  asOf: now,
  evidence: 'proven',
} as const
const knownState = {
  ...state,
  euicc,
  device,
  rollback: { shows: true, at: now },
} as CardState

/** Everything is known and good. */
const good: PreflightInput = {
  state: knownState,
  wish,
  now,
  deadlineAt: now + 7 * day,
  windows: [{ from: now + hour, until: now + 9 * hour }],
  profile: { iccid, profileBytes: 12_000, stock: 'reserved', evidence: 'claimed' },
  line,
  smdp: {
    address: 'smdp.example.com',
    ciPkIds: ['ab'],
    certificateUntil: now + 900 * day,
    sessionSeconds: 300,
    at: now,
    evidence: 'claimed',
  },
  contact: { intervalMs: 6 * hour, by: now + 6 * hour, from: 'learned' },
}

const withDevice = (more: DeviceKnown): Partial<PreflightInput> => ({
  state: { ...knownState, device: { ...device, ...more } },
})
const withCard = (more: object): Partial<PreflightInput> => ({
  state: { ...knownState, euicc: { ...euicc, ...more } },
})
const withLine = (more: Partial<LineKnown>) => ({ line: { ...line, ...more } })
const withOrder = (more: object) => ({ profile: { ...good.profile, ...more } as never })

test('with everything known and good it goes, every check made and none unknown', () => {
  const verdict = judgePreflight(good)
  expect(verdict).toMatchObject({ kind: 'go', refusals: [], unknown: [] })
  expect(verdict.checks.map(({ check }) => check)).toEqual(checkNames)
  expect(verdict.checks.every(({ state: said }) => said === 'ok')).toBe(true)
})

describe('each missing thing stops it with its own code', () => {
  const rows: readonly [string, Partial<PreflightInput>, string][] = [
    ['no room', withCard({ freeNonVolatileMemory: 21_000 }), 'refused memory-too-small'],
    ['no CI in common', withCard({ ciPkIdsForVerification: ['F5'] }), 'refused no-common-ci'],
    [
      'an expired maker',
      withCard({ certificateUntil: { euicc: now + 9 * day, eum: now - 1, ci: now + 9 * day } }),
      'refused certificate-expired',
    ],
    [
      'an SM-DP+ whose certificate ends on the way',
      { smdp: { ...good.smdp!, certificateUntil: now + 7 * day } },
      'held certificate-ends-soon',
    ],
    ['no stock', withOrder({ stock: 'short' }), 'held stock-empty'],
    ['an expired order', withOrder({ order: 'expired' }), 'refused order-over'],
    ['an order used up', withOrder({ order: 'used-up' }), 'refused order-over'],
    ['an order not released', withOrder({ order: 'not-released' }), 'held order-not-released'],
    ['a line not active yet', withLine({ state: 'not-yet-active' }), 'held line-not-active'],
    ['a suspended line', withLine({ state: 'suspended' }), 'held line-not-active'],
    ['a barred line', withLine({ state: 'barred' }), 'held line-not-active'],
    ['a terminated line', withLine({ state: 'terminated' }), 'refused line-terminated'],
    ['a line whose time is over', withLine({ validUntil: now }), 'refused line-over'],
    ['a line used up', withLine({ bytesLeft: 0 }), 'held line-used-up'],
    ['another country', withLine({ countries: ['BR'] }), 'refused country-not-served'],
    ['a lock to another device', withLine({ imeiLock: '35000101' }), 'refused imei-locked'],
    ['another APN', withDevice({ apn: 'internet' }), 'held apn-unknown'],
    ['an empty battery', withDevice({ batteryMwh: 10 }), 'held energy-too-low'],
    ['a session too short', withDevice({ coverageClass: 'CE2' }), 'held coverage-too-slow'],
    ['a deadline too near', { deadlineAt: now + 6 * hour }, 'refused coverage-against-deadline'],
    [
      'a call after the deadline',
      { contact: { ...good.contact!, by: now + 8 * day } },
      'refused contact-after-deadline',
    ],
    [
      'calls outside every window',
      {
        windows: [{ from: now + hour, until: now + 2 * hour }],
        contact: { intervalMs: 24 * hour, by: now + 5 * hour, from: 'learned' },
      },
      'held contact-outside-windows',
    ],
    [
      'a card that does not roll back',
      { state: { ...knownState, rollback: { shows: false, at: now } } },
      'refused no-way-back',
    ],
  ]
  test.each(rows)('%s', (_, over, expected) => {
    const { kind, refusals } = judgePreflight({ ...good, ...over })
    expect(`${kind} ${refusals.map(({ code }) => code).join(' ')}`).toBe(expected)
    expect(refusals[0]?.remedy).not.toBe('')
  })
})

test('what nobody has told is unknown: it is counted with how to get it, and holds nothing', () => {
  const verdict = judgePreflight({ state, wish, now })
  expect(verdict.kind).toBe('go')
  const expected: readonly CheckName[] = [
    'way-back',
    'memory',
    'ci',
    'certificates',
    'profile',
    'line',
    'country',
    'apn',
    'energy',
    'coverage',
    'contact',
  ]
  expect(verdict.unknown).toEqual(expected)
  for (const { state: said, remedy } of verdict.checks) {
    if (said === 'unknown') expect(remedy).toBeTruthy()
  }
})

test('a fact that the start requires holds the device while it is missing', () => {
  const verdict = judgePreflight({ state, wish, now, required: ['line', 'way-back'] })
  expect(verdict.kind).toBe('held')
  expect(verdict.refusals.map(({ code }) => code)).toEqual(['fact-missing', 'fact-missing'])
  expect(judgePreflight({ ...good, required: ['line', 'way-back'] }).kind).toBe('go')
})

test('an old report of a line or of free memory is no fact any more', () => {
  const old = judgePreflight({ ...good, ...withLine({ at: now - 11 * day }) })
  expect(old.unknown).toEqual(['line'])
  expect(judgePreflight({ ...good, ...withCard({ asOf: now - 91 * day }) }).unknown).toEqual([
    'memory',
  ])
})

test('a swap to a profile on the card needs no room, no order and no SM-DP+', () => {
  const { state: two } = knownCard(profile(spare, 'disabled'))
  const given = { ...two, device, euicc: { ...euicc, freeNonVolatileMemory: 0 } } as CardState
  const own: Wish = { kind: 'swap', profile: { kind: 'iccid', iccid: spare } }
  const { profile: _, smdp: __, ...rest } = good
  expect(judgePreflight({ ...rest, state: given, wish: own })).toMatchObject({
    kind: 'go',
    unknown: ['way-back'],
  })
})

test('a wish that only reads or switches back is judged by the card alone', () => {
  const verdict = judgePreflight({ state, wish: { kind: 'audit' }, now })
  expect(verdict.checks.map(({ check }) => check)).toEqual(['card-rules'])
  const refused = judgePreflight({ state, wish: { kind: 'delete', iccid: home }, now })
  expect(refused).toMatchObject({ kind: 'refused', checks: [{}, {}] })
})

test('a card that tells too late is stopped before the download leaves', () => {
  const profile = { kind: 'activation-code', activationCode, iccid: spare } as const
  const rows: readonly [object, object, string][] = [
    [{ profileBytes: 30_000 }, { freeNonVolatileMemory: 20_000 }, 'memory-too-small'],
    [{ ciPkIds: ['AA'] }, { ciPkIdsForVerification: ['BB'] }, 'no-common-ci'],
  ]
  for (const [needs, told, code] of rows) {
    const desk = new Desk()
    desk.accept({ kind: 'swap', profile: { ...profile, ...needs } })
    desk.poll()
    const euicc = { ...knownCard().state.euicc, ...told, asOf: desk.now } as never
    desk.identity({ euicc })
    desk.poll()
    desk.list({ iccid: home, state: 'enabled', evidence: 'proven', asOf: 0 })
    expect(desk.asks()).toBe('nothing')
    expect(desk.op().reason?.code).toBe(code)
  }
})
