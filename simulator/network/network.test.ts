import { expect, test } from 'vitest'
import { chanceOf } from '../world/chance.ts'
import { coverageAt } from './coverage.ts'
import { HomeRegister } from './home-register.ts'
import { Network, type Operator } from './network.ts'

const operator: Operator = {
  name: 'nordtel',
  plmn: '99901',
  rat: 'LTE-M',
  iccidPrefix: '8988901',
  reportsAttaches: true,
}
const iccid = '89889010000000000018'
const at = 1_700_000_000_000
const hour = 3600_000
const everywhere = { missingUntil: () => undefined }
const chance = chanceOf(1, 'radio')

function networkWith(line: Parameters<HomeRegister['put']>[0]): Network {
  const register = new HomeRegister()
  register.put(line)
  return new Network(operator, register)
}

const attempt = (instant = at) => ({ iccid, at: instant, coverage: everywhere, chance })

test('an active line registers and carries data', () => {
  const network = networkWith({ iccid, activeFrom: at, session: 'open' })
  expect(network.attach(attempt())).toMatchObject({ kind: 'registered', session: 'open' })
  expect(network.carry(attempt()).through).toBe(true)
})

test('a line that is not yet active is refused with EMM cause 8, and later not', () => {
  const network = networkWith({ iccid, activeFrom: at + hour, session: 'open' })
  expect(network.attach(attempt())).toMatchObject({ kind: 'rejected', reject: 'not-provisioned' })
  expect(network.attach(attempt(at + hour)).kind).toBe('registered')
  expect(network.register.canEverServe(iccid, at)).toBe(true)
})

test('a line that nobody activates can never serve, until somebody does', () => {
  const network = networkWith({ iccid, activeFrom: 'never', session: 'open' })
  expect(network.register.canEverServe(iccid, at)).toBe(false)
  network.register.activate(iccid, at + hour)
  expect(network.register.canEverServe(iccid, at)).toBe(true)
  expect(network.attach(attempt(at + 2 * hour)).kind).toBe('registered')
})

test('a line without data service registers and carries nothing', () => {
  const network = networkWith({ iccid, activeFrom: at, session: 'no-session' })
  expect(network.attach(attempt())).toMatchObject({ kind: 'registered', session: 'no-session' })
  expect(network.carry(attempt()).through).toBe(false)
  expect(network.register.canEverServe(iccid, at)).toBe(false)
})

test('a used-up budget stops data, in started blocks of 1 kB', () => {
  const network = networkWith({ iccid, activeFrom: at, session: 'open', budgetBytes: 2048 })
  network.register.use(iccid, 10)
  expect(network.carry(attempt()).through).toBe(true)
  network.register.use(iccid, 10)
  expect(network.register.usedBytes(iccid)).toBe(2048)
  expect(network.carry(attempt()).through).toBe(false)
  expect(network.register.canEverServe(iccid, at)).toBe(false)
})

test('a barred line is refused for good', () => {
  const network = networkWith({ iccid, activeFrom: at, barredFrom: at + hour, session: 'open' })
  expect(network.attach(attempt(at + hour))).toMatchObject({ reject: 'plmn-not-allowed' })
  expect(network.register.canEverServe(iccid, at + hour)).toBe(false)
})

test('a window without coverage is the same whenever one asks, and ends', () => {
  const place = { seed: 4, device: 9, operator: 'nordtel', quietFrom: Number.POSITIVE_INFINITY }
  const rates = { holesPerDay: 1, hoursMin: 1, hoursMax: 5 }
  const [one, other] = [coverageAt(place, rates), coverageAt(place, rates)]
  const hours = Array.from({ length: 240 }, (_, i) => at + i * hour)
  const missing = hours.filter((instant) => one.missingUntil(instant) !== undefined)
  expect(missing.length).toBeGreaterThan(10)
  expect(missing.length).toBeLessThan(60)
  for (const instant of hours.toReversed()) {
    expect(other.missingUntil(instant)).toBe(one.missingUntil(instant))
  }
  const end = one.missingUntil(missing[0] as number) as number
  expect(one.missingUntil(end)).toBeUndefined()
})

test('no window begins once faults are off', () => {
  const place = { seed: 4, device: 9, operator: 'nordtel', quietFrom: at }
  const coverage = coverageAt(place, { holesPerDay: 1, hoursMin: 1, hoursMax: 5 })
  const later = Array.from({ length: 240 }, (_, i) => at + 6 * hour + i * hour)
  expect(later.every((instant) => coverage.missingUntil(instant) === undefined)).toBe(true)
})

test('a suspended line is refused from that instant on, until it is reactivated', () => {
  const network = networkWith({ iccid, activeFrom: at, session: 'open' })
  network.register.change(iccid, at + hour, { suspendedFrom: at + hour })
  expect(network.attach(attempt()).kind).toBe('registered')
  expect(network.attach(attempt(at + hour))).toMatchObject({ reject: 'suspended' })
  network.register.reactivate(iccid, at + 2 * hour)
  expect(network.attach(attempt(at + hour))).toMatchObject({ reject: 'suspended' })
  expect(network.attach(attempt(at + 2 * hour)).kind).toBe('registered')
})

test('an allowance that is used up serves again from its top-up on', () => {
  const network = networkWith({ iccid, activeFrom: at, session: 'open', budgetBytes: 1024 })
  network.register.use(iccid, 500, at)
  expect(network.attach(attempt())).toMatchObject({ reject: 'option-not-subscribed' })
  network.register.topUp(iccid, 4096, at + hour)
  expect(network.carry(attempt(at + hour)).through).toBe(true)
  expect(network.register.state(iccid, at)).toBe('used-up')
})

test('a network that is out, or blocks a country, serves nobody there', () => {
  const register = new HomeRegister()
  register.put({ iccid, activeFrom: at, session: 'open' })
  const network = new Network(operator, register, {
    outages: [{ from: at, until: at + hour }],
    roamingBlocks: [{ country: 'TR', from: at + 2 * hour }],
  })
  expect(network.attach(attempt())).toMatchObject({ kind: 'no-coverage', until: at + hour })
  const inTurkey = (instant: number) => ({ ...attempt(instant), country: 'TR' })
  expect(network.attach(inTurkey(at + hour)).kind).toBe('registered')
  expect(network.attach(inTurkey(at + 2 * hour))).toMatchObject({ reject: 'no-suitable-cells' })
  expect(network.attach({ ...attempt(at + 2 * hour), country: 'DE' }).kind).toBe('registered')
})
