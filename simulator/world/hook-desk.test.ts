import { beforeEach, expect, test } from 'vitest'
import type { Device } from '../device/device.ts'
import { Troubles } from '../device/troubles.ts'
import { HomeRegister } from '../network/home-register.ts'
import { Network } from '../network/network.ts'
import { calm } from '../scenarios/calm.ts'
import { planDevice } from './device-plan.ts'
import { fulfil, HookLedger } from './hook-desk.ts'
import type { HookWish } from './hook-endpoint.ts'
import { Timeline } from './timeline.ts'

const startAt = 1_800_000_000_000
const [asked, other] = ['8999901000000000001', '8999902000000000009']

let registers: readonly HomeRegister[]
let ledger: HookLedger
beforeEach(() => {
  registers = [asked, other].map((iccid) => {
    const register = new HomeRegister()
    register.put({ iccid, activeFrom: 0, session: 'open', smsLeft: 1, budgetBytes: 4096 })
    return register
  })
  ledger = new HookLedger()
})

const networks = () =>
  registers.map((register, at) => {
    const iccidPrefix = `899990${at + 1}`
    const operator = { name: `op${at}`, plmn: `9990${at + 1}`, rat: 'LTE', iccidPrefix } as const
    return new Network({ ...operator, reportsAttaches: true }, register)
  })

const smsLeft = () =>
  registers.map((register, at) => register.line([asked, other][at] ?? '')?.smsLeft)

/** Sends one wake, asked for `iccid`, to a device that is registered with `registered`. */
async function wake(iccid: string | undefined, registered: string | undefined) {
  const plan = { ...planDevice(1, 1, calm), usesPsm: false }
  let rung = 0
  const device = {
    plan,
    troubles: new Troubles([]),
    modem: { iccid: registered, isOutOfReach: () => false },
    bell: { ring: () => void rung++ },
  } as unknown as Device
  const timeline = new Timeline({
    startAt,
    windowMs: 1000,
    strideMaxMs: 60_000,
    atOnce: 1,
    tell: async () => {},
  })
  const manners = { ...calmManners, smsLost: 0 }
  const parts = { seed: 1, manners, timeline, networks: networks(), door: {} as never, order: 1 }
  const wish: HookWish = {
    id: 'act-1',
    action: 'wake',
    eid: plan.eid,
    before: 0,
    ...(iccid === undefined ? {} : { iccid }),
  }
  const desk = { ...parts, device: () => device, tells: () => true }
  fulfil(desk, ledger, { wish, now: startAt, number: 1 })
  await timeline.run((now) => now > startAt + 60_000)
  return rung
}

const calmManners = {
  failing: 0,
  slow: 0,
  refused: 0,
  delayHoursMin: 1,
  delayHoursMax: 2,
  visitDaysMin: 1,
  visitDaysMax: 2,
}

test('a short message wakes the device on the line that it was asked for, and is charged to it', async () => {
  registers[0]?.change(asked, 0, { smsLeft: 5, budgetBytes: 1_000_000 })
  expect(await wake(asked, asked)).toBe(1)
  expect(smsLeft()).toEqual([4, 1])
  expect(ledger).toMatchObject({ spoiled: [], helped: [{ action: 'wake' }] })
})

test.each([
  ['has gone to another line', other],
  ['is not registered', undefined],
])('it never arrives at a device that %s, and takes nothing from another line', async (_, on) => {
  registers[0]?.change(asked, 0, { smsLeft: 5 })
  expect(await wake(asked, on)).toBe(0)
  expect(smsLeft()).toEqual([4, 1])
  expect(ledger).toMatchObject({ spoiled: [], helped: [] })
})

test('the last message and the last octets of the line it was asked for are spoiled', async () => {
  expect(await wake(asked, asked)).toBe(1)
  expect(smsLeft()).toEqual([0, 1])
  expect(ledger.spoiled.map(({ why }) => why)).toEqual([
    'the last short message of the line',
    'the last octets of the line',
  ])
})

test('a wake without a line goes to nobody', async () => {
  expect(await wake(undefined, asked)).toBe(0)
  expect(smsLeft()).toEqual([1, 1])
})
