import { parseEid } from '@holdfast/gsma/ids/eid.ts'
import { parseIccid } from '@holdfast/gsma/ids/iccid.ts'
import { parseImei } from '@holdfast/gsma/ids/imei.ts'
import { expect, test } from 'vitest'
import { usual } from '../scenarios/default.ts'
import { scenarioNamed, scenarios } from '../scenarios/scenario-table.ts'
import { planDevice } from './device-plan.ts'

const fleet = Array.from({ length: 300 }, (_, number) => planDevice(7, number, usual))

test('identifiers are such as a careful inventory import accepts, and no two are the same', () => {
  for (const { eid, imei, factoryIccid } of fleet) {
    expect(parseEid(eid).ok).toBe(true)
    expect(parseImei(imei).ok).toBe(true)
    expect(parseIccid(factoryIccid).ok).toBe(true)
  }
  for (const key of ['eid', 'imei', 'serial', 'factoryIccid'] as const) {
    expect(new Set(fleet.map((plan) => plan[key])).size).toBe(300)
  }
})

test('the same seed and number give the same device', () => {
  expect(planDevice(7, 12, usual)).toEqual(fleet[12])
  expect(planDevice(8, 12, usual)).not.toEqual(fleet[12])
})

test('every device goes to another operator than it comes from, in three equal parts', () => {
  const goals: Record<string, number> = {}
  for (const { from, to } of fleet) {
    expect(to.name).not.toBe(from.name)
    goals[to.name] = (goals[to.name] ?? 0) + 1
  }
  expect(Object.values(goals)).toEqual([100, 100, 100])
})

test('a v1.0 IPA speaks the ASN.1 binding and downloads through the eIM', () => {
  const old = fleet.filter(({ traits }) => traits.dialect === 'v1.0')
  expect(old.length).toBeGreaterThan(10)
  for (const { traits } of old) {
    expect(traits).toMatchObject({ binding: 'asn1', downloads: 'indirect' })
  }
})

test('rates of every scenario are such as can be', () => {
  for (const scenario of scenarios) {
    const link = Object.values(scenario.link).reduce((sum, rate) => sum + rate, 0)
    expect(link).toBeLessThanOrEqual(1)
    const { activatedLate, neverActivated, withoutSession } = scenario.lines
    expect(activatedLate + neverActivated + withoutSession).toBeLessThanOrEqual(1)
    const { faultHours, livenessHours } = scenario
    expect(scenario.boundHours).toBeGreaterThanOrEqual(faultHours + livenessHours)
  }
})

test('an unknown scenario is refused with the names of those that exist', () => {
  expect(() => scenarioNamed('tornado')).toThrow(/"tornado"; there are default, calm, storm-lite/)
})
