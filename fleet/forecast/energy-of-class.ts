// What a campaign takes from one device of a class: seconds on the air, octets, joules, and how many
// days of its life that is. Polling is counted beside it, because it, not the download, empties
// batteries. Every number is a parameter of `Radio` (radio/radio-model.ts).

import type { StepKind } from '../plan.ts'
import type { AirCost, Exchange, Radio } from '../radio/radio-model.ts'
import { radios, sessionCost } from '../radio/radio-model.ts'
import { emptyPoll, exchangeOf } from '../radio/step-exchange.ts'
import type { DeviceClass } from './device-class.ts'

const dayMs = 86_400_000
const joulesPerMwh = 3.6

/** The exchanges of one session that does these steps: it polls, works, and polls once more. */
export function exchangesOf(
  steps: readonly StepKind['kind'][],
  route: DeviceClass['route'],
): readonly Exchange[] {
  const about = { route: route === 'direct' ? 'direct' : 'indirect' } as const
  return [emptyPoll, ...steps.map((step) => exchangeOf(step, about)), emptyPoll]
}

export interface ClassEnergy extends AirCost {
  /** What its polls and its sleep take in a day, without any campaign. */
  readonly joulesPerDay: number
  /** What the campaign takes, in days of ordinary life. */
  readonly daysOfLife: number
  /** Days that the battery has left as it lives now, when known. */
  readonly daysLeft?: number
}

/** `sessions`: how many a device begins on average until it is through; a broken one is half done. */
export function energyOf(
  of: DeviceClass,
  steps: readonly StepKind['kind'][],
  sessions: number,
  radio: Radio = radios[of.radio],
): ClassEnergy {
  const whole = sessionCost(exchangesOf(steps, of.route), radio)
  const times = 1 + Math.max(0, sessions - 1) / 2
  const poll = sessionCost([emptyPoll], radio)
  const asleep = radio.volts * radio.sleepAmps * (dayMs / 1000)
  const joulesPerDay = (dayMs / of.everyMs) * poll.joules + asleep
  const joules = whole.joules * times
  const left = of.batteryMwh
  return {
    seconds: whole.seconds,
    joules,
    bytes: whole.bytes * times,
    joulesPerDay,
    daysOfLife: joules / joulesPerDay,
    ...(left === undefined ? {} : { daysLeft: (left * joulesPerMwh) / joulesPerDay }),
  }
}
