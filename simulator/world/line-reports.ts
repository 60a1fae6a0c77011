// What the operators' systems tell the fleet's owner about lines: some every hour, some once a day
// with facts that are hours old, some nothing. Only what has changed since the last time is told.

import type { Line, LineState } from '../network/home-register.ts'
import type { Network } from '../network/network.ts'
import type { OperatorFaults } from '../scenarios/operator-faults.ts'
import type { ApiDoor } from './api-door.ts'
import type { DevicePlan } from './device-plan.ts'
import type { Instant, Timeline } from './timeline.ts'

const hourMs = 3600_000
const linesPerPost = 500

/** In the words of the API; an allowance that is over leaves the line itself active. */
const stateWords: Readonly<Record<LineState, string>> = {
  unknown: 'unknown',
  'not-yet-active': 'not-yet-active',
  active: 'active',
  suspended: 'suspended',
  barred: 'barred',
  locked: 'active',
  expired: 'active',
  'used-up': 'active',
}

export interface ReporterParts {
  readonly timeline: Timeline
  readonly networks: readonly Network[]
  readonly plans: readonly DevicePlan[]
  readonly door: ApiDoor
  readonly startAt: Instant
  readonly endAt: Instant
  readonly order: number
}

/** Lets the operators' systems report until the world ends. */
export function beginLineReports(parts: ReporterParts, faults: OperatorFaults): void {
  const countries = [...new Set(parts.plans.map(({ country }) => country))].toSorted()
  faults.lineReports.forEach((habit, index) => {
    const network = parts.networks.find(({ operator }) => operator.name === habit.operator)
    if (!network) return
    const told = new Map<string, string>()
    const everyMs = habit.everyHours * hourMs
    const lagMs = Math.min(habit.lagHours * hourMs, everyMs - 60_000)
    parts.timeline.begin(parts.order + index, parts.startAt + 60_000, async (clock) => {
      while (clock.now < parts.endAt) {
        const seenAt = clock.now
        const reports = changedReports({ network, countries, at: seenAt }, told)
        await clock.spend(lagMs)
        for (let from = 0; from < reports.length; from += linesPerPost) {
          const lines = reports.slice(from, from + linesPerPost)
          await parts.door.post('/v1/lines', { lines })
        }
        await clock.until(seenAt + everyMs)
      }
    })
  })
}

interface Look {
  readonly network: Network
  readonly countries: readonly string[]
  readonly at: Instant
}

function changedReports(look: Look, told: Map<string, string>): readonly object[] {
  const reports: object[] = []
  for (const iccid of look.network.register.iccids) {
    const line = look.network.register.line(iccid, look.at)
    if (!line) continue
    const report = describeLine(look, line)
    const { bytesLeft, ...rest } = report
    const key = JSON.stringify([rest, roughly(bytesLeft)])
    if (told.get(iccid) === key) continue
    told.set(iccid, key)
    reports.push({ ...report, at: look.at })
  }
  return reports
}

/** Steps in which a remaining allowance is worth telling. */
const roughly = (bytes: number | undefined): number | undefined =>
  bytes === undefined || bytes === 0 ? bytes : Math.floor(Math.log2(bytes) * 2)

function describeLine({ network, countries, at }: Look, line: Line) {
  const { iccid, budgetBytes, smsLeft, validUntil } = line
  const { operator, register } = network
  const state = register.state(iccid, at)
  const left = budgetBytes === undefined ? undefined : budgetBytes - register.usedBytes(iccid)
  const allowed = countries.filter((country) => !network.blocksRoaming(country, at))
  return {
    iccid,
    state: stateWords[state],
    operator: operator.name,
    ...(left === undefined ? {} : { bytesLeft: Math.max(0, left) }),
    ...(smsLeft === undefined ? {} : { smsLeft }),
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(allowed.length < countries.length ? { countries: allowed } : {}),
    ...(state === 'locked' ? { imeiLock: '350099990000018' } : {}),
  }
}
