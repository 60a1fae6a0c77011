// What the device must bring: energy for the plan with one more try, a radio that ends the download
// in time, and a contact before the deadline and inside an open window (F21, F61). Energy and time
// come from the radio model; its parameters are assumptions and can be given otherwise.

import { untilInWords } from '../explanation.ts'
import { type PlanCost, planCostOf } from '../radio/plan-cost.ts'
import { radios } from '../radio/radio-model.ts'
import type { Asked } from './asked.ts'
import { downloads, held, ok, refused, unknown } from './asked.ts'
import type { Check } from './check.ts'
import type { ContactKnown, DeviceKnown, OpenWindow, PreflightInput } from './preflight-facts.ts'

const joulesPerMwh = 3.6

function costOf({ input, plan }: Asked): PlanCost | undefined {
  const { coverageClass }: DeviceKnown = input.state.device
  if (coverageClass === undefined) return undefined
  const bytes = input.profile?.profileBytes
  const about = bytes === undefined ? {} : { profileBytes: bytes }
  return planCostOf(plan, radios[coverageClass], about)
}

/** What is left in the battery against what the plan takes. */
export function checkEnergy(asked: Asked): Check {
  const { batteryMwh }: DeviceKnown = asked.input.state.device
  const cost = costOf(asked)
  if (batteryMwh === undefined) {
    return unknown('energy', 'energy left in the battery', 'add batteryMwh to the inventory')
  }
  if (!cost) return unknown('energy', 'coverage class', 'add coverageClass to the inventory')
  const { runs, energyShareMax } = asked.limits
  const share = (cost.joules * runs) / (batteryMwh * joulesPerMwh)
  const percent = batteryMwh <= 0 ? 'all' : `${(share * 100).toFixed(1)} %`
  const fact = `${cost.joules.toFixed(0)} J, ${runs} tries take ${percent} of ${batteryMwh} mWh`
  return share <= energyShareMax
    ? ok('energy', fact, 'claimed')
    : held('energy', 'energy-too-low', fact, 'claimed')
}

/** How long the radio takes against the SM-DP+'s session and the deadline (F21). */
export function checkCoverage(asked: Asked): Check {
  const { input, plan, limits } = asked
  const cost = costOf(asked)
  if (!cost) return unknown('coverage', 'coverage class', 'add coverageClass to the inventory')
  const sessionMs = (input.smdp?.sessionSeconds ?? Number.POSITIVE_INFINITY) * 1000
  const seconds = Math.round(cost.downloadSeconds)
  if (downloads(plan) && cost.downloadSeconds * 1000 > sessionMs) {
    const fact = `the download takes ${seconds} s, the session lasts ${sessionMs / 1000} s`
    return held('coverage', 'coverage-too-slow', fact, input.smdp?.evidence)
  }
  const leftMs = (input.deadlineAt ?? Number.POSITIVE_INFINITY) - begins(input)
  const fact = `about ${Math.round(cost.seconds)} s at this coverage`
  return cost.seconds * 1000 * limits.runs <= leftMs
    ? ok('coverage', fact, 'claimed')
    : refused('coverage', 'coverage-against-deadline', fact, 'claimed')
}

/** The earliest time at which the device can begin; its contact is checked apart. */
const begins = ({ contact, now, deadlineAt }: PreflightInput): number =>
  contact && contact.from !== 'assumed' && contact.by <= (deadlineAt ?? contact.by)
    ? Math.max(now, contact.by)
    : now

const evidenceOf = { configured: 'claimed', learned: 'reported' } as const

/** When the device will call, against the deadline and the open windows. */
export function checkContact({ input }: Asked): Check {
  const { contact, deadlineAt, windows, now } = input
  if (!contact || contact.from === 'assumed') {
    return unknown('contact', 'when the device calls', 'add contactEveryMinutes to the inventory')
  }
  const evidence = evidenceOf[contact.from]
  const at = `it is expected ${untilInWords(contact.by, now)}`
  if (deadlineAt !== undefined && contact.by > deadlineAt) {
    return refused('contact', 'contact-after-deadline', at, evidence)
  }
  if (!windows) return ok('contact', at, evidence)
  const before = windows.filter(({ from }) => deadlineAt === undefined || from < deadlineAt)
  return before.some((window) => callsWithin(contact, window))
    ? ok('contact', at, evidence)
    : held('contact', 'contact-outside-windows', at, evidence)
}

/** Whether one of its calls, each an interval after the one before, falls into the window. */
function callsWithin({ by, intervalMs }: ContactKnown, { from, until }: OpenWindow): boolean {
  if (intervalMs <= until - from) return true
  const next = by >= from ? by : by + Math.ceil((from - by) / intervalMs) * intervalMs
  return next <= until
}
